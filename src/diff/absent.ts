import { kindOf, refAddress } from '../kinds/index.ts';
import type { DesiredItem, Manual, Ref, SkippedEntry, UnknownName } from '../model.ts';
import { byText } from '../names.ts';
import type { Position } from '../document/problem.ts';
import { didYouMean } from '../document/suggest.ts';
import type { State } from './state.ts';
import { builtInRoles } from '../fields.ts';
import { emailIn, ownName } from '../key.ts';

/** An entry of the file that is skipped. */
export interface Entry extends SkippedEntry {
  readonly item: DesiredItem;
}

/** A name that matches nothing in the account, with the entries that need it. */
export interface Stranger {
  readonly unknown: UnknownName;
  /** Whether the file lists the item itself. */
  readonly isListed: boolean;
  readonly entries: readonly Entry[];
}

/** The names in the file that no run can use: unknown names and blocked people. */
export interface Absences {
  has(address: string): boolean;
  /** Skips an entry that needs an absent item. */
  skip(entry: DesiredItem, ref: Ref): void;
  /** Records an item that the file lists itself and no run can create. */
  list(item: DesiredItem, message: string, suggestion?: string): void;
  /** One manual step for each blocked person, however much the file grants them. */
  blocked(): readonly Manual[];
  /** One for each unknown name. */
  strangers(): readonly Stranger[];
}

interface Absent {
  readonly ref: Ref;
  readonly message: string;
  readonly suggestion?: string | undefined;
  /** Where the file lists the item itself. */
  readonly source?: Position;
  readonly entries: Map<string, Entry>;
}

/** Collects absent items while the file is compared. */
export function absences(state: State): Absences {
  const all = new Map<string, Absent>();
  const isBlocked = (ref: Ref): boolean => state.found.get(refAddress(ref))?.status === 'blocked';
  const sorted = (blocked: boolean): readonly (readonly [string, Absent])[] =>
    [...all]
      .filter(([, { ref }]) => isBlocked(ref) === blocked)
      .toSorted(([a], [b]) => byText(a, b));

  return {
    has: (address) => all.has(address),
    skip(item, ref) {
      const address = refAddress(ref);
      const absent = all.get(address) ?? { ref, ...messageFor(ref, state), entries: new Map() };
      all.set(address, absent);
      if (item.address === address) return;
      // A person who comes from a team has to be corrected where the team lists them.
      const isPerson = emailIn(ref.key) === emailIn(item.key);
      const source = (isPerson && item.listed) || item.source;
      absent.entries.set(item.address, { address: item.address, source, item });
    },
    list(item, message, suggestion) {
      const { address, source } = item;
      all.set(address, { ref: item, message, suggestion, source, entries: new Map() });
    },
    blocked: () =>
      sorted(true).map(([address, { ref, source, message, entries }]) => {
        const skips = skipsOf(entries);
        const first = state.wanted.get(address)?.source ?? source ?? firstOf(skips);
        return {
          address,
          kind: ref.kind,
          cause: 'unsafe',
          message: `${message}${skips.length === 0 ? '' : ` ${skippedText(skips)}`} Remove the person from the file.`,
          ...(first && { source: first }),
          skips,
        };
      }),
    strangers: () =>
      sorted(false).flatMap(([address, { ref, source, message, suggestion: known, entries }]) => {
        const skips = skipsOf(entries);
        const first = source ?? firstOf(skips);
        if (first === undefined) return [];
        const mayBeWord = [...entries.values()].some(({ item }) => takesWords(item, ref));
        const suggestion = mayBeWord ? suggestionFor(ref, state, builtInRoles) : known;
        const unknown: UnknownName = {
          address,
          kind: ref.kind,
          key: ref.key,
          message,
          ...(suggestion !== undefined && { suggestion }),
          source: first,
          skips,
        };
        return [{ unknown, isListed: source !== undefined, entries: [...entries.values()] }];
      }),
  };
}

function messageFor(ref: Ref, state: State): Pick<Absent, 'message' | 'suggestion'> {
  const name = ownName(ref.key);
  const { label, keyedBy } = kindOf(ref.kind);
  if (state.found.get(refAddress(ref))?.status === 'blocked') {
    return { message: `${name} is blocked in Arize, which cannot be undone.` };
  }
  return {
    message: `No such ${keyedBy === 'person' ? label : label.replace('custom ', '')} in the account: "${name}".`,
    suggestion: suggestionFor(ref, state),
  };
}

/** A suggestion for an unknown name: the closest usable name of the same kind. */
export function suggestionFor(
  ref: Ref,
  { live, wanted }: State,
  words: readonly string[] = [],
): string | undefined {
  const usable = live.items.filter(({ status, service }) => status !== 'blocked' && !service);
  const names = [...usable, ...wanted.values()]
    .filter(({ kind }) => kind === ref.kind)
    .map(({ key }) => ownName(key));
  return didYouMean(ownName(ref.key), [...names, ...words]);
}

/** Whether an entry that names a role could have meant a built-in role. */
const takesWords = ({ kind }: DesiredItem, ref: Ref): boolean =>
  ref.kind !== kind && kindOf(ref.kind).access?.is === 'role' && kindOf(kind).manage === 'members';

/** The message about an unknown name, with its suggestion. */
export const unknownText = ({ message, suggestion }: UnknownName): string =>
  suggestion === undefined
    ? message
    : `${message} ${suggestion.charAt(0).toUpperCase()}${suggestion.slice(1)}`;

/** The number of skipped entries, in words. */
export const skippedText = ({ length }: readonly SkippedEntry[]): string =>
  length === 1 ? '1 entry of the file is skipped.' : `${length} entries of the file are skipped.`;

const skipsOf = (entries: ReadonlyMap<string, Entry>): readonly SkippedEntry[] =>
  [...entries.values()]
    .map(({ address, source }) => ({ address, source }))
    .toSorted((a, b) => byText(a.address, b.address));

const firstOf = (skips: readonly SkippedEntry[]): Position | undefined =>
  skips.map(({ source }) => source).toSorted(byPlace)[0];

/** Orders positions by file, line and column. */
export const byPlace = (a: Position, b: Position): number =>
  byText(a.file, b.file) || a.line - b.line || a.column - b.column;
