import type { Index, ReportCell } from '../report/document.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import {
  afterOf,
  badge,
  changeItem,
  heading,
  lineOf,
  longTable,
  notInFile,
  personLink,
  placeLink,
  placeName,
  placePath,
  waysOf,
  whoCount,
} from './pieces.ts';
import type { Report, Standing } from './report.ts';
import { rulesAbout } from './rules.ts';
import { factsOf, leavesOut } from './views.ts';
import type { View } from './views.ts';

const accessWord = (isPrivate: boolean | undefined): string | undefined =>
  isPrivate === undefined ? undefined : isPrivate ? 'private' : 'public';

/** Everyone who gets into a resource, and how. */
export function resourceView(report: Report, place: Index): View {
  const { document } = report;
  const own = document.places[place];
  const { kind = 'account', id, line, private: isPrivate, restricted, parent, held } = own ?? {};
  const { plan, after } = (own && report.planned(own)) ?? {};
  const inside = report.inside(place);
  const [had, has] = [accessWord(isPrivate), accessWord(after?.private ?? isPrivate)];
  return {
    title: placeName(report, place),
    marks: [
      plan === 'new' && badge('new', 'gains'),
      plan === 'gone' && badge('deleted by the plan', 'loses'),
      restricted && after?.restricted !== false && badge('restricted'),
      after?.restricted === true && badge('becomes restricted', 'loses'),
      after?.restricted === false && badge('restriction is lifted', 'warn'),
      held && !report.consent && badge('its change is held back', 'warn'),
    ],
    body: [
      factsOf([
        ['In', parent === undefined || parent === 0 ? undefined : placePath(report, parent)],
        ['Visibility', had === has ? had : `${had ?? 'unknown'} → ${has ?? 'unknown'}`],
        ['Id', id],
        ['In the file', lineOf(report, line) || notInFile(report)],
        [
          kind === 'account' ? 'Organizations' : kind === 'organization' ? 'Spaces' : 'Projects',
          inside.length === 0
            ? undefined
            : inside.map((each, index) => [index > 0 && ', ', placeLink(report, each)]),
        ],
      ]),
      changesOf(report, place),
      peopleTable(report, place),
      keysOf(report, place),
      mappingsOf(report, place),
      rulesAbout(report, { place }),
      leavesOut(report),
    ],
  };
}

/**
 * Who has access, the worst first.
 * @param permission only people who have this permission, before or after the plan
 */
export function peopleTable(report: Report, place: Index, permission?: Index): Child {
  const { plan, places } = report.document;
  const has = (cell: ReportCell): boolean =>
    permission === undefined ? cell.levels.length > 0 : report.allows(cell, permission);
  const people = report.inPlace(place).filter(({ before, after }) => has(before) || has(after));
  const countOf = (when: 'before' | 'after'): string =>
    whoCount(
      report,
      people.filter((standing) => has(standing[when])).map(({ person }) => person),
    );
  const columns = plan === undefined ? ['Person', 'Access'] : ['Person', 'Now', 'After the plan'];
  return [
    places[place]?.unread &&
      el('p', { class: 'caution' }, 'Not everything that decides who gets in could be read.'),
    heading(
      plan === undefined
        ? `Who has access: ${countOf('before')}`
        : `Who has access: ${countOf('before')} now, ${countOf('after')} after the plan`,
    ),
    people.length === 0
      ? el('p', { class: 'quiet' }, 'No one.')
      : longTable(
          `People with access to ${placeName(report, place)}`,
          columns,
          people.map((standing) => () => [
            who(report, standing.person),
            waysOf(report, standing, 'before'),
            ...(plan === undefined ? [] : [afterPermission(report, standing, permission)]),
          ]),
        ),
  ];
}

function who(report: Report, person: Index): Child {
  const { service, status } = report.document.people[person] ?? {};
  return [
    personLink(report, person),
    service && [' ', badge('service identity')],
    status !== undefined && [' ', badge(status)],
  ];
}

/** Access after the plan; where a permission is asked for, what becomes of that. */
function afterPermission(report: Report, standing: Standing, permission: Index | undefined): Child {
  if (permission === undefined) return afterOf(report, standing);
  const name = report.document.permissions[permission] ?? '';
  const [had, keeps] = [standing.before, standing.after].map((cell) =>
    report.allows(cell, permission),
  );
  if (had !== keeps) {
    const mark = keeps ? badge(`+ gains ${name}`, 'gains') : badge(`− loses ${name}`, 'loses');
    return [mark, ' ', waysOf(report, standing, 'after')];
  }
  // The difference is in other permissions: of this one it would say the wrong thing.
  if (standing.difference === undefined) return afterOf(report, standing);
  return [badge(`keeps ${name}`), ' ', waysOf(report, standing, 'after')];
}

function changesOf(report: Report, place: Index): Child {
  const { plan } = report.document;
  const changes = plan?.changes.filter((change) => change.place === place) ?? [];
  return (
    changes.length > 0 && [
      heading('What the plan changes here'),
      changes.map((change) => changeItem(report, change)),
    ]
  );
}

function keysOf(report: Report, place: Index): Child {
  const keys = (report.document.service_keys ?? []).filter(({ places }) => places.includes(place));
  return (
    keys.length > 0 && [
      heading('Service keys'),
      longTable(
        'Service keys',
        ['Key', 'Created by', 'Expires', 'Last used', 'To check', 'Line'],
        keys.map(({ name, owner, expires, last_used: used, remarks, line }) => () => [
          el('bdi', {}, name),
          owner,
          expires ?? 'never',
          used ?? 'never',
          remarks.map((remark) => [badge(remark, 'warn'), ' ']),
          lineOf(report, line),
        ]),
      ),
    ]
  );
}

function mappingsOf(report: Report, place: Index): Child {
  const rows = (report.document.saml ?? []).flatMap(({ domains, mappings }) =>
    mappings.flatMap(({ group, grants }) =>
      grants
        .filter((grant) => grant.place === place)
        .map(({ text }) => () => [group, text, domains.join(', ')]),
    ),
  );
  return (
    rows.length > 0 && [
      heading('SAML mappings'),
      longTable('SAML mappings', ['Group', 'Gets at login', 'Domains'], rows),
    ]
  );
}
