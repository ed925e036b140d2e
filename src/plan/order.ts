import { kinds, kindOf } from '../kinds/index.ts';
import type { Caller, Change, Effect } from '../model.ts';
import { byText } from '../names.ts';

/** What grants comes first, what reduces access second, what is destructive last. */
export const stageOf: Readonly<Record<Effect, 1 | 2 | 3>> = { grants: 1, reduces: 2, destroys: 3 };

/**
 * The order in which changes run: three stages; within one, down the list of kinds, and up it for what is destructive,
 * so that nothing loses what it stands on. What takes from the caller comes at the very end, with all that waits for
 * it: until then the key works.
 * @param changes each with the addresses of the changes that it needs
 */
export function ordered<C extends Change>(
  changes: readonly C[],
  caller: Caller | undefined,
): readonly C[] {
  const last = new Set(
    changes.filter((change) => takesFrom(change, caller)).map(({ address }) => address),
  );
  // A set grows while it is walked: what waits for a late change is late, and so on.
  for (const late of last) {
    for (const { address, needs } of changes) if (needs.includes(late)) last.add(address);
  }
  const late = ({ address }: Change): number => (last.has(address) ? 1 : 0);
  return changes.toSorted(
    (a, b) =>
      late(a) - late(b) ||
      stageOf[a.effect] - stageOf[b.effect] ||
      rank(a) - rank(b) ||
      byText(a.address, b.address),
  );
}

/**
 * Where its kind stands: down the list for what grants and reduces, up it for what destroys. What opens a door or puts
 * one grant in the place of another goes before what is deleted, so that nobody stands outside in between.
 */
function rank(change: Change): number {
  const place = kinds.indexOf(kindOf(change.kind));
  if (change.effect !== 'destroys') return place;
  return change.action === 'delete' ? -place : -place - kinds.length;
}

/** Whether a change takes something from the person whose key is used. */
export const takesFrom = (change: Change, caller: Caller | undefined): boolean =>
  caller !== undefined &&
  change.effect !== 'grants' &&
  kindOf(change.kind).keyedBy === 'person' &&
  change.key.at(-1) === caller.email;
