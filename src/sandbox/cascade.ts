import type {
  Account,
  OrganizationRow,
  ProjectRow,
  RoleRow,
  SpaceRow,
  UserRow,
} from './account.ts';
import type { Numbered, Table } from './table.ts';
import { revoke } from './apiKeys.ts';
import { globalId } from './ids.ts';

/** What goes with a thing when the API removes it. Where the docs are silent, more goes rather than less. */

function clear<Row extends Numbered, Name extends string>(
  table: Table<Row, Name>,
  rows: readonly Row[],
): void {
  for (const row of rows) table.remove(row);
}

/** A project, with its bindings and its restriction. */
export function removeProject(account: Account, project: ProjectRow): void {
  clear(account.bindings, account.bindings.in('resource', `PROJECT/${project.id}`));
  clear(account.restrictions, account.restrictions.in('project', project.id));
  account.projects.remove(project);
}

/** A space, with its projects, members and bindings. */
export function removeSpace(account: Account, space: SpaceRow): void {
  for (const project of account.projects.in('space', space.id)) removeProject(account, project);
  clear(account.bindings, account.bindings.in('resource', `SPACE/${space.id}`));
  clear(account.spaceMembers, account.spaceMembers.in('space', space.id));
  account.spaces.remove(space);
}

/**
 * An organization, with its spaces, members and identity providers (REST v2 types: delete
 * organization). Mappings of other providers keep pointing at ids that are gone.
 */
export function removeOrganization(account: Account, organization: OrganizationRow): void {
  for (const space of account.spaces.in('organization', organization.id)) {
    removeSpace(account, space);
  }
  const members = account.organizationMembers.in('organization', organization.id);
  for (const { user } of members) loseServiceKeys(account, organization, user);
  clear(account.organizationMembers, members);
  const id = globalId('AccountOrganization', organization.id);
  const providers = account.identityProviders.all();
  clear(
    account.identityProviders,
    providers.filter((provider) => provider.fallback?.organization === id),
  );
  account.organizations.remove(organization);
}

/** Service keys of an organization go with it, unless their bot user is in another one too. */
function loseServiceKeys(account: Account, organization: OrganizationRow, user: number): void {
  const places = account.organizationMembers.in('user', user);
  if (places.some((place) => place.organization !== organization.id)) return;
  for (const key of account.apiKeys.in('user', user)) {
    if (key.type === 'SERVICE') revoke(account, key);
  }
}

/** A person's place in a space: the word and the binding. False when there was neither. */
export function leaveSpace(account: Account, space: SpaceRow, user: UserRow): boolean {
  const words = account.spaceMembers.in('pair', `${space.id}/${user.id}`);
  const bindings = account.bindings.in('pair', `SPACE/${space.id}/${user.id}`);
  clear(account.spaceMembers, words);
  clear(account.bindings, bindings);
  return words.length + bindings.length > 0;
}

/**
 * A person's place in an organization and everything below it: memberships and bindings of its
 * spaces and their projects. False when they were no member.
 */
export function leaveOrganization(
  account: Account,
  organization: OrganizationRow,
  user: UserRow,
): boolean {
  const member = account.organizationMembers.one('pair', `${organization.id}/${user.id}`);
  if (member === undefined) return false;
  for (const space of account.spaces.in('organization', organization.id)) {
    leaveSpace(account, space, user);
    for (const project of account.projects.in('space', space.id)) {
      clear(account.bindings, account.bindings.in('pair', `PROJECT/${project.id}/${user.id}`));
    }
  }
  account.organizationMembers.remove(member);
  return true;
}

/**
 * Blocks a person for ever: every membership, binding and personal key goes, the row stays as
 * INACTIVE. Service keys that the person made act as bot users of their own, and stay.
 */
export function blockUser(account: Account, user: UserRow): void {
  clear(account.organizationMembers, account.organizationMembers.in('user', user.id));
  clear(account.spaceMembers, account.spaceMembers.in('user', user.id));
  clear(account.bindings, account.bindings.in('user', user.id));
  for (const key of account.apiKeys.in('user', user.id)) revoke(account, key);
  user.status = 'INACTIVE';
}

/**
 * A custom role and the bindings that use it. What the real API does with those bindings is not
 * documented; losing them is the worst case for a careless client. SAML mappings keep the dead id.
 */
export function removeRole(account: Account, role: RoleRow): void {
  clear(account.bindings, account.bindings.in('role', role.id));
  account.roles.remove(role);
}
