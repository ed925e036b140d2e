import type { Outcome, Undo } from '../../model.ts';
import { factsOf } from '../words/outcomes.ts';

export const undoJson = ({ by, irreversible, stays, blocked, needsEdit }: Undo): object => ({
  ...(by && { file: by.file, command: by.command }),
  irreversible,
  stays,
  blocked,
  ...(needsEdit && { needs_edit: true }),
});

export function outcomeJson(outcome: Outcome): object {
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
    case 'failed':
      return { address, action, status, error: failureJson(outcome.error), ...requests, ...half };
  }
}

export function failureJson(error: Error): object {
  const { kind, hint, requestId, outcome } = factsOf(error);
  return {
    kind: kind ?? 'unexpected',
    message: error.message,
    ...(hint !== undefined && { hint }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(outcome !== undefined && { outcome }),
  };
}
