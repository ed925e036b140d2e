import { connection } from '../api/connection.ts';
import { notUnderstood, nullable, object, page, text } from '../api/index.ts';
import type { Decoded, Decoder } from '../api/index.ts';
import type { ReadContext } from '../kind.ts';
import { once } from '../once.ts';

/** A word of GraphQL in its one spelling. */
const lower: Decoder<string | null> = (value, path) =>
  nullable(text)(value, path)?.toLowerCase() ?? null;

const person = object({
  id: text,
  email: nullable(text),
  status: lower,
  userType: lower,
});

const people = object({ account: object({ users: page(person) }) });

/** Somebody as GraphQL lists them: the only place that tells people from bots and shows who is blocked. */
export type AccountPerson = Decoded<typeof person>;

const document = `query AccountPeople($after: String) {
  account {
    users(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { id email status userType } }
    }
  }
}`;

/**
 * Everybody in the account by id: people, bots, the invited and the blocked.
 * @throws ApiError (kind `incomplete`) when somebody has no address: what they hold would seem to be nobody's
 */
export const readPeople = once(
  async ({ client }: Pick<ReadContext, 'client'>): Promise<ReadonlyMap<string, AccountPerson>> => {
    const all = await connection(
      client,
      'AccountPeople',
      () => document,
      {},
      (data) => people(data, 'data').account.users,
    );
    const nameless = all.find(({ email, userType }) => !email && userType !== 'bot');
    if (nameless !== undefined) {
      const what = `the person ${nameless.id} has no e-mail address`;
      throw notUnderstood('GraphQL query AccountPeople', what, 'POST');
    }
    return new Map(all.map((each) => [each.id, each]));
  },
);
