import type { ReadClient } from '../api/index.ts';
import { dayOf, daysBetween, inDays } from '../days.ts';
import { canonicalEmail } from '../names.ts';
import { readViewer } from '../read/viewer.ts';
import { assumptions } from './assumptions.ts';
import { check } from './check.ts';
import type { Check } from './check.ts';
import { reach } from './reach.ts';
import type { Reach } from './reach.ts';
import { readable } from './readable.ts';

/** What an examination knows beside what Arize says. */
export interface CheckSubject {
  /** The day, UTC. */
  readonly today: string;
  /** Whether a key as lists show it, with most of it left out, may be the one in use. */
  isOwnKey(redacted: string): boolean;
}

/** For how many days ahead the end of the key in use is told. */
const soon = 14;

/**
 * Looks at everything that the program stands on: the key, its owner's rights, both APIs, the lists that a plan needs,
 * and what is assumed where Arize's documentation is silent. It only reads.
 * @param asking what everything is asked of
 * @param probe the same, for the first question: it asks once, and does not wait long
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

/** Whose key it is, and what they may do. */
const owner = (client: ReadClient, viewer: Reach['viewer']): Promise<Check> =>
  check('key', 'owner', 'Whose key it is', async () => {
    // What GraphQL did not say a moment ago is asked again, in earnest.
    const { caller } = viewer ?? (await readViewer(client));
    if (caller === undefined) {
      return {
        is: 'bad',
        message:
          'Arize does not say whose key this is. Lists may be filtered then, so nothing is created or removed on their strength.',
      };
    }
    const users = await client.list('/v2/users', 'users', { query: { email: caller.email } });
    const self = users.find(({ email }) => canonicalEmail(email) === caller.email);
    const developer =
      self?.is_developer === undefined
        ? ''
        : self.is_developer
          ? ', with developer access'
          : ', without developer access: can not make keys';
    return caller.accountAdmin
      ? { is: 'ok', message: `The key is ${caller.email}'s, an account admin${developer}.` }
      : {
          is: 'bad',
          message: `The key is ${caller.email}'s, who is no account admin${developer}. Plans can be made, and nothing is created or removed: use the key of an account admin.`,
        };
  });

/** Which of its owner's keys it is, and when it ends. */
const ownKey = (client: ReadClient, { today, isOwnKey }: CheckSubject): Promise<Check> =>
  check('key', 'own-key', "The owner's keys", async () => {
    const keys = await client.list('/v2/api-keys', 'api_keys', {});
    const own = keys.filter(({ redacted_key: redacted }) => isOwnKey(redacted));
    const [key, other] = own;
    if (key === undefined || other !== undefined) {
      return {
        is: 'unknown',
        message: `Which key it is can not be told: ${own.length === 0 ? "none of its owner's personal keys looks like it, so it may be a service key" : `${own.length} of them look like it`}.`,
      };
    }
    const name = `It is the personal key "${key.name}"`;
    if (key.expires_at === undefined || key.expires_at === null) {
      return { is: 'note', message: `${name}, which never ends.` };
    }
    const left = daysBetween(today, dayOf(new Date(key.expires_at)));
    const message = `${name}, which ends ${inDays(left)}, on ${dayOf(new Date(key.expires_at))}.`;
    return { is: left <= soon ? 'note' : 'ok', message };
  });
