import { isBlocking } from '../../plan/verdicts.ts';
import { diff } from '../../diff/diff.ts';
import { limitNames, limitRules, limitsOf } from '../../limits.ts';
import type {
  Desired,
  LimitName,
  LimitValues,
  Live,
  Plan,
  PlannedChange,
  Verdict,
} from '../../model.ts';
import { plan } from '../../plan/plan.ts';
import { FileProblemsError } from '../../document/problem.ts';
import { namesBefore } from './former.ts';
import { undoneAt } from './given.ts';

/** The effect of an undo file on the account after its run. */
export interface WayBack {
  /** Its plan, with consent. */
  readonly plan: Plan;
  /** The limits that have to be raised, with their values. */
  readonly limits: LimitValues;
  /** The rules that block it and that no limit overrides. */
  readonly forbidden: readonly Verdict['rule'][];
  /** Addresses of its changes that would reduce something protected. */
  readonly guarded: ReadonlySet<string>;
}

/**
 * Plans an undo file against the account after its run, without any request.
 * @param undo the undo file
 * @param later the account after the run, with the names that the undo file uses
 * @returns undefined if the file would be refused
 */
export function wayBack(undo: Desired, later: Live): WayBack | undefined {
  const limits = limitsOf(undo);
  try {
    const back = plan(diff(undo, later, { limits }), undo, later, {
      allowDestructive: true,
      limits,
    });
    const blocked = back.guards.filter(isBlocking);
    const values: Partial<Record<LimitName, number>> = {};
    const forbidden = new Set<Verdict['rule']>();
    for (const verdict of blocked) {
      const raised = raisedBy(verdict);
      if (raised === undefined) forbidden.add(verdict.rule);
      else values[raised.name] = Math.max(raised.value, values[raised.name] ?? raised.value);
    }
    const guarded = blocked.filter(({ rule }) => rule === 'protected');
    return {
      plan: back,
      limits: values,
      forbidden: [...forbidden],
      guarded: new Set(guarded.flatMap(({ changes }) => changes)),
    };
  } catch (error) {
    if (error instanceof FileProblemsError) return undefined;
    throw error;
  }
}

/** The changes of a run that its undo file leaves out, because undoing them would reduce something protected. */
export function guardedIn(
  way: WayBack | undefined,
  running: readonly PlannedChange[],
  before: Live,
): readonly PlannedChange[] {
  if (way === undefined || way.guarded.size === 0) return [];
  const names = namesBefore(before);
  return running.filter((change) =>
    undoneAt(change, names).some((address) => way.guarded.has(address)),
  );
}

/** The limit to raise for a verdict, and its value; undefined if there is none. */
function raisedBy({
  rule,
  scope,
  measure,
}: Verdict): { readonly name: LimitName; readonly value: number } | undefined {
  const name = limitNames.find((each) => each === rule);
  if (name === undefined || measure === undefined) return undefined;
  // Admins are counted once for the account; below it the number has no flag.
  if (name === 'min_admins' && scope !== '') return undefined;
  return measure.have < limitRules[name].least ? undefined : { name, value: measure.have };
}
