import { assignedBuiltInRole, enumValue } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { readPeople } from '../kinds/people.ts';
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
    client.list('/v2/users', 'users', {}),
    readPeople({ client }),
  ]);
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
        status: statuses.get(enumValue(user.status)) ?? 'active',
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
