import type { FollowUp, Outcome, Plan, Undo } from '../../model.ts';
import { SecretError } from '../../kinds/secrets.ts';
import { followUpLine } from './command.ts';
import type { Again } from './command.ts';
import { counted } from './names.ts';
import { count, planSummary } from './summary.ts';

/** How a run went, in words. */

/** Why no file undoes anything of a run. */
export const noWayBack = ({ done, irreversible, guarded }: Undo): string =>
  irreversible === done
    ? `Cannot be undone: ${done === 1 ? 'this change' : `all ${done} changes`}.`
    : `No undo file: ${irreversible === 0 ? '' : `${irreversible} of ${done} changes cannot be undone, and `}what this run added ${guarded === undefined ? 'can only be removed by an entry under `removed`' : 'is protected'}.`;

const ofThem = (guarded: number): string => (guarded === 0 ? '' : ` (${guarded} protected)`);

/** What an undo file leaves, and what blocks it. */
export function undoRemarks({
  done,
  irreversible,
  stays: left,
  guarded = 0,
  blocked,
  needsEdit,
}: Undo): string[] {
  return [
    ...(irreversible === 0 ? [] : [`${irreversible} of ${done} changes cannot be undone`]),
    ...(left === 0
      ? []
      : [`${counted(left, 'addition stays', 'additions stay')}${ofThem(guarded)}`]),
    ...(blocked.length === 0 ? [] : [`blocked: ${blocked.join(', ')}`]),
    ...(needsEdit ? ['needs an edit first'] : []),
  ];
}

/** Said where reading failed after something was done. */
export const notVerified =
  "NOT VERIFIED: the account was not read after the writes. What counts as done rests on Arize's responses alone.";

interface ErrorFacts {
  readonly kind: string | undefined;
  readonly hint: string | undefined;
  /** The command that follows the hint. */
  readonly next: FollowUp | undefined;
  readonly requestId: string | undefined;
  readonly outcome: string | undefined;
}

/** What our errors carry beside their message, and others do not. */
export function factsOf(error: object): ErrorFacts {
  const fact = (name: string): string | undefined => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    kind: fact('kind'),
    hint: fact('hint'),
    next: error instanceof SecretError ? error.next : undefined,
    requestId: fact('requestId'),
    outcome: fact('outcome'),
  };
}

/** What to do about an error, in words and as the command that follows them. */
export function hintPartsOf(
  error: Error,
  plan: Pick<Plan, 'file'>,
  again: Again,
): readonly [text: string, command?: string] | undefined {
  const { hint, next } = factsOf(error);
  if (hint === undefined) return undefined;
  return next === undefined ? [hint] : [`${hint}:`, followUpLine(next, again, plan)];
}

/** The same in a line. */
export const hintOf = (...about: Parameters<typeof hintPartsOf>): string | undefined =>
  hintPartsOf(...about)?.join(' ');

/** What was done of a change that stopped in the middle. */
export const halfDone = '(half done: it granted access and did not remove any)';

/** The last line of a run. */
export function outcomeSummary(outcomes: readonly Outcome[], plan: Plan): string {
  if (outcomes.length === 0) return planSummary(plan);
  const parts = [
    [count(outcomes, ({ status }) => status === 'done'), 'done'],
    [count(outcomes, ({ status }) => status === 'failed'), 'failed'],
    [count(outcomes, ({ status }) => status === 'skipped'), 'skipped'],
    [count(outcomes, ({ status }) => status === 'held'), 'held back'],
  ] as const;
  const halves = count(outcomes, (outcome) => 'half' in outcome);
  const shown = parts
    .filter(([n, word]) => n > 0 || word === 'done')
    .map(([n, word]) => `${n} ${word}`);
  return `Applied: ${shown.join(', ')}${halves > 0 ? `; ${halves} of the rest half done` : ''}.`;
}
