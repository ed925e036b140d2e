import { ApiError } from '../api/index.ts';
import type { PlannedChange } from '../model.ts';
import { visible } from '../text.ts';

/** The state of a change whose response was lost and that could not be completed. */
export type Loss =
  /** It could not be determined whether the change was made. */
  | { readonly is: 'unknown'; readonly why: string; readonly sent: number }
  /** Arize was read after each try and did not show the change. */
  | { readonly is: 'open'; readonly sent: number }
  | { readonly is: 'other'; readonly what: string };

/** The error of a change whose response was lost. */
export function lostAnswer(error: ApiError, change: PlannedChange, loss: Loss): ApiError {
  const { method, path, status, kind, requestId, problem, tries } = error;
  const lost = `${method ?? 'The request'} ${path ?? ''}: the response was lost (${reasonOf(error)})`;
  const facts = { kind, method, path, status, requestId, problem, tries };
  const place = visible(change.address);
  switch (loss.is) {
    case 'unknown':
      return new ApiError(
        `${lost}, so it is unknown whether the change was made: ${loss.why}. It was sent ${times(loss.sent)}.`,
        {
          ...facts,
          outcome: 'unknown',
          hint: `Look for ${place} in Arize, or plan again to see whether it is still missing.`,
        },
      );
    case 'open':
      return new ApiError(
        `${lost}. It was sent ${times(loss.sent)}, and Arize did not show the change when it was read afterwards.`,
        {
          ...facts,
          hint: `Arize seems to have problems. Run it again later: ${place} is planned again if it is still missing.`,
        },
      );
    case 'other':
      return new ApiError(`${lost}. Arize was read afterwards: ${loss.what}.`, {
        ...facts,
        outcome: 'unknown',
        hint: `Another person seems to be changing ${place} as well. Plan again to see what differs now.`,
      });
  }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** How a response was lost, to be put in brackets. */
export function reasonOf({ status, kind }: ApiError): string {
  if (status !== undefined && status >= 300) return String(status);
  if (kind === 'not-arize') return 'unreadable';
  return kind === 'timeout' ? 'timed out' : 'connection closed';
}
