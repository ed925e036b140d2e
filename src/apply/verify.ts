import type { ReadClient } from '../api/index.ts';
import { diff } from '../diff/diff.ts';
import type { Change, Desired, Live, Outcome, PlannedChange } from '../model.ts';
import { read } from '../read/read.ts';
import type { Sleep } from './attempt.ts';
import { pause } from './pause.ts';

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Seam for tests. */
  readonly sleep?: Sleep;
}

export interface Verified {
  readonly outcomes: readonly Outcome[];
  readonly live?: Live;
}

/** Arize answered that a change is done, and reading again shows that it is not. */
class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly kind = 'not-done';
  readonly hint: string =
    'Plan again to see what differs now. If Arize says yes again and it stays so, tell Arize.';

  constructor(what: string) {
    super(`Arize said yes and did not do it: read again, ${what}.`);
  }
}

/** How often the account is read, in case what was written shows only after a while (Arize docs do not say). */
const LOOKS = 3;

/**
 * Reads again what a file speaks of, and takes back the word of Arize where a change that it said is done is still to
 * be done.
 * @param desired what the plan was made of
 * @returns the outcomes, with those that did not come true as failed, and the account as it was read last; it is not
 * read when nothing was done
 * @throws what `read` and `diff` throw: then nothing is known beyond Arize's word
 */
export async function verify(
  outcomes: readonly Outcome[],
  desired: Desired,
  client: ReadClient,
  { signal, sleep = pause }: VerifyOptions = {},
): Promise<Verified> {
  if (!outcomes.some(({ status }) => status === 'done')) return { outcomes };
  for (let look = 1; ; look += 1) {
    // Each look is for what the one before did not see yet.
    // eslint-disable-next-line no-await-in-loop
    const live = await read(client, desired);
    const left = new Map(diff(desired, live).changes.map((change) => [change.address, change]));
    const settled = outcomes.map((outcome): Outcome => {
      if (outcome.status !== 'done') return outcome;
      const { change } = outcome;
      const what = whatIsLeft(change, left.get(change.address));
      return what === undefined ? outcome : { status: 'failed', change, error: new NotDone(what) };
    });
    const isTrue = settled.every((outcome, index) => outcome === outcomes[index]);
    if (isTrue || look === LOOKS || signal?.aborted === true) return { outcomes: settled, live };
    // eslint-disable-next-line no-await-in-loop
    await sleep(1000 * 2 ** (look - 1), signal);
  }
}

/** What of a change is still to be done; a difference in anything else came from somebody else. */
function whatIsLeft(done: PlannedChange, left: Change | undefined): string | undefined {
  switch (left?.action) {
    case undefined:
      return undefined;
    case 'create':
      return done.action === 'delete' ? undefined : 'it is not there';
    case 'delete':
      return done.action === 'delete' ? 'it is still there' : undefined;
    case 'update': {
      if (done.action === 'delete') return undefined;
      const wrong = Object.keys(left.after).filter((name) => name in done.after);
      return wrong.length === 0 ? undefined : `its ${wrong.join(', ')} is not as asked`;
    }
  }
}
