import { assignedBuiltInRole, enumValue } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { ListedUser } from '../kind.ts';
import { peopleById, readPeople } from '../kinds/people.ts';
import type { AccountPerson } from '../kinds/people.ts';
import type { BuiltInRole } from '../model.ts';
import { byText, canonicalEmail } from '../names.ts';

/** A person in the account. */
export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly role?: BuiltInRole;
  readonly status: 'active' | 'invited' | 'expired' | 'blocked';
  readonly developer?: boolean;
}

const statuses: ReadonlyMap<string, PersonRow['status']> = new Map([
  ['ACTIVE', 'active'],
  ['INVITED', 'invited'],
  ['EXPIRED', 'expired'],
]);

/**
 * The people of the account by e-mail, without bots. Only GraphQL lists blocked people.
 * @throws ApiError when a list could not be read to its end
 */
export async function listPeople(client: ReadClient): Promise<readonly PersonRow[]> {
  const [users, people] = await Promise.all([
    client.list('/v2/users', 'users', { isLong: true }),
    readPeople({ client }),
  ]);
  return rowsOf(users, people);
}

/** Those of them with a pending or expired invitation, without a look at everyone by GraphQL. @throws ApiError */
export async function listPending(client: ReadClient): Promise<readonly PersonRow[]> {
  const users = await client.list('/v2/users', 'users', { isLong: true });
  const pending = users.filter(({ status }) => statusOf(status) !== 'active');
  const people = await peopleById(
    client,
    pending.map(({ id }) => id),
  );
  return rowsOf(pending, people).filter(({ status }) => status !== 'blocked');
}

const statusOf = (status: string): PersonRow['status'] =>
  statuses.get(enumValue(status)) ?? 'active';

function rowsOf(
  users: readonly ListedUser[],
  people: ReadonlyMap<string, AccountPerson>,
): readonly PersonRow[] {
  const listed = users
    .filter(({ id }) => people.get(id)?.userType !== 'bot')
    .map((user): PersonRow => {
      const role = assignedBuiltInRole(user.role);
      const { is_developer: developer } = user;
      return {
        id: user.id,
        email: canonicalEmail(user.email),
        name: user.name,
        ...(role !== undefined && { role }),
        status: statusOf(user.status),
        ...(developer !== undefined && { developer }),
      };
    });
  const seen = new Set(listed.map(({ id }) => id));
  const blocked = [...people.values()]
    .filter(
      ({ id, status, userType }) => status === 'inactive' && userType !== 'bot' && !seen.has(id),
    )
    .map(({ id, email }): PersonRow => ({
      id,
      email: email ? canonicalEmail(email) : id,
      status: 'blocked',
    }));
  return [...listed, ...blocked].toSorted((a, b) => byText(a.email, b.email));
}
