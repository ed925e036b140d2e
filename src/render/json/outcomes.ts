import type { Outcome, Plan, Undo } from '../../model.ts';
import type { Again } from '../words/command.ts';
import { factsOf, hintOf } from '../words/outcomes.ts';

export const undoJson = ({ by, irreversible, stays, blocked, needsEdit }: Undo): object => ({
  ...(by && { file: by.file, command: by.command }),
  irreversible,
  stays,
  blocked,
  ...(needsEdit && { needs_edit: true }),
});

export function outcomeJson(outcome: Outcome, plan: Plan, again: Again): object {
  const { status } = outcome;
  const { address, action } = outcome.change;
  const requests = 'requestIds' in outcome && { request_ids: outcome.requestIds };
  const half = 'half' in outcome && { half: true };
  switch (outcome.status) {
    case 'done':
      return { address, action, status, ...(outcome.already && { already: true }), ...requests };
    case 'held':
      return { address, action, status };
    case 'skipped':
      return { address, action, status, because: outcome.because, ...half };
    case 'failed': {
      const error = failureJson(outcome.error, hintOf(outcome.error, plan, again));
      return { address, action, status, error, ...requests, ...half };
    }
  }
}

/** @param hint what to do about it, with its command */
export function failureJson(error: Error, hint = factsOf(error).hint): object {
  const { kind, requestId, outcome } = factsOf(error);
  return {
    kind: kind ?? 'unexpected',
    message: error.message,
    ...(hint !== undefined && { hint }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(outcome !== undefined && { outcome }),
  };
}
