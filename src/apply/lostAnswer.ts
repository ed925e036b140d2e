import { ApiError } from '../api/index.ts';
import type { PlannedChange } from '../model.ts';
import { visible } from '../text.ts';

/** How a change stands whose answer was lost and that could not be brought to an end. */
export type Loss =
  /** Whether it was done could not be seen. */
  | { readonly is: 'unknown'; readonly why: string; readonly sent: number }
  /** Arize was read after each try, and it was not there. */
  | { readonly is: 'open'; readonly sent: number }
  | { readonly is: 'other'; readonly what: string };

/** Says how a change ended whose answer was lost. */
export function lostAnswer(error: ApiError, change: PlannedChange, loss: Loss): ApiError {
  const { method, path, status, kind, requestId, problem, tries } = error;
  const lost = `${method ?? 'The request'} ${path ?? ''}: the answer was lost (${reasonOf(error)})`;
  const facts = { kind, method, path, status, requestId, problem, tries };
  const place = visible(change.address);
  switch (loss.is) {
    case 'unknown':
      return new ApiError(
        `${lost}, and it is not known whether it was done: ${loss.why}. It was sent ${times(loss.sent)}.`,
        {
          ...facts,
          outcome: 'unknown',
          hint: `Look for ${place} in Arize, or plan again: what is still missing is planned again.`,
        },
      );
    case 'open':
      return new ApiError(
        `${lost}. It was sent ${times(loss.sent)}, and each time Arize was read afterwards and did not show it as done.`,
        {
          ...facts,
          hint: `Arize seems to be in trouble. Run it again later; ${place} is planned again if it is still missing then.`,
        },
      );
    case 'other':
      return new ApiError(`${lost}. Arize was read afterwards: ${loss.what}.`, {
        ...facts,
        outcome: 'unknown',
        hint: `Somebody else seems to change ${place} too. Plan again to see what differs now.`,
      });
  }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** How an answer got lost, in brackets. */
export function reasonOf({ status, kind }: ApiError): string {
  if (status !== undefined && status >= 300) return String(status);
  if (kind === 'not-arize') return 'it was unreadable';
  return kind === 'timeout' ? 'none came in time' : 'the connection broke';
}
