import type { Index } from '../report/document.ts';
import { groupBy } from '../group.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import type { Filters } from './filters.ts';
import { counted, differenceOf, peopleCount, placeName } from './pieces.ts';
import type { Report } from './report.ts';

/** More lines than this do not belong on paper. */
const most = 1000;

/**
 * Who has access to what, for paper: a line for each resource and each access, instead of a table that no paper is wide
 * enough for.
 */
export function printedMap(report: Report, filters: Filters): Child {
  const people = [...report.document.people.keys()].filter((person) => filters.showsPerson(person));
  const rows: (readonly [place: Index, person: Index])[] = [];
  let left = 0;
  for (const person of people) {
    for (const place of placesOf(report, filters, person)) {
      if (rows.length < most) rows.push([place, person]);
      else left += 1;
    }
  }
  const byPlace = groupBy(rows, ([place]) => place);
  return [
    el('h2', {}, filters.changedOnly ? 'Access that changes' : 'Who has access to what'),
    [...byPlace]
      .toSorted(([one], [other]) => one - other)
      .map(([place, own]) =>
        el(
          'div',
          { class: 'printed-place' },
          el(
            'h3',
            {},
            report
              .pathOf(place)
              .slice(0, -1)
              .toReversed()
              .map((each) => report.document.places[each]?.name ?? '')
              .join(' / ') || placeName(report, place),
            `: ${peopleCount(own.length)}`,
          ),
          el(
            'ul',
            {},
            own.map(([, person]) => {
              const standing = report.standing(person, place);
              const [before, after] = [
                report.levels(standing.before),
                report.levels(standing.after),
              ];
              return el(
                'li',
                {},
                report.document.people[person]?.email ?? '',
                ' ',
                before === after ? before : `${before} → ${after}`,
                ' ',
                differenceOf(standing),
              );
            }),
          ),
        ),
      ),
    left > 0 && el('p', {}, `${counted(left, 'more line')} not printed: set filters first.`),
  ];
}

function placesOf(report: Report, filters: Filters, person: Index): readonly Index[] {
  if (filters.changedOnly) return [...report.touched(person)];
  return report
    .ofPerson(person)
    .filter(({ before, after }) => filters.shows(before) || filters.shows(after))
    .filter(({ before, after }) => (after.levels.length > 0 ? after : before).own)
    .map(({ place }) => place);
}
