import type { ReadClient } from '../api/index.ts';
import { dayOf, daysBetween, inDays } from '../days.ts';
import { canonicalEmail } from '../names.ts';
import { readViewer } from '../read/viewer.ts';
import { assumptions } from './assumptions.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { readable } from './readable.ts';

/** What an examination knows beside what Arize says. */
export interface Patient {
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
 */
export async function examine(client: ReadClient, patient: Patient): Promise<readonly Finding[]> {
  const viewer = await readViewer(client).catch(() => undefined);
  const found = await Promise.all([
    owner(client, viewer),
    ownKey(client, patient),
    finding(
      'reach',
      'rest',
      'REST',
      async () => {
        await client.get('/v2/organizations', { params: { query: { limit: 1 } } });
        return { is: 'ok', message: 'REST answers.' };
      },
      'bad',
    ),
    finding(
      'reach',
      'graphql',
      'GraphQL',
      async () => {
        const { account } = await readViewer(client);
        return {
          is: 'ok',
          message: `GraphQL answers for the account "${account.name}" (${account.id}).`,
        };
      },
      'bad',
    ),
  ]);
  return [...found, ...(await readable(client)), ...(await assumptions(client))];
}

type Viewer = Awaited<ReturnType<typeof readViewer>> | undefined;

/** Whose key it is, and what they may do. */
const owner = (client: ReadClient, viewer: Viewer): Promise<Finding> =>
  finding('key', 'owner', 'Whose key it is', async () => {
    const caller = viewer?.caller;
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
const ownKey = (client: ReadClient, { today, isOwnKey }: Patient): Promise<Finding> =>
  finding('key', 'own-key', "The owner's keys", async () => {
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
