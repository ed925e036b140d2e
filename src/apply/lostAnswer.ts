import { ApiError } from '../api/index.ts';

/** The state of a change whose response was lost and that could not be completed. */
export type Loss =
  /** It could not be determined whether the change was made. */
  | { readonly is: 'unknown'; readonly why: string; readonly sent: number }
  /** Arize was read after each try and did not show the change. */
  | { readonly is: 'open'; readonly sent: number }
  | { readonly is: 'other'; readonly what: string };

/** The error of a change whose response was lost; it is shown below the change. */
export function lostAnswer(error: ApiError, loss: Loss): ApiError {
  const { method, path, status, kind, requestId, problem, tries } = error;
  const lost = `${method ?? 'The request'} ${path ?? ''}: the response was lost (${reasonOf(error)})`;
  const facts = { kind, method, path, status, requestId, problem, tries };
  switch (loss.is) {
    case 'unknown':
      return new ApiError(
        `${lost}, so it is unknown whether the change was made: ${loss.why}. It was sent ${times(loss.sent)}.`,
        {
          ...facts,
          outcome: 'unknown',
          hint: 'Look in Arize whether it was made, or plan again to see what is left.',
        },
      );
    case 'open':
      return new ApiError(
        `${lost}. It was sent ${times(loss.sent)}, and Arize did not show the change when it was read afterwards.`,
        {
          ...facts,
          hint: 'Arize seems to have problems. Run it again later: the change is planned again if it is still missing.',
        },
      );
    case 'other':
      return new ApiError(`${lost}. Arize was read afterwards: ${loss.what}.`, {
        ...facts,
        outcome: 'unknown',
        hint: 'Another person seems to be changing the same. Plan again to see what differs now.',
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
