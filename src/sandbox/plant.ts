import type { Account, ResourceType } from './account.ts';
import type { Behaviour } from './behaviour.ts';
import type { Seed, SeedOrganization, SeedProject, SeedSpace } from './seed.ts';
import type { Permission } from './wire.ts';
import { emptyAccount, foldEmail } from './account.ts';
import { tick } from './clock.ts';
import { plantKeys } from './plantKeys.ts';
import { plantProvider, retireIds } from './plantSaml.ts';
import { predefinedRoles } from './predefined.ts';
import { fromAccountWord, fromSeedStatus, fromSeedWord } from './words.ts';

/** The account that a seed describes; the same seed gives the same numbers, ids and timestamps. */
export function plant(seed: Seed, behaviour: Partial<Behaviour> = {}): Account {
  const account = emptyAccount(seed.account?.name ?? 'Sandbox', seed.account?.id ?? 1);
  retireIds(account, seed.saml ?? []);
  for (const [name, { description, permissions }] of Object.entries(predefinedRoles(behaviour))) {
    addRole(account, name, description, [...permissions], true);
  }
  for (const [email, user] of Object.entries(seed.users)) {
    account.users.add((id) => ({
      id,
      name: user.name,
      email,
      status: fromSeedStatus[user.status ?? 'active'],
      role: fromAccountWord[user.role],
      developer: user.developer ?? user.role !== 'annotator',
      bot: user.bot ?? false,
      createdAt: tick(account),
    }));
  }
  for (const [name, role] of Object.entries(seed.roles ?? {})) {
    addRole(account, name, role.description ?? '', [...new Set(role.permissions)], false);
  }
  for (const [name, organization] of Object.entries(seed.organizations ?? {})) {
    plantOrganization(account, name, organization);
  }
  for (const provider of seed.saml ?? []) plantProvider(account, provider, tick(account));
  plantKeys(account, seed);
  return account;
}

function addRole(
  account: Account,
  name: string,
  description: string,
  permissions: Permission[],
  predefined: boolean,
): void {
  const now = tick(account);
  account.roles.add((id) => ({
    id,
    name,
    description,
    permissions,
    predefined,
    createdAt: now,
    updatedAt: now,
  }));
}

function userNumber(account: Account, email: string): number {
  return account.users.one('email', foldEmail(email))?.id ?? 0;
}

function plantOrganization(account: Account, name: string, seed: SeedOrganization): void {
  const { id: organization } = account.organizations.add((id) => ({
    id,
    name,
    description: seed.description ?? '',
    createdAt: tick(account),
  }));
  for (const [email, word] of Object.entries(seed.members ?? {})) {
    const user = userNumber(account, email);
    account.organizationMembers.add((id) => ({ id, organization, user, role: fromSeedWord[word] }));
  }
  for (const [spaceName, space] of Object.entries(seed.spaces ?? {})) {
    plantSpace(account, organization, spaceName, space);
  }
}

function plantSpace(account: Account, organization: number, name: string, seed: SeedSpace): void {
  const { id: space } = account.spaces.add((id) => ({
    id,
    organization,
    name,
    description: seed.description ?? '',
    private: seed.private ?? false,
    createdAt: tick(account),
  }));
  for (const [email, word] of Object.entries(seed.members ?? {})) {
    const user = userNumber(account, email);
    account.spaceMembers.add((id) => ({ id, space, user, role: fromSeedWord[word] }));
  }
  plantBindings(account, 'SPACE', space, seed.bindings ?? {});
  for (const [projectName, project] of Object.entries(seed.projects ?? {})) {
    plantProject(account, space, projectName, project);
  }
}

function plantProject(account: Account, space: number, name: string, seed: SeedProject): void {
  const { id: project } = account.projects.add((id) => ({
    id,
    space,
    name,
    type: seed.type ?? 'generative',
    createdAt: tick(account),
  }));
  plantBindings(account, 'PROJECT', project, seed.bindings ?? {});
  const active = seed.restricted;
  if (active !== undefined) {
    account.restrictions.add((id) => ({ id, project, active, createdAt: tick(account) }));
  }
}

function plantBindings(
  account: Account,
  resourceType: ResourceType,
  resource: number,
  bindings: Record<string, string>,
): void {
  for (const [email, roleName] of Object.entries(bindings)) {
    const role = account.roles.all().find((row) => row.name === roleName)?.id ?? 0;
    const user = userNumber(account, email);
    const now = tick(account);
    account.bindings.add((id) => ({
      id,
      role,
      user,
      resourceType,
      resource,
      createdAt: now,
      updatedAt: now,
    }));
  }
}
