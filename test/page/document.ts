import type {
  Index,
  ReportChange,
  ReportCount,
  ReportDocument,
  ReportEffect,
  ReportGrant,
  ReportPlace,
} from '../../src/report/document.ts';

/** A report of a made-up account, of any size. The plan shuts everyone but admins out of the first two spaces. */

interface Size {
  readonly people: number;
  readonly organizations: number;
  /** In each organization. */
  readonly spaces: number;
}

/** Cells of the access table below. */
const cell = {
  none: 0,
  accountAdmin: 1,
  accountMember: 2,
  organizationMember: 3,
  member: 4,
  reader: 5,
  scientist: 6,
  fromAdmin: 7,
  fromPublic: 8,
} as const;

const guard = { rule: 'min_admins', scope: '' } as const;

const line = (number: number): readonly [Index, number] => [0, number];

const none = (label: string): ReportCount => ({ count: 0, label, people: [], changes: [] });

export function madeUp({ people: count, organizations, spaces }: Size): ReportDocument {
  const admins = 2;
  const places: ReportPlace[] = [{ kind: 'account', name: 'Acme', address: '' }];
  const spaceIndices: Index[] = [];
  for (let organization = 0; organization < organizations; organization += 1) {
    const name = `Organization ${organization}`;
    const parent = places.length;
    places.push({ kind: 'organization', name, address: `organization/${name}`, parent: 0 });
    for (let space = 0; space < spaces; space += 1) {
      spaceIndices.push(places.length);
      const own = `space-${organization}-${space}`;
      places.push({
        kind: 'space',
        name: own,
        address: `space/${name}/${own}`,
        parent,
        private: space % 2 === 0,
        line: line(100 + places.length),
      });
    }
  }
  const closing = spaceIndices.slice(0, 2);
  const people: ReportDocument['people'][number][] = [];
  const grants: ReportGrant[] = [];
  const but: Index[][] = [];
  const differences: Index[] = [];
  const cells: ReportEffect['cells'][number][] = [];
  for (let person = 0; person < count; person += 1) {
    const isAdmin = person < admins;
    people.push({
      email: `person${String(person).padStart(4, '0')}@example.com`,
      name: `Person ${person}`,
      role: isAdmin ? 0 : 1,
      teams: [person % 3],
      line: line(10 + person),
    });
    const own: Index[] = [0, isAdmin ? cell.accountAdmin : cell.accountMember];
    if (isAdmin) {
      for (const place of places.keys()) if (place > 0) own.push(place, cell.fromAdmin);
    } else {
      const organization = person % organizations;
      const parent = 1 + organization * (spaces + 1);
      own.push(parent, cell.organizationMember);
      grants.push({ person, place: parent, level: 1, line: line(5000 + person) });
      const to: Index[] = [];
      for (let space = 0; space < spaces; space += 1) {
        const place = parent + 1 + space;
        const held = [cell.member, cell.reader, cell.scientist][(person + space) % 3] ?? 0;
        const isIn = (Math.floor(person / organizations) + space) % 5 < 2;
        const shown = isIn ? held : space % 2 === 0 ? cell.none : cell.fromPublic;
        if (shown === cell.none) continue;
        own.push(place, shown);
        if (isIn)
          grants.push({
            person,
            place,
            level: held - 3,
            line: line(9000 + person),
            ...(person % 2 === 0 && { team: person % 3 }),
            ...(closing.includes(place) && { plan: 'gone' as const }),
          });
        if (closing.includes(place)) {
          to.push(place, cell.none);
          differences.push(person, place, closing.indexOf(place));
        }
      }
      if (to.length > 0) cells.push({ person, to });
    }
    but.push(own);
  }
  const losing = cells.map(({ person }) => person);
  const changes = closing.map((place): ReportChange => {
    const { address = '', name = '' } = places[place] ?? {};
    return {
      address,
      text: `delete space ${name}`,
      kind: 'space',
      action: 'delete',
      effect: 'destroys',
      place,
      fields: [],
      reason: 'no longer used',
      line: line(47),
      irreversible: 'its projects and traces are deleted with it',
      held: 'needs-consent',
      also_removes: [],
      needs: [],
    };
  });
  const affected = (place: Index): readonly Index[] =>
    cells.filter(({ to }) => to.includes(place)).map(({ person }) => person);
  const losers = { count: losing.length, people: losing, changes: [0, 1] };
  const all = (label: string) => ({ ...losers, label });
  return {
    schema: 'ax-access/report@1',
    tool: '0.1.0',
    command: 'plan',
    of: 'live',
    made: '2026-12-01T04:00:00Z',
    today: '2026-12-01',
    account: { id: 'QWNjb3VudDox', name: 'Acme' },
    caller: { email: 'person0000@example.com', account_admin: true },
    file: { name: 'access.yaml', commit: '0123456789abcdef0123456789abcdef01234567' },
    files: [{ name: 'access.yaml', url: 'https://example.com/acme/access/blob/0123/access.yaml' }],
    people,
    places,
    notices: [],
    teams: ['data-science', 'platform', 'support'].map((name) => ({ name })),
    roles: [
      { name: 'Data Scientist', custom: true, id: 'Um9sZTox', permissions: 1, line: line(19) },
    ],
    levels: [
      { text: 'admin', short: 'A', is: 'built-in' },
      { text: 'member', short: 'M', is: 'built-in', permissions: 0 },
      { text: 'read-only', short: 'R', is: 'built-in', permissions: 2 },
      { text: 'Data Scientist', short: 'DS', is: 'role', role: 0, permissions: 1 },
    ],
    permissions: ['DATASET_CREATE', 'EXPERIMENT_CREATE', 'PROJECT_READ'],
    permission_sets: [[0, 1, 2], [0, 2], [2]],
    grants,
    access: {
      ways: [
        { how: 'own', up: 0, level: 0 },
        { how: 'own', up: 0, level: 1 },
        { how: 'own', up: 0, level: 2 },
        { how: 'own', up: 0, level: 3 },
        { how: 'admin', up: 2, level: 0 },
        { how: 'fallback', up: 1, level: 1 },
      ],
      cells: [
        { ways: [], levels: [] },
        { ways: [0], levels: [0], admin: true, enters: true, own: true },
        { ways: [1], levels: [1], enters: true, own: true },
        { ways: [1], levels: [1], enters: true, own: true },
        { ways: [1], levels: [1], permissions: 0, enters: true, own: true },
        { ways: [2], levels: [2], permissions: 2, enters: true, own: true },
        { ways: [3], levels: [3], permissions: 1, enters: true, own: true },
        { ways: [4], levels: [0], admin: true, enters: true },
        { ways: [5], levels: [1], permissions: 0, enters: true },
      ],
      patterns: [],
      people: but.map((own) => ({ but: own })),
    },
    rules: [
      {
        name: 'contractors stay out',
        claim: '*@contractor.example.com may not have access',
        severity: 'block',
        reason: 'they sign other papers',
        line: line(60),
        places: [2, 3],
        people: [15, 16],
        before: {
          verdict: 'broken',
          breaches: [
            {
              text: 'person0015@example.com has access in space-0-1: member',
              person: 15,
              place: 3,
              line: line(9015),
            },
          ],
          more: 3,
          unknown: [],
        },
        as_run: { verdict: 'unknown', breaches: [], unknown: ['the holders of DS were not read'] },
        with_consent: { verdict: 'ok', breaches: [], unknown: [] },
      },
      {
        name: 'few admins',
        claim: 'at most 3 people may have admin access',
        severity: 'warn',
        line: line(64),
        places: [1],
        before: { verdict: 'ok', breaches: [], unknown: [] },
        as_run: { verdict: 'ok', breaches: [], unknown: [] },
      },
    ],
    service_keys: [],
    totals: {
      people: count,
      services: 0,
      organizations,
      spaces: spaceIndices.length,
      projects: 0,
      roles: 1,
      service_keys: 0,
      account_admins: admins,
      pending: 0,
      findings: 1,
      accepted: 0,
    },
    plan: {
      title: `${losing.length} lose access, 2 cannot be undone`,
      summary: ['Plan: 0 to add, 0 to change, 2 to destroy (2 cannot be undone).'],
      consent: false,
      digest: 'd'.repeat(64),
      changes,
      sections: [
        {
          effect: 'destroys',
          heading: 'Destroys 2, needs --allow-destructive',
          rows: changes.map((change, index) => ({
            sign: 'x',
            paint: 'red' as const,
            what: change.text,
            effect: `${affected(closing[index] ?? 0).length} people lose access`,
            line: line(47),
            changes: [index],
            people: affected(closing[index] ?? 0),
            losing: affected(closing[index] ?? 0),
          })),
        },
      ],
      cards: [
        {
          id: 'destroyed',
          as_run: none('destroyed'),
          with_consent: { ...all('destroyed'), count: 2 },
        },
        {
          id: 'losing',
          as_run: none('people lose access'),
          with_consent: all('people lose access'),
        },
        { id: 'losing_all', as_run: none('people lose all access') },
        { id: 'gaining', as_run: none('people gain access') },
      ],
      as_run: {
        title: 'no changes',
        blocked: true,
        guards: [{ ...guard, verdict: 'blocked', text: 'The admins were not read.' }],
        cells: [],
        kinds: [],
        differences: [],
        losing_all: [],
        new_admins: [],
        not_judged: [],
      },
      with_consent: {
        title: `${losing.length} lose access, 2 cannot be undone`,
        blocked: false,
        guards: [{ ...guard, verdict: 'ok', text: '2 admins remain.' }],
        cells,
        kinds: [
          { effect: 'loses', lost: 0, causes: [0] },
          { effect: 'loses', lost: 0, causes: [1] },
        ],
        differences,
        losing_all: [],
        new_admins: [],
        not_judged: [],
      },
      beside: [{ is: 'notice', text: 'Takes ownership of 2 maps.', line: line(26) }],
      limits: [{ name: 'removals', value: 50, source: 'default' }],
      next: [{ command: 'ax-access apply --allow-destructive', text: 'Runs both changes.' }],
    },
    findings: [
      {
        id: '0a1b2c3d',
        code: 'sole-admin',
        heading: 'Only one admin',
        severity: 'medium',
        text: 'space-0-0 has only one admin.',
        people: [0],
        places: [2],
        line: line(102),
        fix: { text: 'Add a second admin.', yaml: 'organizations:\n  Organization 0: {}\n' },
      },
    ],
    leaves_out: [],
    coverage: [{ what: 'users', place: 0, count, complete: true }],
  };
}
