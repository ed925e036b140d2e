import { chainOf, kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { Change, Live, LiveItem } from '../model.ts';

/** What an undo file says about what it does not put back, a line each. */
export interface Lasting {
  /** What cannot be undone. */
  readonly ended: readonly string[];
  /** What the run makes and only `removed` takes away. */
  readonly made: readonly string[];
}

/** @param guessed memberships that come back with the least role */
export function lastingOf(
  running: readonly Change[],
  { items }: Live,
  guessed: readonly LiveItem[],
): Lasting {
  const remaining = (change: Change): string => {
    if (change.action !== 'delete' || kindOf(change.kind).keyedBy !== 'name') return '';
    if (kindOf(change.kind).partlyShown) return '';
    const inside = items.some((item) =>
      chainOf(item)
        .slice(1)
        .some((above) => refAddress(above) === change.address),
    );
    return inside
      ? ' This file makes it again with a new id, and with what was read of its members and settings.'
      : ' This file makes an empty one with a new id.';
  };
  return {
    ended: [
      ...running.flatMap((change) =>
        change.irreversible === undefined
          ? []
          : [`${nameOf(change)}: ${change.irreversible}.${remaining(change)}`],
      ),
      ...guessed.map(
        (item) =>
          `${nameOf(item)} of ${item.key.at(-2) ?? ''}: this file gives the least role. Write the former one if you know it.`,
      ),
    ],
    made: running.flatMap((change) => {
      const { manage, partlyShown } = kindOf(change.kind);
      if (manage !== undefined) return [];
      if (change.action === 'create') return [`${nameOf(change)}.`];
      const isSecond = partlyShown && change.action === 'update' && change.effect !== 'destroys';
      return isSecond ? [`a second ${nameOf(change)}.`] : [];
    }),
  };
}
