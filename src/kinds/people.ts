import { connection } from '../api/connection.ts';
import { nullable, object, optional, page, text } from '../api/index.ts';
import type { Decoded } from '../api/index.ts';
import type { Reading } from '../kind.ts';
import { once } from '../once.ts';

const person = object({
  id: text,
  email: nullable(text),
  status: optional(nullable(text)),
  userType: optional(nullable(text)),
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

/** Everybody in the account by id: people, bots, the invited and the blocked. */
export const readPeople = once(
  async ({ client }: Pick<Reading, 'client'>): Promise<ReadonlyMap<string, AccountPerson>> => {
    const all = await connection(
      client,
      'AccountPeople',
      () => document,
      {},
      (data) => people(data, 'data').account.users,
    );
    return new Map(all.map((each) => [each.id, each]));
  },
);
