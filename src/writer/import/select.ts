import { collectionOf } from '../../kind.ts';
import { kindOf, refAddress } from '../../kinds/index.ts';
import { selectedBy } from '../../kinds/select.ts';
import type { Desired, Difference, LiveItem, Ref } from '../../model.ts';
import type { Subject } from './subject.ts';
import { sayable } from './sayable.ts';

/** The addresses of everything in which a file and an account differ. */
export function differing(
  difference: Difference,
  { desired, live }: Pick<Subject, 'desired' | 'live'>,
): readonly string[] {
  const found = new Map(live.items.map((item) => [item.address, item]));
  const { changes, observed, manual, unknown, kept } = difference;
  // What goes with something else is unlisted too, as far as the file speaks of it.
  const along = changes.flatMap(({ cascade }) => cascade);
  const owned = along.filter((address) => {
    const item = found.get(address);
    return item !== undefined && isOwned(item, desired) && isManaged(item, desired);
  });
  return [
    ...new Set([
      ...[...changes, ...observed, ...kept.map(({ removal }) => removal)].map(
        ({ address }) => address,
      ),
      ...[...manual, ...unknown].flatMap(({ address, skips = [] }) => [
        address,
        ...skips.map((skip) => skip.address),
      ]),
      ...movedTo(difference),
      ...owned,
    ]),
  ];
}

/** Where the file has what it moved from one map to another: both say what is live then. */
export const movedTo = ({ changes }: Pick<Difference, 'changes'>): readonly string[] =>
  changes.flatMap((change) => (change.action === 'update' ? (change.becomes?.address ?? []) : []));

export const isOwned = (ref: Ref, desired: Desired): boolean =>
  desired.collections.has(collectionOf(kindOf(ref.kind), ref.key));

const isManaged = (item: LiveItem, desired: Desired): boolean =>
  item.builtIn !== true &&
  item.service !== true &&
  item.status !== 'blocked' &&
  selectedBy(desired.ignore, item) === undefined;

/**
 * What is live in the maps of a file that only ever grow by hand: people, organizations, spaces and projects that it
 * does not list yet.
 */
export function unlisted({ desired, live }: Pick<Subject, 'desired' | 'live'>): readonly string[] {
  const listed = new Set(desired.items.map(({ address }) => address));
  const removed = new Set(desired.removed.map(refAddress));
  const isNew = (item: LiveItem): boolean =>
    kindOf(item.kind).manage === undefined &&
    !listed.has(item.address) &&
    !removed.has(item.address) &&
    isManaged(item, desired);
  return sayable(live, desired)
    .kept.filter((item) => isNew(item) && isOwned(item, desired))
    .map(({ address }) => address);
}
