import { ApiError, enumValue, isStopped } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { peopleById } from '../kinds/people.ts';
import { readViewer } from '../read/viewer.ts';
import { byText, canonicalEmail, canonicalName } from '../names.ts';
import { closest } from '../document/suggest.ts';

/** A grant of a role. */
export interface RoleHolder {
  /** The id of the user if Arize does not show an address. */
  readonly email: string;
  readonly service: boolean;
  readonly resourceType: 'space' | 'project' | 'dashboard' | 'unknown';
  readonly resource: string;
}

/** A role, custom or predefined. */
export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly predefined: boolean;
  /** Sorted. */
  readonly permissions: readonly string[];
  /** Undefined if they could not be read. */
  readonly holders?: readonly RoleHolder[];
}

/** The roles of an account, and why their holders are not known. */
export interface RoleList {
  readonly account: { readonly id: string; readonly name: string };
  /** Whether the key is known to see everything. */
  readonly isAdmin: boolean;
  readonly roles: readonly RoleRow[];
  readonly unread: readonly ApiError[];
}

/**
 * Every role of the account with its permissions and holders, custom ones first, then by name.
 * @throws ApiError if the roles themselves could not be read
 */
export async function listRoles(client: ReadClient): Promise<RoleList> {
  const [{ account, caller }, roles, holders] = await Promise.all([
    readViewer(client),
    client.list('/v2/roles', 'roles', {}),
    readHolders(client),
  ]);
  const isRead = !(holders instanceof ApiError);
  return {
    account,
    isAdmin: caller?.accountAdmin === true,
    unread: isRead ? [] : [holders],
    roles: roles
      .map(({ id, name, description, is_predefined: predefined, permissions }): RoleRow => ({
        id,
        name: canonicalName(name),
        ...(description && { description }),
        predefined,
        permissions: permissions.toSorted(byText),
        ...(isRead && { holders: holders.get(id) ?? [] }),
      }))
      .toSorted(
        (a, b) =>
          Number(a.predefined) - Number(b.predefined) ||
          byText(a.name, b.name) ||
          byText(a.id, b.id),
      ),
  };
}

const resourceTypes = { SPACE: 'space', PROJECT: 'project', DASHBOARD: 'dashboard' } as const;
const listed = ['SPACE', 'PROJECT', 'DASHBOARD'] as const;

/** The holders of each role by its id, or why they are not known. */
async function readHolders(
  client: ReadClient,
): Promise<ReadonlyMap<string, readonly RoleHolder[]> | ApiError> {
  try {
    const lists = await Promise.all(
      listed.map(async (type) => {
        const query = { resource_type: type };
        try {
          return await client.list('/v2/role-bindings', 'role_bindings', { query });
        } catch (error) {
          // Servers before September 2026 have no bindings on dashboards and answer with a 400 (Arize docs: role bindings).
          if (type === 'DASHBOARD' && error instanceof ApiError && error.status === 400) return [];
          throw error;
        }
      }),
    );
    const holders = new Map<string, RoleHolder[]>();
    // A server that does not know a filter may ignore it and list the same bindings again.
    const bindings = new Map(lists.flat().map((binding) => [binding.id, binding]));
    const people = await peopleById(
      client,
      [...bindings.values()].map(({ user_id: user }) => user),
    );
    for (const {
      role_id: role,
      user_id: user,
      resource_id: resource,
      resource_type: type,
    } of bindings.values()) {
      const person = people.get(user);
      const name = enumValue(type);
      const own = holders.get(role) ?? [];
      holders.set(role, own);
      own.push({
        email: person?.email ? canonicalEmail(person.email) : user,
        service: person?.userType === 'bot',
        resourceType: isListed(name) ? resourceTypes[name] : 'unknown',
        resource,
      });
    }
    return new Map(
      [...holders].map(([role, own]) => [
        role,
        own.toSorted((a, b) => byText(a.email, b.email) || byText(a.resource, b.resource)),
      ]),
    );
  } catch (error) {
    if (error instanceof ApiError && !isStopped(error)) return error;
    throw error;
  }
}

const isListed = (type: string): type is keyof typeof resourceTypes =>
  Object.hasOwn(resourceTypes, type);

/** How many distinct people and service identities hold a role; undefined if unknown. */
export function holdersOf({
  holders,
}: RoleRow): { readonly people: number; readonly services: number } | undefined {
  if (holders === undefined) return undefined;
  const count = (isService: boolean): number =>
    new Set(holders.filter(({ service }) => service === isService).map(({ email }) => email)).size;
  return { people: count(false), services: count(true) };
}

/** A role found by name or id: one, several of that name, or none. */
export type FoundRole =
  | { readonly is: 'one'; readonly role: RoleRow }
  | { readonly is: 'many'; readonly candidates: readonly RoleRow[] }
  | { readonly is: 'none'; readonly meant: string | undefined };

/** Finds a role by its name or id; a name that differs only in case will do if it is the only one. */
export function findRole(text: string, roles: readonly RoleRow[]): FoundRole {
  const wanted = canonicalName(text);
  const fitting = [
    roles.filter(({ id }) => id === text),
    roles.filter(({ name }) => name === wanted),
    roles.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase()),
  ].find((found) => found.length > 0);
  const [first, second] = fitting ?? [];
  if (first === undefined) {
    return {
      is: 'none',
      meant: closest(
        wanted,
        roles.map(({ name }) => name),
      ),
    };
  }
  return second === undefined
    ? { is: 'one', role: first }
    : { is: 'many', candidates: fitting ?? [] };
}
