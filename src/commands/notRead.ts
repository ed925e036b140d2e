import { ApiError } from '../api/index.ts';
import { whyStopped } from '../api/stop.ts';
import { FileProblems } from '../problem.ts';
import { IncompleteRead } from '../read/incomplete.ts';
import { messageOf } from './fault.ts';

/** Why the account was not read again after a run that wrote: what was done rests on Arize's answers alone. */
export class NotRead extends Error {
  override readonly name = 'NotRead';
  readonly kind = 'not-read';
  readonly hint: string | undefined;

  constructor(why: string, hint?: string) {
    super(why);
    this.hint = hint;
  }
}

/** A run that was stopped reads no more. */
export const stoppedBefore = (signal: AbortSignal): NotRead =>
  new NotRead(`The account was not read again: ${whyStopped(signal)}.`);

/** What kept a run from reading again, in one line. */
export function unreadable(error: unknown): NotRead {
  if (error instanceof IncompleteRead) {
    const [first, ...more] = error.unread;
    const others = more.length === 0 ? '' : ` And ${more.length} more.`;
    return new NotRead(`${first?.error.message ?? error.message}${others}`, first?.error.hint);
  }
  if (error instanceof FileProblems) {
    const [first] = error.problems;
    return new NotRead(first?.message ?? error.message);
  }
  return new NotRead(messageOf(error), error instanceof ApiError ? error.hint : undefined);
}
