import { messageOf } from '../../errorText.ts';
import { ApiError } from '../../api/index.ts';
import { whyStopped } from '../../api/stop.ts';
import { FileProblemsError } from '../../document/problem.ts';
import { IncompleteReadError } from '../../read/incomplete.ts';

/** Why the account was not read again after a run that wrote, so its outcomes are not verified. */
export class NotReadAgainError extends Error {
  override readonly name = 'NotReadAgainError';
  readonly kind = 'not-read';
  readonly hint: string | undefined;

  constructor(why: string, hint?: string) {
    super(why);
    this.hint = hint;
  }
}

/** A stopped run does not read again. */
export const stoppedBefore = (signal: AbortSignal): NotReadAgainError =>
  new NotReadAgainError(`The account was not read again: ${whyStopped(signal)}.`);

/** Why a run could not read again, in one line. */
export function unreadable(error: unknown): NotReadAgainError {
  if (error instanceof IncompleteReadError) {
    const [first, ...more] = error.unread;
    const others = more.length === 0 ? '' : ` And ${more.length} more.`;
    return new NotReadAgainError(
      `${first?.error.message ?? error.message}${others}`,
      first?.error.hint,
    );
  }
  if (error instanceof FileProblemsError) {
    const [first] = error.problems;
    return new NotReadAgainError(first?.message ?? error.message);
  }
  return new NotReadAgainError(
    messageOf(error),
    error instanceof ApiError ? error.hint : undefined,
  );
}
