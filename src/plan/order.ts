import { kinds, kindOf } from '../kinds/index.ts';
import type { Caller, Change, Effect, PlannedChange } from '../model.ts';
import { byText } from '../names.ts';
import { emailIn } from '../key.ts';

/** What grants comes first, what reduces access second, what is destructive last. */
export const stageOf: Readonly<Record<Effect, 1 | 2 | 3>> = { grants: 1, reduces: 2, destroys: 3 };

/**
 * The order in which changes run: three stages; within one, down the list of kinds, and up it for what is destructive,
 * so that nothing loses what it stands on. What takes from the caller comes at the very end, with all that waits for
 * it: until then the key works.
 * @param changes each with the addresses of the changes that it needs
 */
export function ordered<C extends Change & Pick<PlannedChange, 'needs'>>(
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
 * Where its kind stands: down the list for what grants, up it for what destroys. What opens a door or puts one grant in
 * the place of another goes before what is deleted, so that no one stands outside in between. Of what reduces access,
 * people come before the roles that are cut and the places that are closed, the innermost first: a person who moves from a
 * role that is cut to another has the other by then.
 */
function rank(change: Change): number {
  const kind = kindOf(change.kind);
  const place = kinds.indexOf(kind);
  switch (change.effect) {
    case 'grants':
      return place;
    case 'reduces':
      return kind.keyedBy === 'person' ? -place : place;
    case 'destroys':
      return change.action === 'delete' ? -place : -place - kinds.length;
  }
}

/** A request that a plan leads to: a change, or the first half of one. */
export interface Step {
  readonly change: PlannedChange;
  readonly stage: PlannedChange['stage'];
  /** The half of an update that only gives; the other half follows in its own stage. */
  readonly expandsOnly?: true;
}

/** The steps of planned changes, in the order in which they run. */
export function stepsOf(changes: readonly PlannedChange[]): readonly Step[] {
  const halves = changes.flatMap((change): readonly Step[] =>
    change.expand === undefined ? [] : [{ change, stage: 1, expandsOnly: true }],
  );
  const steps = changes.map((change): Step => ({ change, stage: change.stage }));
  // What gives and takes is of a kind that others name, so its half goes before everything of a later kind.
  const kindRank = ({ change }: Step): number => kinds.indexOf(kindOf(change.kind));
  return halves.reduce<readonly Step[]>((all, half) => {
    const index = all.findIndex(
      (step) => step.stage > 1 || (!step.expandsOnly && kindRank(step) > kindRank(half)),
    );
    return index < 0 ? [...all, half] : all.toSpliced(index, 0, half);
  }, steps);
}

/** Whether a change takes something from the person whose key is used. */
export const takesFrom = (change: Change, caller: Caller | undefined): boolean =>
  caller !== undefined &&
  change.effect !== 'grants' &&
  kindOf(change.kind).keyedBy === 'person' &&
  emailIn(change.key) === caller.email;
