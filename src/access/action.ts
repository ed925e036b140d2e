import { kinds, personKind } from '../kinds/index.ts';
import { permissions } from '../kinds/permissions.ts';
import type { Ref } from '../model.ts';
import { closest } from '../document/suggest.ts';

/** Something a person may want to do: either admins only, or allowed by a permission. */
export type Action =
  | { readonly is: 'admin' }
  | { readonly is: 'permission'; readonly permission: string };

export type FoundAction =
  | { readonly is: 'one'; readonly action: Action }
  | { readonly is: 'none'; readonly meant: string | undefined };

/**
 * Parses what a person wants to do in a place: a permission in any spelling (`PROJECT_READ`, `project-read`), a verb
 * of the place (`read`), or `admin`.
 * @param more permissions unknown to this release that roles of the account have
 */
export function findAction(
  text: string,
  place: Ref | undefined,
  more: Iterable<string>,
): FoundAction {
  const word = text
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  if (word === 'ADMIN') return { is: 'one', action: { is: 'admin' } };
  const known = new Set<string>([...permissions, ...more]);
  const own = `${(place?.kind ?? personKind.name).toUpperCase()}_${word}`;
  const permission = [word, own].find((each) => known.has(each));
  if (permission !== undefined) return { is: 'one', action: { is: 'permission', permission } };
  return { is: 'none', meant: closest(word, [...known, ...verbsOf(known, place), 'ADMIN']) };
}

/** The verbs that can be used without a noun in a place. */
function verbsOf(known: ReadonlySet<string>, place: Ref | undefined): readonly string[] {
  const noun = `${(place?.kind ?? personKind.name).toUpperCase()}_`;
  const longer = kinds.map(({ name }) => `${name.toUpperCase()}_`).filter((each) => each !== noun);
  return [...known]
    .filter((each) => each.startsWith(noun) && !longer.some((other) => each.startsWith(other)))
    .map((each) => each.slice(noun.length));
}
