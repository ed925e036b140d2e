import type { ReadClient } from '../api/index.ts';
import { diff } from '../diff/diff.ts';
import type { Desired, Live, Outcome } from '../model.ts';
import { read } from '../read/read.ts';
import type { Sleep } from './attempt.ts';
import { leftOver } from './leftOver.ts';
import type { LeftOver } from './leftOver.ts';
import { pause } from './pause.ts';

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** The account before the run, needed to notice what a change removed although it should not have. */
  readonly before?: Live;
  /** Seam for tests. */
  readonly sleep?: Sleep;
}

export interface Verified {
  readonly outcomes: readonly Outcome[];
  readonly live?: Live;
}

/** Arize accepted a change, but reading again shows that it was not made, or that more was changed. */
class NotAppliedError extends Error {
  override readonly name = 'NotAppliedError';
  readonly kind = 'not-done';
  readonly hint: string;

  constructor({ what, hint }: LeftOver) {
    super(what);
    this.hint = hint;
  }
}

/** How many times the account is read, in case writes become visible only after a while (Arize docs do not say). */
const LOOKS = 3;

/**
 * Reads again what a file covers, and marks changes as failed that Arize accepted but did not make.
 * @param desired the file that the plan is for
 * @returns the corrected outcomes, and the account as it was read last; it is not read when nothing was done
 * @throws what `read` and `diff` throw: then only Arize's responses are known
 */
export async function verify(
  outcomes: readonly Outcome[],
  desired: Desired,
  client: ReadClient,
  { signal, before, sleep = pause }: VerifyOptions = {},
): Promise<Verified> {
  const done = outcomes.flatMap(({ status, change }) => (status === 'done' ? [change] : []));
  if (done.length === 0) return { outcomes };
  for (let look = 1; ; look += 1) {
    // Each read is for what the one before did not show yet.
    // eslint-disable-next-line no-await-in-loop
    const live = await read(client, desired);
    const wrong = leftOver(done, diff(desired, live).changes, live, before);
    const settled = outcomes.map((outcome): Outcome => {
      const { change } = outcome;
      const what = outcome.status === 'done' ? wrong.get(change.address) : undefined;
      return what === undefined
        ? outcome
        : { status: 'failed', change, error: new NotAppliedError(what) };
    });
    const isTrue = settled.every((outcome, index) => outcome === outcomes[index]);
    if (isTrue || look === LOOKS || signal?.aborted === true) return { outcomes: settled, live };
    // eslint-disable-next-line no-await-in-loop
    await sleep(1000 * 2 ** (look - 1), signal);
  }
}
