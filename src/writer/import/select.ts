import { collectionOf } from '../../kind.ts';
import { kindOf, refAddress } from '../../kinds/index.ts';
import { selectedBy } from '../../kinds/select.ts';
import type { Desired, Difference, LiveItem, Ref } from '../../model.ts';
import type { Subject } from './subject.ts';
import { sayable } from './sayable.ts';

/** The addresses of all differences between a file and an account. */
export function differing(
  difference: Difference,
  { desired, live }: Pick<Subject, 'desired' | 'live'>,
): readonly string[] {
  const found = new Map(live.items.map((item) => [item.address, item]));
  const { changes, observed, manual, unknown, kept } = difference;
  // Items that Arize would also remove are unlisted too, as far as the file manages them.
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

/** The entries that a change moves between two maps of the file: both are adopted. */
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
 * Live items that `import --update` adds only on request: people, organizations, spaces and projects that the file
 * does not list.
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
