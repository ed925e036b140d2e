import { connection } from '../api/connection.ts';
import { notUnderstood, nullable, object, page, text } from '../api/index.ts';
import type { Decoded, Decoder } from '../api/index.ts';
import type { ReadContext } from '../kind.ts';
import { once } from '../once.ts';

/** A string in lower case, because GraphQL spells values in more than one way. */
const lower: Decoder<string | null> = (value, path) =>
  nullable(text)(value, path)?.toLowerCase() ?? null;

const person = object({
  id: text,
  email: nullable(text),
  status: lower,
  userType: lower,
});

const people = object({ account: object({ users: page(person) }) });

/**
 * A user as GraphQL lists them: the only source that distinguishes people from service identities and shows
 * who is blocked.
 */
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
 * All users of the account by id: people, service identities, invited and blocked people.
 * @throws ApiError (kind `incomplete`) if a person has no e-mail address, because their grants could not be
 *   attributed
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
