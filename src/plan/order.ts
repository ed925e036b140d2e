import { kinds, kindOf } from '../kinds/index.ts';
import type { Caller, Change, Effect, PlannedChange } from '../model.ts';
import { byText } from '../names.ts';
import { emailIn } from '../key.ts';

/** Changes that grant access run first, those that reduce it second, destructive ones last. */
export const stageOf: Readonly<Record<Effect, 1 | 2 | 3>> = { grants: 1, reduces: 2, destroys: 3 };

/**
 * Puts changes in the order in which they run: by stage; within a stage down the list of kinds, or up it for destructive
 * changes, so that no item loses its parent first. Changes that take from the caller come last, with their dependants,
 * because the API key has to work until then.
 * @param changes each with the addresses of the changes that it needs
 */
export function ordered<C extends Change & Pick<PlannedChange, 'needs'>>(
  changes: readonly C[],
  caller: Caller | undefined,
): readonly C[] {
  const last = new Set(
    changes.filter((change) => takesFrom(change, caller)).map(({ address }) => address),
  );
  // Iterating a Set visits members added during iteration, so dependants of late changes become late too.
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
 * The rank of a change within its stage: down the list of kinds for grants, up it for destructive changes. Destructive
 * updates (opening a resource, replacing a grant) run before deletions, so that no one is locked out in between. Among
 * reductions, people come before roles and resources, innermost first: a person who moves away from a role has the new one
 * before the old one is cut.
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

/** One step of a run: a change, or the first half of one. */
export interface Step {
  readonly change: PlannedChange;
  readonly stage: PlannedChange['stage'];
  /** The half of an update that only grants; the other half follows in its own stage. */
  readonly expandsOnly?: true;
}

/** The steps of planned changes, in the order in which they run. */
export function stepsOf(changes: readonly PlannedChange[]): readonly Step[] {
  const halves = changes.flatMap((change): readonly Step[] =>
    change.expand === undefined ? [] : [{ change, stage: 1, expandsOnly: true }],
  );
  const steps = changes.map((change): Step => ({ change, stage: change.stage }));
  // Other items refer to the kinds that can be split, so the granting half runs before all later kinds.
  const kindRank = ({ change }: Step): number => kinds.indexOf(kindOf(change.kind));
  return halves.reduce<readonly Step[]>((all, half) => {
    const index = all.findIndex(
      (step) => step.stage > 1 || (!step.expandsOnly && kindRank(step) > kindRank(half)),
    );
    return index < 0 ? [...all, half] : all.toSpliced(index, 0, half);
  }, steps);
}

/** Whether a change takes anything from the caller, the person whose API key is used. */
export const takesFrom = (change: Change, caller: Caller | undefined): boolean =>
  caller !== undefined &&
  change.effect !== 'grants' &&
  kindOf(change.kind).keyedBy === 'person' &&
  emailIn(change.key) === caller.email;
