import { kindOf, refAddress } from '../kinds/index.ts';
import type { Ref } from '../model.ts';
import { byText, canonicalName } from '../names.ts';
import { closest } from '../document/suggest.ts';

/** What a text means: one place, several, or none. */
export type FoundPlace =
  | { readonly is: 'one'; readonly place: Ref | undefined }
  | { readonly is: 'many'; readonly candidates: readonly Ref[] }
  | { readonly is: 'none'; readonly meant: string | undefined };

const account = 'account';

/**
 * Finds a place as people name it: `team-alpha`, `Platform Team/team-alpha/fraud-prod` from its end as far as it takes,
 * or its address. `account` is the account.
 * @param refs everything that there is; what is no place is not looked at
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

/** What a place may be called: its own name, and longer ones with what it sits in. A name may hold a slash itself. */
const namesOf = (key: readonly string[]): readonly string[] =>
  key.map((_, index) => key.slice(index).join('/'));
