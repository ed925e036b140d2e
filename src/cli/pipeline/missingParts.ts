import type { Plan } from '../../model.ts';
import type { PlanRun } from './planRun.ts';

/** Parts that could not be read, which make the result an error. */
export interface Missing {
  readonly is: boolean;
  /** Reports it on stderr, beside the result. */
  tell(): void;
}

/** Checks whether everything was read that the flags of the run require. */
export async function missingFor({ options, terminal }: PlanRun, plan: Plan): Promise<Missing> {
  const { claimsOf, missingFrom } = await import('../../plan/claims.ts');
  const { leftOutText } = await import('../../render/words/claims.ts');
  const { requireComplete: required = false } = options;
  const missing = missingFrom(claimsOf(plan), required);
  const flag = required ? ' (--require-complete)' : '';
  return {
    is: !missing.certain,
    tell() {
      if (missing.certain) return;
      const texts = missing.leavesOut.map(leftOutText).join(', ');
      terminal.tell(`error: Not everything could be read${flag}: ${texts}.`);
    },
  };
}
