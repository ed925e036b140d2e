import { groupPairs } from '../group.ts';
import { collectionOf } from '../kind.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type { LiveItem, Ref, SkippedEntry } from '../model.ts';
import { byPlace } from './absent.ts';
import type { Stranger } from './absent.ts';
import { goingAlong } from './state.ts';
import type { State } from './state.ts';
import { emailIn, ownName } from '../key.ts';

/** The items that a run keeps, each with the entries of the file that may refer to it. */
export type Shielded = ReadonlyMap<LiveItem, readonly SkippedEntry[]>;

const mapOf = (ref: Ref): string => collectionOf(kindOf(ref.kind), ref.key);

/**
 * Finds the removals that must not run while the file has unknown names: a typo in an address must not remove the person
 * who was meant. Unlisted items stay in every map with an unknown name, and so do the grants of a person whose own entry is
 * skipped, and every item whose removal would also remove any of these.
 * @param going the items to be removed only because they are not listed
 */
export function shielded(
  going: readonly LiveItem[],
  strangers: readonly Stranger[],
  state: State,
): Shielded {
  if (strangers.length === 0) return new Map();
  const causes = causesOf(strangers);
  const why = (item: LiveItem): readonly SkippedEntry[] => {
    if (state.wanted.has(item.address) || item.service) return [];
    const keys = [
      mapOf(item),
      ...(kindOf(item.kind).keyedBy === 'person' ? [emailIn(item.key)] : []),
      ...chainOf(item).map(refAddress),
    ];
    return [...new Set(keys.flatMap((key) => causes.get(key) ?? []))];
  };
  const meant = new Map(
    state.live.items.flatMap((item) => {
      const because = why(item);
      return because.length === 0 ? [] : [[item, because] as const];
    }),
  );
  const stays = new Map<LiveItem, readonly SkippedEntry[]>();
  for (;;) {
    const rest = going.filter((item) => !stays.has(item));
    const along = goingAlong(rest, [...meant.keys()]);
    const reasons = new Map<string, readonly SkippedEntry[]>();
    for (const [item, cause] of along) reasons.set(cause, meant.get(item) ?? []);
    const more = rest.flatMap((item) => {
      const because = meant.get(item) ?? reasons.get(item.address);
      return because === undefined ? [] : [[item, because] as const];
    });
    if (more.length === 0) return stays;
    for (const [item, because] of more) stays.set(item, because);
  }
}

/** Entries by what they shield: the address of a map or a resource, or a person. */
function causesOf(strangers: readonly Stranger[]): ReadonlyMap<string, readonly SkippedEntry[]> {
  const causes = strangers.flatMap(({ unknown, entries, isListed }) => {
    const { address, source } = unknown;
    const own = { address, source };
    return [
      ...entries.flatMap(({ item, address: of, source: at }) => {
        const entry = { address: of, source: at };
        return [
          [mapOf(item), entry] as const,
          // The name may refer to an unlisted item of its own kind, such as a role.
          [mapOf(unknown), entry] as const,
          ...(kindOf(item.kind).keyedBy === 'person' ? [[ownName(item.key), entry] as const] : []),
        ];
      }),
      // The listed item may exist under another name, and its contents with it.
      ...(isListed ? [[mapOf(unknown), own] as const, [address, own] as const] : []),
    ];
  });
  return groupPairs(causes.toSorted(([, a], [, b]) => byPlace(a.source, b.source)));
}
