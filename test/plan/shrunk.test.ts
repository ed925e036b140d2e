import { describe, expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { listsAfter, listsBefore } from '../../src/journal/lists.ts';
import type { Baseline, History, Live, Plan } from '../../src/model.ts';
import { listKey } from '../../src/names.ts';
import { plan } from '../../src/plan/plan.ts';
import { heldTo } from '../../src/plan/shrunk.ts';
import { openAccount } from '../account/account.ts';
import { short } from '../account/lines.ts';
import type { Account } from '../account/seed.ts';
import type { Opened } from '../account/account.ts';
import { accountOf } from '../account/compare.ts';

const who = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `p${String(index + from).padStart(3, '0')}@x.org`);

const people = (count: number): string =>
  `users: {jane@x.org: {name: J, role: admin}, kim@x.org: {name: K, role: admin}, ${who(count)
    .map((email) => `${email}: {name: P, role: member}`)
    .join(', ')}}`;

const all = (emails: readonly string[], role = 'member'): string =>
  emails.map((email) => `${email}: ${role}`).join(', ');

/** What later runs hold lists to after a run that read them and judged nothing. */
const seenIn = ({ lists }: Live, more: Partial<History> = {}): History => ({
  baselines: new Map(
    lists.map(({ kind, place, count, masked }): [string, Baseline] => [
      listKey({ kind, ...(place !== undefined && { place }) }),
      { count, at: '2026-01-05T09:00:00Z', ...(masked !== undefined && { masked }) },
    ]),
  ),
  owned: new Set(),
  ids: new Map(),
  accepted: new Map(),
  ...more,
});

/** Makes a list end early from now on; the first pages of it may come whole. */
async function cut({ sandbox }: Opened, on: string, by: number, after = 0): Promise<void> {
  const { status } = await sandbox.handle(
    new Request('http://127.0.0.1/sandbox/faults', {
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body: JSON.stringify({ on, fault: 'shrink-list', by, after }),
    }),
  );
  expect(status).toBe(201);
}

async function planned(account: Account, file: string, history: History): Promise<Plan> {
  const { desired, live } = await account.look(file, '2026-02-01');
  return plan(diff(desired, live), desired, live, { allowDestructive: true, history });
}

/** Every change with why it waits, and what the guard says. */
const told = ({ changes, guards }: Plan) => ({
  changes: changes.map(({ action, address, held }) =>
    short(`${action} ${address}${held === undefined ? '' : ` ${held}`}`),
  ),
  accept: guards.flatMap(({ rule, accept = '' }) => (rule === 'shrunk' ? [accept] : [])),
});

const roleAndFile = (roles: string, rest: string): string => `
roles: {New: {permissions: [TAG_READ]}${roles}}
organizations: ${rest}`;

describe('what rests on a list that came back short is held back, and the rest runs', () => {
  const members = (count: number, role = 'member') => all(who(count), role);
  const key =
    'service_keys: {ingest: {role: member, expires: 90d, deliver: {file: a}}, other: {role: member, expires: 90d, deliver: {file: b}}}';

  test.each<
    [string, { seed: string; file: string; on: string; by: number; after?: number; says: object }]
  >([
    [
      'the last page of a list of people',
      {
        seed: `${people(60)}\norganizations: {P: {members: {jane@x.org: admin, ${members(60)}}}}`,
        file: roleAndFile('', `{P: {members: {jane@x.org: admin, ${all(who(59, 1))}}}}`),
        on: 'graphql OrganizationMembers',
        by: 11,
        says: {
          changes: expect.arrayContaining([
            'create role/New',
            'delete organization/P/member/p000 unproven',
          ]),
          accept: ["--accept-count 'organization_member organization/P=50'"],
        },
      },
    ],
    [
      'half the bindings of a role that is about to go',
      {
        seed: `${people(4)}
roles: {Old: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {${members(4)}}, spaces: {s: {bindings: {${members(4, 'Old')}}}}}}`,
        file: roleAndFile('', '{P: {spaces: {s: {bindings: {}}}}}'),
        on: 'GET /v2/role-bindings',
        by: 2,
        says: {
          changes: [
            'create role/New',
            'delete space/P/s/binding/p000',
            'delete space/P/s/binding/p001',
            // The list of the space's people shows the other half.
            'delete space/P/s/binding/p002',
            'delete space/P/s/binding/p003',
            'delete role/Old unproven',
          ],
          accept: ['--accept-count space_binding=2'],
        },
      },
    ],
    [
      'all bindings of it',
      {
        seed: `${people(1)}
roles: {Old: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {${members(1)}}, spaces: {s: {projects: {p: {bindings: {${members(1, 'Old')}}}}}}}}`,
        file: 'roles: {New: {permissions: [TAG_READ]}}',
        on: 'GET /v2/role-bindings',
        by: 9,
        says: {
          changes: ['create role/New', 'delete role/Old unproven'],
          accept: ['--accept-count project_binding=0'],
        },
      },
    ],
    [
      'the identity providers, of which one may hand out an organization',
      {
        seed: `organizations: {P: {}, Q: {}}
saml: [{domains: [x.org], mappings: [{attributes: {g: a}, organization: {name: P, role: member}}]}]`,
        file: `roles: {New: {permissions: [TAG_READ]}}
manage: {roles: additive}
removed: [{organization: P}]`,
        on: 'graphql IdentityProviders',
        by: 1,
        says: {
          changes: ['create role/New', 'delete organization/P unproven'],
          accept: ['--accept-count identity_provider=0'],
        },
      },
    ],
    [
      'what is in a project that is about to go',
      {
        seed: `${people(2)}
organizations: {P: {members: {${members(2)}}, spaces: {s: {projects: {p: {bindings: {${members(2, 'Project Viewer')}}}}}}}}`,
        file: `removed: [{project: p, space: s, organization: P}]
organizations: {Q: {}}`,
        on: 'GET /v2/role-bindings',
        by: 1,
        says: {
          changes: ['create organization/Q', 'delete project/P/s/p unproven'],
          accept: ['--accept-count project_binding=1'],
        },
      },
    ],
    [
      'keys, of which another would be made under the same name',
      {
        seed: `
users: {jane@x.org: {name: J, role: admin}, bot@x.org: {name: ingest, role: member, bot: true}}
api_keys: [{name: ingest, user: bot@x.org, created_by: jane@x.org}]
organizations: {P: {members: {bot@x.org: member}, spaces: {s: {members: {bot@x.org: member}}}}}`,
        file: `organizations: {P: {spaces: {s: {${key}}}}}`,
        on: 'GET /v2/api-keys',
        by: 1,
        says: {
          changes: [
            'create space/P/s/service_key/ingest unproven',
            'create space/P/s/service_key/other unproven',
          ],
          accept: ["--accept-count 'service_key space/P/s=0'"],
        },
      },
    ],
    [
      'what would be found under its old name',
      {
        seed: 'roles: {Old: {permissions: [PROJECT_READ]}, Other: {permissions: [DATASET_READ, DATASET_CREATE]}}',
        file: 'manage: {roles: additive}\nroles: {Mine: {permissions: [DATASET_CREATE, DATASET_READ], previously: [Other]}, New: {permissions: [TAG_READ]}}',
        on: 'GET /v2/roles',
        by: 1,
        says: {
          changes: ['create role/Mine unproven', 'create role/New'],
          accept: ['--accept-count role=5'],
        },
      },
    ],
  ])('%s', async (_, { seed, file, on, by, after, says }) => {
    const account = openAccount(seed);
    const history = seenIn((await account.look(file, '2026-02-01')).live);
    // Without a cut, nothing is said.
    const whole = await planned(account, file, history);
    expect(whole.changes.filter(({ held }) => held !== undefined)).toEqual([]);
    await cut(account, on, by, after);
    const made = await planned(account, file, history);
    expect(told(made)).toEqual(says);
    // A person has looked.
    const accepted = new Map(
      (await account.look(file, '2026-02-01')).live.lists.map(({ name, count }) => [name, count]),
    );
    const agreed = await planned(account, file, { ...history, accepted });
    expect(agreed.changes.filter(({ held }) => held !== undefined)).toEqual([]);
  });

  test('what needs something that is held back waits with it', async () => {
    const account = accountOf(`${people(3)}
roles: {Old: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {${members(3)}}, spaces: {s: {bindings: {${members(1, 'Old')}}}}}}`);
    const file = roleAndFile('', '{P: {spaces: {s: {bindings: {}}}}}');
    const history = seenIn((await account.look(file)).live);
    const more = new Map([...history.baselines, ['space_binding', { count: 9, at: '2026' }]]);
    expect(told(await planned(account, file, { ...history, baselines: more }))).toEqual({
      changes: [
        'create role/New',
        'delete space/P/s/binding/p000 unproven',
        'delete role/Old unproven',
      ],
      accept: ['--accept-count space_binding=1'],
    });
  });

  test('so does what needs only what waits', async () => {
    const account = accountOf(`${people(1)}\norganizations: {P: {}}`);
    const file =
      'organizations: {N: {previously: [Old], members: {p000@x.org: member}, spaces: {s: {members: {p000@x.org: member}}}}}';
    const history = seenIn((await account.look(file)).live);
    const more = new Map([...history.baselines, ['organization', { count: 9, at: '2026' }]]);
    const { changes } = told(await planned(account, file, { ...history, baselines: more }));
    expect(changes).toEqual([
      'create organization/N unproven',
      'create organization/N/member/p000 needs-held',
      'create space/N/s needs-held',
      'create space/N/s/member/p000 needs-held',
    ]);
  });
});

describe('a list that misses one row', () => {
  const seed = `${people(3)}
roles: {Wide: {permissions: [PROJECT_READ, TAG_READ]}}
organizations: {P: {members: {p000@x.org: admin, p001@x.org: admin, p002@x.org: member}, spaces: {s: {bindings: {p002@x.org: Wide}}}}}`;

  /** What a plan holds back where one list is held to more rows than it has. */
  async function heldOf(file: string, kind: string, by: number) {
    const account = accountOf(seed);
    const history = seenIn((await account.look(file)).live);
    const baselines = new Map(
      [...history.baselines].map(([key, last]) => [
        key,
        key.startsWith(kind) ? { ...last, count: last.count + by } : last,
      ]),
    );
    const { changes } = await planned(account, file, { ...history, baselines });
    return changes.map(({ address, held }) => short(`${address} ${held ?? 'runs'}`));
  }

  test('may show the last admin of a place falsely, and no other', async () => {
    const two =
      'organizations: {P: {members: {p000@x.org: admin, p001@x.org: member, p002@x.org: member}}}';
    expect(await heldOf(two, 'organization_member', 1)).toEqual([
      'organization/P/member/p001 runs',
    ]);
    const none = two.replace('admin', 'member');
    expect(await heldOf(none, 'organization_member', 1)).toEqual(
      ['organization/P/member/p001 unproven', 'organization/P/member/p000 unproven'].toSorted(),
    );
  });

  test('may hide a protected person from a role that is cut, from five rows on', async () => {
    const cutting = 'roles: {Wide: {permissions: [PROJECT_READ]}}';
    const guarded = `${cutting}\nprotected: [{user: kim@x.org}]`;
    expect(await heldOf(guarded, 'space_binding', 4)).toEqual(['role/Wide runs']);
    expect(await heldOf(guarded, 'space_binding', 5)).toEqual(['role/Wide unproven']);
    expect(await heldOf(cutting, 'space_binding', 5)).toEqual(['role/Wide runs']);
  });
});

describe('an ordinary change of the account is no cut', () => {
  const seed = `${people(20)}
roles: {Old: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {jane@x.org: admin, ${all(who(20))}}
    spaces: {s: {private: true, members: {${all(who(8))}, p008@x.org: admin}, bindings: {p009@x.org: Old}, projects: {p: {restricted: true}}}}`;

  test.each<[string, number, string, number, boolean]>([
    ['four members of twenty', 4, 'graphql OrganizationMembers', 17, false],
    ['five of them', 5, 'graphql OrganizationMembers', 16, true],
  ])('%s: %i gone', async (_, by, on, left, isHeld) => {
    const account = openAccount(seed);
    const file = `organizations: {P: {members: {jane@x.org: admin, ${all(who(19, 1))}}}}`;
    const history = seenIn((await account.look(file)).live);
    await cut(account, on, by);
    const { changes, accept } = told(await planned(account, file, history));
    expect(changes).toContain(`delete organization/P/member/p000${isHeld ? ' unproven' : ''}`);
    expect(accept).toEqual(
      isHeld ? [`--accept-count 'organization_member organization/P=${left}'`] : [''],
    );
  });

  test('in a long list a share may go, and never a page', async () => {
    const account = accountOf(seed);
    const file = `organizations: {P: {members: {jane@x.org: admin, ${all(who(19, 1))}}}}`;
    const history = seenIn((await account.look(file)).live);
    const key = [...history.baselines.keys()].find((each) =>
      each.startsWith('organization_member'),
    );
    const isHeld = async (count: number): Promise<boolean> => {
      const baselines = new Map([...history.baselines, [key ?? '', { count, at: '2026' }]]);
      const made = await planned(account, file, { ...history, baselines });
      return made.changes.some(({ held }) => held !== undefined);
    };
    expect(await Promise.all([25, 26].map(isHeld))).toEqual([false, true]);
  });

  test('rows that only became hidden behind an admin right are not gone', async () => {
    const account = accountOf(seed);
    const file = `organizations: {P: {spaces: {s: {members: {${all(who(7))}, p008@x.org: admin}}}}}`;
    const before = await account.look(file);
    const key = before.live.lists.find(({ kind }) => kind === 'space_member');
    expect(key).toMatchObject({ count: 10, masked: 2 });
    const held = async (count: number, masked: number) => {
      const place = key?.place ?? '';
      const last = { count, masked, at: '2026' };
      const baselines = new Map([
        ...seenIn(before.live).baselines,
        [listKey({ kind: 'space_member', place }), last],
      ]);
      return told(await planned(account, file, seenIn(before.live, { baselines }))).accept;
    };
    expect(await held(16, 2)).toEqual(["--accept-count 'space_member space/P/s=10'"]);
    // Two of the six are admins above by now, and one admin is none any more.
    expect(await held(16, 0)).toEqual(['']);
    expect(await held(10, 9)).toEqual(['']);
  });

  test('what gives, and what lowers somebody, rests on no list', async () => {
    const account = openAccount(seed);
    const file = `
organizations:
  P:
    manage: {members: additive}
    members: {jane@x.org: admin, p000@x.org: read-only, ${all(who(2, 18))}}
    spaces: {s: {projects: {p: {restricted: true}}}}`;
    const history = seenIn((await account.look(file)).live);
    await cut(account, 'graphql OrganizationMembers', 15);
    await cut(account, 'GET /v2/resource-restrictions', 1);
    const { changes, accept } = told(await planned(account, file, history));
    expect({ changes: changes.toSorted(), accept }).toEqual({
      changes: [
        'create organization/P/member/p018',
        'create organization/P/member/p019',
        'create project/P/s/p/restriction',
        'update organization/P/member/p000',
      ].toSorted(),
      accept: [''],
    });
  });

  test('unless as many would be made as may be what was cut off', async () => {
    const account = openAccount(seed);
    const file = `organizations: {P: {members: {jane@x.org: admin, ${all(who(20))}}}}`;
    const history = seenIn((await account.look(file)).live);
    await cut(account, 'graphql OrganizationMembers', 5);
    const { changes, accept } = told(await planned(account, file, history));
    expect(changes).toEqual(
      who(5, 15).map((email) => `create organization/P/member/${short(email)} unproven`),
    );
    expect(accept).toEqual(["--accept-count 'organization_member organization/P=16'"]);
  });

  test('a list of one that is empty now does not stop what puts it back', async () => {
    const account = openAccount(`${people(2)}
organizations: {P: {members: {p000@x.org: member}, spaces: {s: {projects: {p: {restricted: true}}}}}}`);
    const file =
      'organizations: {P: {members: {p000@x.org: member}, spaces: {s: {projects: {p: {restricted: true}}}}}}';
    const history = seenIn((await account.look(file)).live);
    await cut(account, 'graphql OrganizationMembers', 1);
    await cut(account, 'GET /v2/resource-restrictions', 1);
    expect(told(await planned(account, file, history))).toEqual({
      changes: ['create organization/P/member/p000', 'create project/P/s/p/restriction'],
      accept: [''],
    });
  });
});

describe('a list is called as Arize has it', () => {
  const seed = `${people(2)}
roles: {Analyst: {permissions: [PROJECT_READ]}}
organizations: {Plat: {members: {${all(who(2))}}, spaces: {s: {bindings: {p000@x.org: Analyst}}}}}`;

  test('whatever the file says, a role alone is in the same list', async () => {
    const account = accountOf(seed);
    const looks = await Promise.all(
      [
        'members: {p000@x.org: Analyst}',
        'members: {}, bindings: {p000@x.org: Analyst}',
        'bindings: {}',
      ].map((inner) => account.look(`organizations: {Plat: {spaces: {s: {${inner}}}}}`)),
    );
    const counts = looks.map(({ live }) =>
      live.lists
        .filter(({ kind }) => kind === 'space_member' || kind === 'space_binding')
        .map(({ name, count }) => `${name} ${count}`)
        .toSorted(),
    );
    expect(counts).toEqual(counts.map(() => ['space_binding 1', 'space_member space/Plat/s 1']));
  });

  test('a place that the file gives another name keeps its list', async () => {
    const account = accountOf(seed);
    const { live } = await account.look(
      'organizations: {Platform: {previously: [Plat], members: {}}}',
    );
    const list = live.lists.find(({ kind }) => kind === 'organization_member');
    expect(list?.name).toBe('organization_member organization/Plat');
    expect(list?.place).toBe(live.items.find(({ kind }) => kind === 'organization')?.id);
  });
});

test('what could not be read is no list', async () => {
  const account = openAccount('organizations: {P: {}}', {
    faults: [{ on: 'graphql IdentityProviders', fault: 'error' }],
  });
  const { live } = await account.look('removed: [{organization: P}]');
  expect(live.lists.map(({ kind }) => kind)).not.toContain('identity_provider');
});

describe('what later runs hold a list to', () => {
  const list = 'organization_member organization/P';
  const seed = `${people(9)}\norganizations: {P: {members: {${all(who(9))}}, spaces: {s: {members: {${all(who(9))}}}}}}`;
  const count = (lists: readonly { list: string; count: number }[] | undefined, name = list) =>
    lists?.find((each) => each.list === name)?.count;

  async function ran(file: string, held = 9) {
    const account = openAccount(seed);
    const { desired, live } = await account.look(file);
    const baselines = new Map(
      [...seenIn(live).baselines].map(([key, base]) => [
        key,
        key.startsWith('organization_member') ? { ...base, count: held } : base,
      ]),
    );
    const history = seenIn(live, { baselines });
    const made = plan(diff(desired, live), desired, live, { allowDestructive: true, history });
    const running = made.changes.filter((change) => change.held === undefined);
    const lists = heldTo(running, desired, live, history);
    const done = running.map((change) => ({ status: 'done' as const, change }));
    const after = async (by: number): Promise<number | undefined> => {
      if (by > 0) await cut(account, 'graphql OrganizationMembers', by);
      const { live: again } = await account.look(file);
      return count(listsAfter(lists, done, { live, again }, history));
    };
    return { lists, live, history, running, done, after };
  }

  const held = ({ lists }: { lists: readonly { name: string; count: number }[] }) =>
    lists.find(({ name }) => name === list)?.count;

  const removing = `organizations: {P: {members: {${all(who(8, 1))}}}}`;

  test('it falls by what the run took, along with what that took along', async () => {
    const { lists, live, running, done, history } = await ran(removing);
    const begun = listsBefore(lists, running, live).lists;
    const of = (name: string) => begun.find((each) => each.list === name);
    expect(of(list)).toMatchObject({ count: 9, after: 8 });
    expect(of('space_member space/P/s')).toMatchObject({ count: 9, after: 8 });
    const left = listsAfter(lists, done, { live, again: undefined }, history);
    expect([count(left), count(left, 'space_member space/P/s')]).toEqual([8, 8]);
  });

  test('an answer that is cut after the run lowers it no further', async () => {
    const { after } = await ran(removing);
    expect(await after(5)).toBe(8);
  });

  test('it falls where the list was judged, and stays where nothing rested on it', async () => {
    expect(held(await ran(removing, 12))).toBe(9);
    const file = `organizations: {P: {description: new, members: {${all(who(9))}}}}`;
    const other = (by: number) => ran(file, by);
    // What people may have taken by hand is gone; more than that is not believed before something rests on it.
    expect([held(await other(13)), held(await other(14))]).toEqual([9, 14]);
  });

  test('a list by which something is proved falls only where something rested on it', async () => {
    const account = accountOf(seed);
    const { desired, live } = await account.look(
      'organizations: {P: {spaces: {s: {private: true}}}}',
    );
    const more = (kind: string): number | undefined => {
      const baselines = new Map([...seenIn(live).baselines, [kind, { count: 3, at: '2026' }]]);
      const lists = heldTo([], desired, live, seenIn(live, { baselines }));
      return lists.find((each) => each.kind === kind)?.count;
    };
    expect([more('space_binding'), more('organization')]).toEqual([3, 1]);
  });

  test('a run that wrote nothing says nothing', async () => {
    const { lists, live, history, done } = await ran(removing, 12);
    const lost = done.map(({ change }) => ({
      status: 'failed' as const,
      change,
      error: new Error('No'),
    }));
    expect(listsAfter(lists, lost, { live, again: live }, history)).toBeUndefined();
    expect(listsAfter(lists, [], { live, again: live }, history)).toBeUndefined();
  });

  test('a caller who sees a part says nothing either', async () => {
    const account = openAccount(
      'organizations: {P: {members: {raj@x.org: admin, mei@x.org: member}}}',
      { as: 'raj@x.org' },
    );
    const { desired, live } = await account.look('organizations: {P: {members: {}}}');
    expect(live.lists.length).toBeGreaterThan(0);
    expect(heldTo([], desired, live, undefined)).toEqual([]);
  });
});
