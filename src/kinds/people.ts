import {
  askApart,
  connection,
  fitting,
  gathered,
  isRefused,
  notUnderstood,
  nullable,
  object,
  optional,
  page,
  text,
} from '../api/index.ts';
import type { Aliased, Apart, Decoded, Decoder, ReadClient } from '../api/index.ts';
import type { Page } from '../api/connection.ts';
import { isStopped } from '../api/error.ts';
import type { KnownPeople, ListedUser, ReadContext } from '../kind.ts';
import { inGroupsOf } from '../group.ts';
import { canonicalEmail } from '../names.ts';
import { once } from '../once.ts';
import { isRecord } from '../records.ts';

/** A string in lower case, because GraphQL spells values in more than one way. */
const lower: Decoder<string | null> = (value, path) =>
  nullable(text)(value, path)?.toLowerCase() ?? null;

const facts = { email: nullable(text), status: lower, userType: lower, accountRole: lower };

const person = object({ id: text, ...facts });

const people = object({ account: object({ users: page(person) }) });

/**
 * A user in GraphQL: the only source that distinguishes people from service identities and shows who is blocked.
 */
export type AccountPerson = Decoded<typeof person>;

const fields = 'id email status userType accountRole';

/** How the user of a row is read: by id, or with all that is known of them, where the list of people is not read. */
interface RowUser {
  readonly selection: string;
  /** The number of fields in it. */
  readonly fields: number;
  readonly decode: Decoder<{ readonly id: string }>;
}

const idOnly: RowUser = { selection: 'id', fields: 1, decode: object({ id: text }) };

/** The user in the rows of a list. */
export function rowUser({ known }: Pick<ReadContext, 'known'>): RowUser {
  if (known === undefined) return idOnly;
  return {
    selection: fields,
    fields: 5,
    decode(value, path) {
      const found = person(value, path);
      known.people.set(found.id, found);
      return found;
    },
  };
}

/**
 * All users of the account by id: people, service identities, invited and blocked people. Each page waits for the one
 * before, and 5,000 people are 50 of them, so only commands that need everyone use it.
 * @throws ApiError (kind `incomplete`) if a person has no e-mail address, because their grants could not be
 *   attributed
 */
export const readPeople = once(
  async ({ client }: Pick<ReadContext, 'client'>): Promise<ReadonlyMap<string, AccountPerson>> => {
    const all = await connection(
      client,
      'AccountPeople',
      (first) => `query AccountPeople($after: String) {
  account {
    users(first: ${first}, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { ${fields} } }
    }
  }
}`,
      {},
      (data) => people(data, 'data').account.users,
    );
    for (const each of all) assertNamed(each, 'AccountPeople');
    return new Map(all.map((each) => [each.id, each]));
  },
);

/** @throws ApiError (kind `incomplete`) for a person without an address */
function assertNamed({ id, email, userType }: AccountPerson, query: string): void {
  if (email || userType === 'bot') return;
  throw notUnderstood(`GraphQL query ${query}`, `the person ${id} has no e-mail address`, 'POST');
}

/** Everyone except blocked people, from REST. It is the longest list of an account. */
export const readUsers = once(
  async ({
    client,
    users,
  }: Pick<ReadContext, 'client' | 'users'>): Promise<readonly ListedUser[]> =>
    users ?? client.list('/v2/users', 'users', { isLong: true }),
);

/** The same by id. If they can't be read, that is an error of the list of people, not of their grants. */
const usersById = once(async (reading: ReadContext): Promise<ReadonlyMap<string, ListedUser>> => {
  const users = await readUsers(reading).catch((error: unknown): readonly ListedUser[] => {
    if (isStopped(error)) throw error;
    return [];
  });
  return new Map(users.map((each) => [each.id, each]));
});

/**
 * The users with these ids, whatever their state. Only those are asked for; an id that Arize does not answer for, or
 * answers otherwise, is looked for in the list of everyone, because only that proves that no user has it.
 * @throws ApiError (kind `incomplete`) if a person has no e-mail address
 */
export async function peopleById(
  client: ReadClient,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, AccountPerson>> {
  const wanted = [...new Set(ids)];
  const lookUp = await unlistedOf({ client });
  const found = await Promise.all(
    wanted.map(async (id): Promise<readonly AccountPerson[]> => {
      const user = await lookUp(id);
      return user === undefined ? [] : [{ id, ...user }];
    }),
  ).catch((error: unknown) => {
    if (!isRefused(error)) throw error;
    return [];
  });
  const known = found.flat();
  if (known.length < wanted.length) return readPeople({ client });
  for (const each of known) assertNamed(each, 'UnlistedPeople');
  return new Map(known.map((each) => [each.id, each]));
}

const typeOnly = object({ userType: optional(lower) });

/** What GraphQL calls the type of a user; undefined where it does not say. */
const typesOf = once(async (reading: ReadContext) =>
  usersLookUp(reading.client, {
    name: 'PersonTypes',
    selection: 'userType',
    fields: 1,
    decode: (node, path) =>
      isRecord(node) ? (typeOnly(node, path).userType ?? undefined) : undefined,
    // Memberships come before the list of people is complete, and every id in it is asked about.
    ready: usersById(reading).catch(() => undefined),
  }),
);

/** What is asked of users, each by id. */
interface UserQuestion<T> {
  /** The name of the query, for `-v` and errors. */
  readonly name: string;
  readonly selection: string;
  /** The number of fields in it. */
  readonly fields: number;
  /** Gives undefined for a node that says nothing. */
  readonly decode: Decoder<T | undefined>;
  /** Until then more ids are expected. */
  readonly ready?: Promise<unknown>;
}

/** A function that looks up users by id, many in one query. */
function usersLookUp<T>(
  client: ReadClient,
  { name, selection, fields: count, decode, ready }: UserQuestion<T>,
): (id: string) => Promise<T | undefined> {
  // The node counts, too.
  const cost = 1 + count;
  const what: Aliased<string, T | undefined> = {
    name,
    type: 'ID!',
    variable: (id) => id,
    field: (_, id) => `node(id: ${id}) { ... on User { ${selection} } }`,
    cost: () => cost,
    decode,
  };
  return gathered<T>(
    () => fitting(client, cost),
    async (ids) => answersFor(ids, await askApart(client, what, ids)),
    ready,
  );
}

/**
 * The answers by id. What is refused for one id is unknown; what is refused for all of them is an error.
 * @throws what was refused for all of them
 */
function answersFor<T>(
  ids: readonly string[],
  found: readonly Apart<T | undefined>[],
): ReadonlyMap<string, T> {
  const answers = new Map<string, T>();
  let refused: unknown;
  let isAnyAnswered = false;
  for (const [index, id] of ids.entries()) {
    const each = found[index];
    if (each === undefined) continue;
    if ('error' in each) {
      if (isStopped(each.error)) throw each.error;
      refused ??= each.error;
      continue;
    }
    isAnyAnswered = true;
    if (each.value !== undefined) answers.set(id, each.value);
  }
  if (!isAnyAnswered && refused !== undefined) throw refused;
  return answers;
}

/** The users by id, where all of them are read anyway. What keeps them from being read is the error of that list. */
const everyoneIn = once(
  async (reading: ReadContext): Promise<ReadonlyMap<string, AccountPerson> | undefined> =>
    reading.everybody &&
    readPeople(reading).catch((error: unknown) => {
      if (isStopped(error)) throw error;
      return undefined;
    }),
);

/** What GraphQL calls the type of a user: `human` or `bot`; undefined where it does not say. */
export async function typeOf(reading: ReadContext, id: string): Promise<string | undefined> {
  const found = (await everyoneIn(reading))?.get(id);
  return found ? (found.userType ?? undefined) : (await typesOf(reading))(id);
}

const unlistedPerson = object(facts);

/** Users that REST does not list: the blocked, and on some servers bots. */
const unlistedOf = once(async ({ client }: Pick<ReadContext, 'client'>) =>
  usersLookUp<Omit<AccountPerson, 'id'>>(client, {
    name: 'UnlistedPeople',
    selection: 'email status userType accountRole',
    fields: 4,
    // A node of another type has none of these fields, and null says nothing.
    decode: (node, path) =>
      isRecord(node) && Object.keys(node).length > 0 ? unlistedPerson(node, path) : undefined,
  }),
);

/** What is known of a user: nothing, where Arize shows nothing of an id. */
export interface Identity {
  readonly email?: string;
  readonly userType?: string;
}

/**
 * Who a user is, by id: REST lists the address, GraphQL the type.
 * @throws ApiError (kind `incomplete`) for a person whom this release cannot place
 */
export async function whoIs(reading: ReadContext, id: string): Promise<Identity> {
  if (reading.known !== undefined) return whoIsKnown(reading, reading.known, id);
  const [users, type] = await Promise.all([usersById(reading), typeOf(reading, id)]);
  const listed = users.get(id);
  if (listed !== undefined) {
    return { email: listed.email, ...(type !== undefined && { userType: type }) };
  }
  return { ...(await whoIsUnlisted(reading, id)), ...(type !== undefined && { userType: type }) };
}

/** The same where the list of people is not read: the row that leads to a user says who it is. */
async function whoIsKnown(
  { client }: ReadContext,
  { people: shown, asked }: KnownPeople,
  id: string,
): Promise<Identity> {
  asked.add(id);
  const own = shown.get(id);
  const looked = own ? undefined : await (await unlistedOf(clientOf(client)))(id);
  const found = own ?? (looked && { id, ...looked });
  if (found === undefined) return {};
  shown.set(id, found);
  return identityOf(found);
}

/** @throws ApiError (kind `incomplete`) for a person whom this release cannot place */
function identityOf(found: AccountPerson): Identity {
  assertPlaced(found, 'UnlistedPeople');
  const { email, userType } = found;
  return { ...(email && { email }), ...(userType !== null && { userType }) };
}

/** The same by GraphQL alone, where the list of people is not read. */
export async function whoIsUnlisted(
  { client }: Pick<ReadContext, 'client'>,
  id: string,
): Promise<Identity> {
  const found = await (await unlistedOf(clientOf(client)))(id);
  return found === undefined ? {} : identityOf({ id, ...found });
}

/** One subject for each client, so that all who ask share the queries. */
const clients = new WeakMap<ReadClient, { readonly client: ReadClient }>();
function clientOf(client: ReadClient): { readonly client: ReadClient } {
  const known = clients.get(client) ?? { client };
  clients.set(client, known);
  return known;
}

/**
 * Whether a user whom REST does not list can be placed.
 * @throws ApiError (kind `incomplete`) for one without an address, or with a status that this release does not know
 */
export function assertPlaced(found: AccountPerson, query: string): void {
  assertNamed(found, query);
  const { id, email, status, userType } = found;
  if (userType === 'bot' || status === 'inactive' || status === 'active') return;
  const said = status === null ? 'no status' : `the unknown status "${status}"`;
  throw notUnderstood(
    `GraphQL query ${query}`,
    `${email ?? id} is missing from GET /v2/users and has ${said}`,
    'POST',
  );
}

/** The first half of an address, with its `@`. */
export const firstHalf = (email: string): string => `${email.split('@')[0] ?? ''}@`;

/** How many addresses are looked up one by one: for more, the whole list is cheaper. */
const mostSearched = 500;
/** A search finds every address that holds the text, so a few more than one are asked for. */
const matches = 3;

/**
 * The users with these addresses, and those with the same first half, whatever their state: GraphQL searches among all.
 * @param emails in the form in which they are compared
 */
export async function searchPeople(
  reading: Pick<ReadContext, 'client'>,
  emails: readonly string[],
): Promise<readonly AccountPerson[]> {
  const { client } = reading;
  if (emails.length === 0) return [];
  const halves = [...new Set(emails.map(firstHalf))];
  const wanted = new Set(halves);
  const isWanted = ({ email }: AccountPerson): boolean =>
    email !== null && wanted.has(firstHalf(canonicalEmail(email)));
  // A search may spell other letters than ASCII in another normal form.
  if (halves.length > mostSearched || !halves.every((half) => /^[!-~]+$/.test(half))) {
    return [...(await readPeople(reading)).values()].filter(isWanted);
  }
  const cost = 4 + matches * 7;
  const groups = inGroupsOf(fitting(client, cost), halves);
  const found = await Promise.all(groups.map((group) => askApart(client, search(cost), group)));
  const answers = await Promise.all(
    found.flat().map(async (each, index) => {
      if ('error' in each) throw each.error;
      const { nodes, hasNextPage } = each.value;
      return hasNextPage ? searchOne(client, halves[index] ?? '') : nodes;
    }),
  );
  const all = answers.flat().filter((each) => each.email === null || isWanted(each));
  for (const each of all) assertNamed(each, searchName);
  return all.filter(isWanted);
}

const searchName = 'PeopleByEmail';

const search = (cost: number): Aliased<string, Page<AccountPerson>> => ({
  name: searchName,
  inside: 'account',
  type: 'String!',
  variable: (half) => half,
  field: (_, half) =>
    `users(search: ${half}, first: ${matches}) { pageInfo { hasNextPage endCursor } edges { node { ${fields} } } }`,
  cost: () => cost,
  decode: page(person),
});

/** All that a search finds: a text may be a part of many addresses. */
const searchOne = (client: ReadClient, half: string): Promise<AccountPerson[]> =>
  connection(
    client,
    searchName,
    (first) => `query ${searchName}($half: String!, $after: String) {
  account {
    users(search: $half, first: ${first}, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { ${fields} } }
    }
  }
}`,
    { half },
    (data) => people(data, 'data').account.users,
  );
