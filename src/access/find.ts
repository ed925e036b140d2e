import { kindOf, refAddress } from '../kinds/index.ts';
import type { Ref } from '../model.ts';
import { byText, canonicalName } from '../names.ts';
import { closest } from '../document/suggest.ts';

/** The result of a search by name: one place, several, or none. */
export type FoundPlace =
  | { readonly is: 'one'; readonly place: Ref | undefined }
  | { readonly is: 'many'; readonly candidates: readonly Ref[] }
  | { readonly is: 'none'; readonly meant: string | undefined };

const account = 'account';

/**
 * Finds a place by its name (`team-alpha`), by the end of its path (`team-alpha/fraud-prod`), or by its address.
 * `account` is the account.
 * @param refs all items; those that are not places are ignored
 */
export function findPlace(text: string, refs: readonly Ref[]): FoundPlace {
  const wanted = canonicalName(text);
  const places = new Map<string, Ref>();
  for (const { kind, key } of refs) {
    if (kindOf(kind).access?.is === 'place') places.set(refAddress({ kind, key }), { kind, key });
  }
  const exact = places.get(wanted);
  if (exact !== undefined) return { is: 'one', place: exact };
  const fitting = [...places.values()].filter(({ key }) => namesOf(key).includes(wanted));
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return { is: 'one', place: first };
  if (first !== undefined) {
    return {
      is: 'many',
      candidates: fitting.toSorted((a, b) => byText(refAddress(a), refAddress(b))),
    };
  }
  if (wanted === account) return { is: 'one', place: undefined };
  const names = [...places.values()].flatMap(({ key }) => namesOf(key));
  return { is: 'none', meant: closest(wanted, names) };
}

/** The names of a place: its own, and longer ones with its parents. A name may contain a slash itself. */
const namesOf = (key: readonly string[]): readonly string[] =>
  key.map((_, index) => key.slice(index).join('/'));
