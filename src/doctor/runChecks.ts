import type { ReadClient } from '../api/index.ts';
import { dayOf, daysBetween, inDays } from '../days.ts';
import { canonicalEmail } from '../names.ts';
import { readViewer, unknownCaller } from '../read/viewer.ts';
import { assumptions } from './assumptions.ts';
import { check } from './check.ts';
import type { Check } from './check.ts';
import { reach } from './reach.ts';
import type { Reach } from './reach.ts';
import { readable } from './readable.ts';

/** What the checks need to know apart from what Arize says. */
export interface CheckSubject {
  /** The day, UTC. */
  readonly today: string;
  /** Whether a redacted key of a list may be the one in use. */
  isOwnKey(redacted: string): boolean;
}

/** How many days ahead the expiry of the key in use is a note. */
const soon = 14;

/**
 * Checks everything that the program relies on: the key, its owner's rights, both APIs, the lists that a plan needs,
 * and the assumptions where Arize's documentation is silent. It only reads.
 * @param asking the client for all checks
 * @param probe the client for the first requests, which tries once and does not wait long
 */
export async function runChecks(
  asking: ReadClient,
  probe: ReadClient,
  patient: CheckSubject,
): Promise<readonly Check[]> {
  const { client, viewer, findings } = await reach(asking, probe);
  const key = await Promise.all([owner(client, viewer), ownKey(client, patient)]);
  return [...key, ...findings, ...(await readable(client)), ...(await assumptions(client))];
}

/** The owner of the key, and what they may do. */
const owner = (client: ReadClient, viewer: Reach['viewer']): Promise<Check> =>
  check('key', 'owner', 'The owner of the key', async () => {
    // The probe failed to read this, so it is read again with all retries.
    const { caller } = viewer ?? (await readViewer(client));
    if (caller === undefined) {
      return {
        is: 'bad',
        message: `${unknownCaller}. Lists may be filtered then, so nothing is created or removed based on them.`,
      };
    }
    const users = await client.list('/v2/users', 'users', { query: { email: caller.email } });
    const self = users.find(({ email }) => canonicalEmail(email) === caller.email);
    const developer =
      self?.is_developer === undefined
        ? ''
        : self.is_developer
          ? ', with developer access'
          : ', without developer access (cannot create keys)';
    return caller.accountAdmin
      ? { is: 'ok', message: `The key is ${caller.email}'s, an account admin${developer}.` }
      : {
          is: 'bad',
          message: `The key is ${caller.email}'s, who is not an account admin${developer}. Plans work, but nothing is created or removed. Use the key of an account admin.`,
        };
  });

/** Which of its owner's keys is in use, and when it expires. */
const ownKey = (client: ReadClient, { today, isOwnKey }: CheckSubject): Promise<Check> =>
  check('key', 'own-key', "The owner's keys", async () => {
    const keys = await client.list('/v2/api-keys', 'api_keys', {});
    const own = keys.filter(({ redacted_key: redacted }) => isOwnKey(redacted));
    const [key, other] = own;
    if (key === undefined || other !== undefined) {
      return {
        is: 'unknown',
        message: `The key could not be identified: ${own.length === 0 ? "it matches none of its owner's personal keys, so it may be a service key" : `it matches ${own.length} of its owner's personal keys`}.`,
      };
    }
    const name = `It is the personal key "${key.name}"`;
    if (key.expires_at === undefined || key.expires_at === null) {
      return { is: 'note', message: `${name}, which never expires.` };
    }
    const left = daysBetween(today, dayOf(new Date(key.expires_at)));
    const message = `${name}, which expires ${inDays(left)}, on ${dayOf(new Date(key.expires_at))}.`;
    return { is: left <= soon ? 'note' : 'ok', message };
  });
