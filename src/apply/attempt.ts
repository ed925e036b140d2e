import { messageOf, withoutStop } from '../errorText.ts';
import { ApiError } from '../api/index.ts';
import type { WriteContext } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import type { Outcome, PlannedChange } from '../model.ts';
import { visible } from '../text.ts';
import { lostAnswer, reasonOf } from './lostAnswer.ts';
import { readBack } from './readBack.ts';
import type { WriteState } from './readBack.ts';

/** Sleeps for some milliseconds. Returns early, without an error, when the run is interrupted. */
export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

export interface Attempting {
  readonly writing: WriteContext;
  /** Ids of live items. Those of created items are added. */
  readonly ids: Map<string, string>;
  readonly signal: AbortSignal | undefined;
  readonly sleep: Sleep;
  /** Called before each wait after a lost response. */
  readonly onWait?: ((ms: number, reason: string) => void) | undefined;
}

/** How many times a change is requested when its responses get lost. */
const TRIES = 3;

/** How long one change waits in total because a server asks for it. The same as for one request. */
const LONGEST_WAIT_MS = 300_000;

/**
 * Makes one change and remembers the id of a created item. After a lost response, Arize is read first, so a change that
 * was made is not made twice, and only one that was not is requested again.
 * @returns how it ended; never throws
 */
export async function attempt(change: PlannedChange, context: Attempting): Promise<Outcome> {
  const requestIds: string[] = [];
  const client = context.writing.client.watched((event) => {
    if (event.type === 'answered' && event.requestId !== undefined)
      requestIds.push(event.requestId);
  });
  const outcome = await settle(change, { ...context, writing: { ...context.writing, client } });
  return requestIds.length === 0 ? outcome : { ...outcome, requestIds };
}

type Settled = Extract<Outcome, { readonly status: 'done' | 'failed' }>;

async function settle(change: PlannedChange, context: Attempting): Promise<Settled> {
  const { ids, signal, sleep, onWait } = context;
  let lost: ApiError | undefined;
  let waited = 0;
  for (let sent = 1; ; sent += 1) {
    // Each try depends on what was read after the one before.
    // eslint-disable-next-line no-await-in-loop
    const error = await write(change, context);
    if (error === undefined) return { status: 'done', change };
    if (!(error instanceof ApiError)) return { status: 'failed', change, error };
    // A grant that is already gone is the goal. The key sees everything, or nothing would be deleted.
    const isGone = error.kind === 'not-found' && change.action === 'delete';
    if (isGone && kindOf(change.kind).manage !== undefined) {
      return { status: 'done', change, ...(lost === undefined && { already: true as const }) };
    }
    if (error.outcome === 'unknown') lost = error;
    if (lost === undefined) return refused(error, change, context);

    // A server that did not respond in time may still be working; a busy one says when to retry.
    const asked = lost.retryAfterMs ?? 0;
    const ms = Math.max(1000 * 2 ** (sent - 1), asked);
    const isTooLong = waited + ms > LONGEST_WAIT_MS;
    if (!isTooLong) {
      waited += ms;
      onWait?.(ms, `the response was lost (${reasonOf(lost)})`);
      // eslint-disable-next-line no-await-in-loop
      await sleep(ms, signal);
    }
    // Waits that the server asks for do not count as tries, but they are limited in time.
    const mayTry = !isTooLong && (asked > 0 || sent < TRIES) && signal?.aborted !== true;
    // eslint-disable-next-line no-await-in-loop
    const standing = await look(change, context);
    const fail = (why: Error): Settled => ({ status: 'failed', change, error: why });
    switch (standing.is) {
      case 'done':
        if (change.action === 'create') ids.set(change.address, standing.id);
        return { status: 'done', change };
      case 'other':
        return fail(lostAnswer(lost, standing));
      case 'unreadable':
        return fail(lostAnswer(lost, { is: 'unknown', why: standing.why, sent }));
      case 'open':
      case 'unseen':
        if (error.outcome !== 'unknown') return fail(error);
        if (mayTry) continue;
        return fail(
          lostAnswer(
            lost,
            standing.is === 'open'
              ? { is: 'open', sent }
              : { is: 'unknown', why: standing.why, sent },
          ),
        );
    }
  }
}

/** An item that another run created in the meantime, just as this one would have, counts as created. */
async function refused(
  error: ApiError,
  change: PlannedChange,
  context: Attempting,
): Promise<Settled> {
  const failed = { status: 'failed', change, error } as const;
  if (error.kind !== 'conflict' || change.action !== 'create') return failed;
  const standing = await look(change, context);
  if (standing.is !== 'done') return failed;
  context.ids.set(change.address, standing.id);
  return { status: 'done', change, already: true };
}

/** Requests a change once. @returns what went wrong; undefined when it is done */
async function write(
  change: PlannedChange,
  { writing, ids }: Attempting,
): Promise<Error | undefined> {
  const kind = kindOf(change.kind);
  try {
    switch (change.action) {
      case 'create': {
        const id = await kind.create(writing, change.key, change.after);
        if (!id) return withoutId(change);
        ids.set(change.address, id);
        break;
      }
      case 'update':
        await kind.update(writing, change.key, change.id, change);
        break;
      case 'delete':
        await kind.remove(writing, change.key, change.id, change.before);
        break;
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A response without the id of the created item counts as lost. */
const withoutId = ({ address }: PlannedChange): ApiError =>
  new ApiError(`${visible(address)}: the response has no id.`, {
    kind: 'not-arize',
    outcome: 'unknown',
    hint: 'Plan again to see whether it was created.',
  });

async function look(
  change: PlannedChange,
  { writing, ids }: Attempting,
): Promise<WriteState | { readonly is: 'unreadable'; readonly why: string }> {
  try {
    return await readBack(change, writing.client, ids);
  } catch (error) {
    const why = withoutStop(messageOf(error));
    return { is: 'unreadable', why };
  }
}
