import type { Index, ReportGrant } from '../report/document.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import {
  badge,
  changeItem,
  heading,
  lineOf,
  longTable,
  notInFile,
  levelLink,
  personLink,
  placeLink,
  placePath,
  teamLink,
  whoCount,
} from './pieces.ts';
import { peopleTable } from './resource.ts';
import type { Report } from './report.ts';
import { hashOf } from './route.ts';
import { factsOf, leavesOut } from './views.ts';
import type { View } from './views.ts';

/** A role: what it allows, who holds it, what the plan does to it. */
export function roleView(report: Report, name: string): View | undefined {
  const { roles, levels, plan } = report.document;
  const index = roles.findIndex((role) => role.name === name);
  const level = levels.findIndex(({ text, role }) => (index < 0 ? text === name : role === index));
  if (index < 0 && level < 0) return undefined;
  const role = roles[index];
  const changes = index < 0 ? [] : (plan?.changes.filter((change) => change.role === index) ?? []);
  const definition = changes.filter(({ person }) => person === undefined);
  const planned = role && report.planned(role);
  return {
    title: `role ${name}`,
    marks: [
      badge(role === undefined ? 'built-in' : role.custom ? 'custom' : 'predefined'),
      planned?.plan === 'new' && badge('new', 'gains'),
      planned?.plan === 'gone' && badge('deleted by the plan', 'loses'),
    ],
    body: [
      factsOf([
        ['Description', role?.description],
        ['Id', role?.id],
        ['In the file', lineOf(report, role?.line)],
      ]),
      definition.length > 0 && [
        heading('What the plan changes'),
        definition.map((change) => changeItem(report, change)),
      ],
      permissionsOf(report, role?.permissions ?? levels[level]?.permissions, planned?.after),
      holdersOf(report, level),
    ],
  };
}

function permissionsOf(report: Report, before: Index | undefined, after: Index | undefined): Child {
  const had = report.permissionNames(before);
  const has = after === undefined ? had : report.permissionNames(after);
  const all = [...new Set([...had, ...has])].toSorted();
  if (all.length === 0) return el('p', { class: 'quiet' }, 'Its permissions are not known.');
  return [
    heading(
      after === undefined
        ? `Permissions: ${has.length}`
        : `Permissions: ${had.length} now, ${has.length} after the plan`,
    ),
    el(
      'ul',
      { class: 'permissions' },
      all.map((permission) => {
        const tone = had.includes(permission) ? (has.includes(permission) ? '' : 'minus') : 'plus';
        const sign = tone === 'minus' ? '− ' : tone === 'plus' ? '+ ' : '';
        return el(
          'li',
          { class: tone },
          sign,
          el('a', { href: hashOf({ to: 'permission', permission }), class: 'code' }, permission),
        );
      }),
    ),
  ];
}

function holdersOf(report: Report, level: Index): Child {
  const grants = report.document.grants.filter(
    (grant) => grant.level === level || grant.after === level,
  );
  const held = (when: 'now' | 'then'): string =>
    whoCount(
      report,
      grants
        .filter((grant) => {
          const { plan, after } = report.planned(grant);
          if (when === 'now') return plan !== 'new' && grant.level === level;
          return plan !== 'gone' && (after ?? grant.level) === level;
        })
        .map(({ person }) => person),
    );
  return [
    heading(
      report.document.plan === undefined
        ? `Held by ${held('now')}`
        : `Held by ${held('now')} now, ${held('then')} after the plan`,
    ),
    grants.length === 0
      ? el('p', { class: 'quiet' }, 'No grant gives it.')
      : longTable(
          'Grants of this role',
          ['Person', 'Resource', 'From', ...(report.document.plan === undefined ? [] : ['Plan'])],
          grants.map((grant) => () => [
            personLink(report, grant.person),
            placePath(report, grant.place),
            [
              grant.team !== undefined && [teamLink(report, grant.team), ' '],
              lineOf(report, grant.line) || notInFile(report, grant.person),
              grant.until !== undefined && ` until ${grant.until}`,
            ],
            ...(report.document.plan === undefined ? [] : [planOf(report, grant)]),
          ]),
        ),
  ];
}

/** What the plan does to a grant. */
function planOf(report: Report, grant: ReportGrant): Child {
  const { plan, after = grant.level } = report.planned(grant);
  if (plan === undefined) return grant.held && badge('held back', 'warn');
  switch (plan) {
    case 'new':
      return badge('added', 'gains');
    case 'gone':
      return badge('removed', 'loses');
    case 'changed':
      return badge(`${report.level(grant.level)} → ${report.level(after)}`, 'changes');
  }
}

/** A team of the file, and what is granted through it. */
export function teamView(report: Report, name: string): View | undefined {
  const { teams, people, grants } = report.document;
  const index = teams.findIndex((team) => team.name === name);
  const team = teams[index];
  if (team === undefined) return undefined;
  const members = people.flatMap((person, each) => (person.teams?.includes(index) ? [each] : []));
  const given = new Map<string, { place: Index; level: Index; count: number }>();
  for (const grant of grants) {
    if (grant.team !== index) continue;
    const { plan, after: level = grant.level } = report.planned(grant);
    if (plan === 'gone') continue;
    const key = `${grant.place} ${level}`;
    given.set(key, { place: grant.place, level, count: (given.get(key)?.count ?? 0) + 1 });
  }
  return {
    title: `team ${name}`,
    body: [
      heading('What it gives'),
      given.size === 0
        ? el('p', { class: 'quiet' }, 'No grant comes from this team.')
        : longTable(
            'Grants of this team',
            [
              'Resource',
              'Role',
              report.document.plan === undefined ? 'People' : 'People after the plan',
            ],
            [...given.values()].map(({ place, level, count }) => () => [
              placePath(report, place),
              levelLink(report, level),
              count,
            ]),
          ),
      heading(`Members: ${members.length}`),
      longTable(
        'Members of this team',
        ['Person', 'Name'],
        members.map((person) => () => [personLink(report, person), people[person]?.name]),
      ),
    ],
  };
}

/** A permission: which roles have it, and who has it where. */
export function permissionView(report: Report, name: string): View | undefined {
  const { document } = report;
  const index = document.permissions.indexOf(name);
  if (index < 0) return undefined;
  const roles = document.levels.flatMap((level, each) => {
    const role = document.roles[level.role ?? -1];
    const before = level.permissions ?? role?.permissions;
    const after = (role && report.planned(role).after) ?? before;
    const [had, has] = [before, after].map((set) => report.set(set).includes(index));
    const mark = had === has ? '' : has ? ' (added by the plan)' : ' (removed by the plan)';
    return had || has ? [{ level: each, mark }] : [];
  });
  const [now, then] = [
    holdersOfPermission(report, index, (person) => report.before(person)),
    holdersOfPermission(report, index, (person) => report.after(person)),
  ];
  const rows = [...new Set([...now.keys(), ...then.keys()])].toSorted((one, other) => one - other);
  const countOf = (place: Index, who: readonly Index[] = []): Child =>
    el(
      'a',
      {
        href: hashOf({
          to: 'permission',
          permission: name,
          in: document.places[place]?.address ?? '',
        }),
      },
      whoCount(report, who),
    );
  const hasPlan = document.plan !== undefined;
  return {
    title: name,
    marks: badge('permission'),
    body: [
      el(
        'p',
        {},
        'Admins have it, and ',
        roles.length === 0
          ? 'no other role.'
          : roles.map(({ level, mark }, each) => [
              each > 0 && ', ',
              levelLink(report, level),
              mark,
            ]),
      ),
      heading('Who has it where'),
      longTable(
        `Resources in which people have ${name}`,
        ['Resource', ...(hasPlan ? ['Now', 'After the plan'] : ['People'])],
        rows.map((place) => () => [
          placePath(report, place),
          countOf(place, now.get(place)),
          ...(hasPlan ? [countOf(place, then.get(place))] : []),
        ]),
      ),
      leavesOut(report),
    ],
  };
}

/** Who has a permission, by resource. */
function holdersOfPermission(
  report: Report,
  permission: Index,
  cellsOf: (person: Index) => ReadonlyMap<Index, Index>,
): ReadonlyMap<Index, readonly Index[]> {
  const holders = new Map<Index, Index[]>();
  for (const person of report.document.people.keys()) {
    for (const [place, cell] of cellsOf(person)) {
      if (!report.allows(report.cell(cell), permission)) continue;
      const own = holders.get(place) ?? [];
      own.push(person);
      holders.set(place, own);
    }
  }
  return holders;
}

/** Who has a permission in a resource. */
export function whoCanView(report: Report, name: string, place: Index): View | undefined {
  const { document } = report;
  const index = document.permissions.indexOf(name);
  if (index < 0) return undefined;
  const { kind } = document.places[place] ?? {};
  const isAdminOnly = kind === 'account' || kind === 'organization';
  return {
    title: `Who has ${name} in ${document.places[place]?.name ?? ''}`,
    body: [
      el(
        'p',
        {},
        placePath(report, place),
        ' · ',
        placeLink(report, place, 'everyone with access'),
      ),
      isAdminOnly &&
        el(
          'p',
          { class: 'caution' },
          'Arize does not document which permissions the other roles give here, so only admins are listed.',
        ),
      peopleTable(report, place, index),
      leavesOut(report),
    ],
  };
}
