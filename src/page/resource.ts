import type { Index } from '../report/document.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import {
  afterOf,
  badge,
  changeItem,
  heading,
  lineOf,
  longTable,
  peopleCount,
  personLink,
  placeLink,
  placeName,
  placePath,
  waysOf,
} from './pieces.ts';
import type { Report, Standing } from './report.ts';
import { factsOf, leavesOut } from './views.ts';
import type { View } from './views.ts';

const accessWord = (isPrivate: boolean | undefined): string | undefined =>
  isPrivate === undefined ? undefined : isPrivate ? 'private' : 'public';

/** Everyone who gets into a resource, and how. */
export function resourceView(report: Report, place: Index): View {
  const { document } = report;
  const {
    kind = 'account',
    id,
    line,
    plan,
    unread,
    private: isPrivate,
    restricted,
    after,
    parent,
  } = document.places[place] ?? {};
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
    ],
    body: [
      factsOf([
        ['In', parent === undefined || parent === 0 ? undefined : placePath(report, parent)],
        ['Access from above', had === has ? had : `${had ?? 'unknown'} → ${has ?? 'unknown'}`],
        ['Id', id],
        ['In the file', line === undefined ? 'not in the file' : lineOf(report, line)],
        [
          kind === 'account' ? 'Organizations' : kind === 'organization' ? 'Spaces' : 'Projects',
          inside.length === 0
            ? undefined
            : inside.map((each, index) => [index > 0 && ', ', placeLink(report, each)]),
        ],
      ]),
      unread &&
        el('p', { class: 'caution' }, 'Not everything that decides who gets in could be read.'),
      changesOf(report, place),
      peopleTable(report, place, report.inPlace(place)),
      keysOf(report, place),
      mappingsOf(report, place),
      leavesOut(report),
    ],
  };
}

/**
 * Who gets in, the worst first.
 * @param afterText what to say of a person's access after the plan, where that is not the access as a whole
 */
export function peopleTable(
  report: Report,
  place: Index,
  people: readonly Standing[],
  afterText?: (standing: Standing) => Child | undefined,
): Child {
  const { plan } = report.document;
  const title = heading(`Who has access: ${peopleCount(people.length)}`);
  if (people.length === 0) return [title, el('p', { class: 'quiet' }, 'No one.')];
  const columns = plan === undefined ? ['Person', 'Access'] : ['Person', 'Now', 'After the plan'];
  return [
    title,
    longTable(
      `People with access to ${placeName(report, place)}`,
      columns,
      people.map((standing) => () => {
        const { person } = standing;
        const { service, status } = report.document.people[person] ?? {};
        return [
          [
            personLink(report, person),
            service && [' ', badge('service identity')],
            status !== undefined && [' ', badge(status)],
          ],
          waysOf(report, standing, 'before'),
          plan !== undefined && (afterText?.(standing) ?? afterOf(report, standing)),
        ].slice(0, columns.length);
      }),
    ),
  ];
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
