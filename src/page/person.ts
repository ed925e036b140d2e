import type { Index, ReportChange } from '../report/document.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import {
  afterOf,
  badge,
  changeItem,
  counted,
  differenceOf,
  heading,
  lineOf,
  longTable,
  notInFile,
  placePath,
  placeName,
  teamLink,
  verbs,
  waysOf,
} from './pieces.ts';
import type { Report, Standing } from './report.ts';
import { rulesAbout } from './rules.ts';
import { factsOf, leavesOut } from './views.ts';
import type { View } from './views.ts';

const statuses = {
  invited: 'Pending invitation: this access begins when the person accepts it.',
  expired: 'The invitation has expired: this access begins after a new one.',
  blocked: 'Blocked in Arize, which cannot be undone.',
} as const;

/** Everything that a person reaches, each way in with its line, and what the plan changes. */
export function personView(report: Report, person: Index): View {
  const { document } = report;
  const {
    email = '',
    name,
    role,
    status,
    service,
    teams = [],
    line,
    ...own
  } = document.people[person] ?? {};
  const { plan } = report.planned(own);
  const standings = report.ofPerson(person);
  const changed = standings.filter((each) => isChanged(report, each));
  const rest = standings.filter((each) => !isChanged(report, each));
  const losesAll = report.side?.losing_all.includes(person) === true;
  return {
    title: email,
    marks: [
      service && badge('service identity'),
      losesAll && badge('loses all access', 'loses'),
      plan === 'new' && badge('new', 'gains'),
    ],
    body: [
      factsOf([
        ['Name', name],
        ['Account role', role === undefined ? undefined : report.level(role)],
        ['Status', status === undefined ? undefined : statuses[status]],
        [
          'Teams',
          teams.length === 0
            ? undefined
            : teams.map((team, index) => [index > 0 && ', ', teamLink(report, team)]),
        ],
        ['In the file', lineOf(report, line) || notInFile(report, person)],
      ]),
      losesAll &&
        rest.length > 0 &&
        el('p', {}, 'Stays in the account, but has access to no organization, space or project.'),
      planOf(report, person, changed),
      heading(changed.length > 0 ? 'What stays the same' : 'Access'),
      rest.length === 0
        ? el('p', { class: 'quiet' }, changed.length > 0 ? 'Nothing.' : 'No access.')
        : longTable(
            `Access of ${email}`,
            ['Resource', 'Access'],
            rest.map((standing) => () => [
              placePath(report, standing.place),
              waysOf(report, standing, 'before'),
            ]),
          ),
      keysOf(report, person),
      rulesAbout(report, { person }),
      leavesOut(report),
    ],
  };
}

const isChanged = (report: Report, { person, place }: Standing): boolean =>
  report.touched(person).has(place);

const worst: readonly ReportChange['effect'][] = ['destroys', 'reduces', 'grants'];

function planOf(report: Report, person: Index, changed: readonly Standing[]): Child {
  const { plan } = report.document;
  if (plan === undefined) return false;
  const causes = new Set(changed.flatMap(({ difference }) => difference?.causes ?? []));
  const about = plan.changes
    .filter((change, index) => change.person === person || causes.has(index))
    .toSorted((one, other) => worst.indexOf(one.effect) - worst.indexOf(other.effect));
  return [
    heading('What the plan changes'),
    about.length === 0 && el('p', { class: 'quiet' }, 'Nothing.'),
    changed.length > 0 &&
      longTable(
        'Access that the plan changes',
        ['Resource', 'Now', 'After the plan'],
        changed.map((standing) => () => [
          placePath(report, standing.place),
          waysOf(report, standing, 'before'),
          afterOf(report, standing),
        ]),
      ),
    about.map((change) => changeItem(report, change)),
  ];
}

function keysOf(report: Report, person: Index): Child {
  const keys = report.document.service_keys ?? [];
  const own = keys.filter(({ created_by: creator }) => creator === person);
  if (own.length === 0) return false;
  return [
    heading('Created these service keys'),
    el(
      'ul',
      {},
      own.map(({ name, places, line, remarks }) =>
        el(
          'li',
          {},
          el('bdi', {}, name),
          ' in ',
          places.map((place, index) => [index > 0 && ', ', placePath(report, place)]),
          remarks.map((remark) => [' ', badge(remark, 'warn')]),
          ' ',
          lineOf(report, line),
        ),
      ),
    ),
  ];
}

/** Why a person has access to one resource, or has not, before and after the plan. */
export function whyView(report: Report, person: Index, place: Index): View {
  const standing = report.standing(person, place);
  const { after, difference } = standing;
  const { email = '' } = report.document.people[person] ?? {};
  const { plan } = report.document;
  const causes = (difference?.causes ?? []).flatMap((cause) => plan?.changes[cause] ?? []);
  const own = (plan?.changes ?? []).filter(
    (change) => change.person === person && change.place === place && !causes.includes(change),
  );
  const permissions = (label: string, tone: string, set: Index | undefined): Child =>
    set !== undefined &&
    report.set(set).length > 0 &&
    el(
      'details',
      { class: 'set' },
      el('summary', { class: tone }, `${label} ${counted(report.set(set).length, 'permission')}`),
      el('p', { class: 'code' }, report.permissionNames(set).join(', ')),
    );
  return {
    title: `${email} in ${placeName(report, place)}`,
    marks: [differenceOf(standing)],
    body: [
      el('p', {}, placePath(report, place)),
      plan !== undefined &&
        el(
          'p',
          { class: 'verdict' },
          difference === undefined
            ? 'The plan changes nothing about this access.'
            : `With this plan, ${email} ${verbs[difference.effect]}.`,
        ),
      el(
        'div',
        { class: 'sides' },
        el(
          'div',
          {},
          el('h2', {}, plan === undefined ? 'Access' : 'Now'),
          waysOf(report, standing, 'before'),
        ),
        plan !== undefined &&
          el('div', {}, el('h2', {}, 'After the plan'), waysOf(report, standing, 'after')),
      ),
      causes.length > 0 && [heading('Why'), causes.map((change) => changeItem(report, change))],
      own.length > 0 && [
        heading('Also changes here'),
        own.map((change) => changeItem(report, change)),
      ],
      el(
        'div',
        {},
        heading('Permissions'),
        permissions('Loses', 'minus', difference?.lost),
        permissions('Gains', 'plus', difference?.gained),
        permissionsOf(report, standing),
      ),
      rulesAbout(report, { person, place }),
      after.levels.length === 0 && leavesOut(report),
    ],
  };
}

function permissionsOf(report: Report, { before, after }: Standing): Child {
  const cell = after.levels.length > 0 ? after : before;
  if (cell.levels.length === 0) return false;
  const names = report.permissionNames(cell.permissions);
  if (cell.admin) return el('p', {}, 'An admin can do everything here.');
  if (names.length === 0) return false;
  return el(
    'details',
    {},
    el(
      'summary',
      {},
      `${counted(names.length, 'permission')}${report.document.plan === undefined ? '' : after.levels.length > 0 ? ' after the plan' : ' now'}`,
    ),
    el('p', { class: 'code' }, names.join(', ')),
  );
}
