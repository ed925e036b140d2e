import { sameId } from '../api/index.ts';
import type { WriteClient } from '../api/index.ts';
import { momentText } from '../days.ts';
import { withoutStop } from '../errorText.ts';
import type { Secrets, Sink } from '../kind.ts';
import { withoutSecret } from '../kinds/makeKey.ts';
import { handOver, SecretError } from '../kinds/secrets.ts';
import type { FollowUp } from '../model.ts';
import { canonicalName } from '../names.ts';
import { ownKeys } from './personal.ts';
import type { PersonalKey } from './personal.ts';

/** Creating and refreshing personal keys. Their secrets go to their destination and to no output. */

/** Where a change is made, and where its secret goes. */
export interface KeyWriting {
  readonly client: WriteClient;
  readonly secrets: Secrets;
  readonly sink: Sink;
}

export interface NewPersonalKey {
  readonly name: string;
  readonly description?: string;
  /** The day at whose start it expires, UTC. */
  readonly expires?: string;
}

/**
 * Creates a personal key of the caller. The request is sent once: if the response is lost, the key is found among keys
 * of the name that did not exist before, and revoked.
 * @throws ApiError if Arize refused, SecretError for everything else
 */
export async function createPersonalKey(
  { client, secrets, sink }: KeyWriting,
  { name, description, expires }: NewPersonalKey,
): Promise<string> {
  const known = await ownKeys(client);
  return handOver(secrets, sink, {
    async make() {
      const made = await client.post('/v2/api-keys', {
        body: {
          key_type: 'USER',
          name,
          ...(description !== undefined && { description }),
          ...(expires !== undefined && { expires_at: momentOf(expires) }),
        },
      });
      return { id: made.id, secret: made.key };
    },
    async lost({ message }) {
      const what = `The response was lost (${withoutStop(message)})`;
      const fresh = (await ownKeys(client.finishing()).catch(() => [])).filter(
        (key) =>
          canonicalName(key.name) === canonicalName(name) &&
          !known.some(({ id }) => sameId(id, key.id)),
      );
      const [only] = fresh;
      // Several may belong to several runs, and revoking one cannot be undone.
      if (only === undefined || fresh.length > 1) {
        return new SecretError(
          `${what}, so it is unknown whether the key was created.`,
          `If there is a new key "${name}", its secret is lost: revoke it in Arize. List your keys`,
          { next: listKeys, outcome: 'unknown' },
        );
      }
      return withoutSecret(
        client,
        only.id,
        `${what}. The key was created, but its secret is lost`,
        'Nothing is left behind. Run it again.',
      );
    },
    undo: (id, why) =>
      withoutSecret(
        client,
        id,
        `The key was created, but its secret was not delivered: ${withoutStop(why)}`,
        'Fix this and run it again.',
      ),
  });
}

/** How a key is refreshed. */
export interface Refresh {
  /** For how many seconds the old secret keeps working. */
  readonly grace: number;
  /** The day at whose start the refreshed key expires, UTC; unless given, its expiry stays. */
  readonly expires?: string;
}

/** Why Arize would refuse a refresh, which can shorten the life of a key but not extend it (REST v2 types). */
export function refusedRefresh(
  { name, expires: last, end }: PersonalKey,
  { expires }: Refresh,
  today: string,
): { readonly why: string; readonly hint: string } | undefined {
  if (expires !== undefined && last !== undefined && expires > last) {
    return {
      why: `The key "${name}" expires on ${last}, and a refresh cannot extend that to ${expires}.`,
      hint: 'Leave out --expires to keep its expiry, or create another key with keys create-user-key.',
    };
  }
  if (expires !== undefined && expires <= today) {
    return { why: `${expires} is not in the future.`, hint: 'Give --expires a later date.' };
  }
  if (end !== undefined && Date.parse(end) <= Date.parse(today)) {
    return {
      why: `The key "${name}" expired on ${last}, and a refresh cannot extend that.`,
      hint: 'Create another key with keys create-user-key.',
    };
  }
  return undefined;
}

/**
 * Replaces the secret of a personal key. Nothing is revoked if the new secret is lost: Arize may keep the id of the key,
 * and the old secret with it.
 * @throws ApiError if Arize refused, SecretError for everything else
 */
export async function refreshPersonalKey(
  { client, secrets, sink }: KeyWriting,
  { id, end, expires: last, name }: PersonalKey,
  { grace, expires }: Refresh,
): Promise<string> {
  // For the day on which it expires anyway, the moment that Arize has is kept: a later one is refused.
  const until = expires === undefined || expires === last ? (end ?? expires) : expires;
  const old = `The old secret keeps working for at most ${graceText(grace)}.`;
  return handOver(secrets, sink, {
    async make() {
      const made = await client.post('/v2/api-keys/{api_key_id}/refresh', {
        params: { path: { api_key_id: id } },
        body: {
          grace_period_seconds: grace,
          ...(until !== undefined && { expires_at: momentOf(until) }),
        },
      });
      return { id: made.id, secret: made.key };
    },
    lost: ({ message }) =>
      Promise.resolve(
        new SecretError(
          `The response was lost (${withoutStop(message)}), so it is unknown whether the key "${name}" was refreshed. If it was, its new secret is lost.`,
          `${old} Before that, refresh the newest key of that name again. List your keys`,
          { next: listKeys, outcome: 'unknown' },
        ),
      ),
    undo: (made, why) =>
      Promise.resolve(
        new SecretError(
          `The key "${name}" was refreshed, but its new secret was not delivered and is lost: ${withoutStop(why)}.`,
          `${old} Before that, refresh the key again`,
          { next: refreshing(made, sink), outcome: 'unknown' },
        ),
      ),
  });
}

/** A destination as words of a command line. */
export const sinkWords = (sink: Sink): readonly string[] => {
  if ('file' in sink) return ['--to-file', sink.file];
  // A word that looks like a flag is only read as a value if it is joined to the flag.
  const isPlain = sink.command.every((word) => !word.startsWith('-'));
  return isPlain
    ? ['--to-command', ...sink.command]
    : sink.command.map((word) => `--to-command=${word}`);
};

/** The command that refreshes a key. @param which its name or id */
export const refreshing = (which: string, sink: Sink): FollowUp => ({
  words: ['keys', 'refresh', which, ...sinkWords(sink), '--apply'],
  reads: 'account',
});

const listKeys: FollowUp = { words: ['keys', 'list'], reads: 'account' };

/** A grace period in words. */
export const graceText = (seconds: number): string => {
  for (const [size, unit] of [
    [3600, 'hour'],
    [60, 'minute'],
  ] as const) {
    if (seconds % size === 0) {
      const count = seconds / size;
      return `${count} ${unit}${count === 1 ? '' : 's'}`;
    }
  }
  return `${seconds} seconds`;
};

/** The expiry of a key in words; `never` if it has none. */
export const endText = (end: string | undefined): string =>
  end === undefined ? 'never expires' : `expires ${momentText(end)}`;

const momentOf = (moment: string): string => new Date(moment).toISOString();
