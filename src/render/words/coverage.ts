import { groupBy } from '../../group.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Coverage } from '../../model.ts';
import { refOf } from '../../kinds/refOf.ts';
import { counted, nameText, pluralOf } from './names.ts';

/** More places than this are counted, not named; JSON has them all. */
const mostPlaces = 3;

/** Lists that are read only to judge by, in singular and plural. */
const besides = {
  role_use: ['role binding in all', 'role bindings in all'],
  identity_provider: ['identity provider', 'identity providers'],
} as const;

/** What one entry of a list is called, and several. */
function entryNouns(kind: Coverage['kind']): readonly [one: string, more: string] {
  if (kind === 'role_use' || kind === 'identity_provider') return besides[kind];
  const { label } = kindOf(kind);
  return [label, pluralOf(label)];
}

/** What the entries of a list are called. */
export const listNouns = (kind: Coverage['kind']): string => entryNouns(kind)[1];

const placeName = (scope: string): string => nameText(refOf(scope)?.key.at(-1) ?? scope);

/** How much of what was read, and where: `43 people`, `7 space members (team-alpha 5, team-beta 2)`. */
export function coverageText(coverage: readonly Coverage[]): string {
  return [...groupBy(coverage, ({ kind }) => kind).values()]
    .map((lists) => {
      const [first] = lists;
      const total = lists.reduce((sum, { count }) => sum + count, 0);
      const text = counted(total, ...entryNouns(first.kind));
      const filled = lists.filter(({ count }) => count > 0);
      if (first.scope === '') return text;
      if (lists.length === 1) return `${text} of ${placeName(first.scope)}`;
      if (filled.length === 0 || filled.length > mostPlaces) {
        return `${text} in ${lists.length} resources`;
      }
      const places = filled.map(({ scope, count }) => `${placeName(scope)} ${count}`);
      return `${text} in ${lists.length} resources (${places.join(', ')})`;
    })
    .join(', ');
}

/** What could not be read to its end, and why, a line each. */
export const unreadLines = (coverage: readonly Coverage[]): readonly string[] =>
  coverage
    .filter(({ complete }) => !complete)
    .map(({ kind, scope, reason }) => {
      const [, nouns] = entryNouns(kind);
      const what = `${nouns}${scope === '' ? '' : ` of ${scope}`}`;
      return `${what}: ${reason ?? 'the reason is unknown'}`;
    });

/**
 * What could not be read to its end, in a line: how many lists, and the places of some.
 * @param why where the reasons can be read
 */
export function unreadText(coverage: readonly Coverage[], why = ' (--details)'): readonly string[] {
  const unread = coverage.filter(({ complete }) => !complete);
  const groups = groupBy(unread, ({ kind }) => kind);
  return [...groups].map(([kind, lists]) => {
    const places = lists.flatMap(({ scope }) => (scope === '' ? [] : [placeName(scope)]));
    const some = places.slice(0, mostPlaces).join(', ');
    const more = places.length - mostPlaces;
    const where = some === '' ? '' : ` of ${some}${more > 0 ? ` and ${more} more` : ''}`;
    return `The ${listNouns(kind)}${where} could not be read completely${why}.`;
  });
}
