import type {
  Account,
  ApiKeyRow,
  IdentityProviderRow,
  OrganizationRow,
  ProjectRow,
  ResourceType,
  SpaceRow,
} from './account.ts';
import type {
  Seed,
  SeedApiKey,
  SeedIdentityProvider,
  SeedMapping,
  SeedOrganization,
  SeedProject,
  SeedSpace,
  SeedUser,
} from './seed.ts';
import { isRestricted } from './access.ts';
import { decodeId } from './ids.ts';
import { isSeedWord, toAccountWord, toSeedStatus, toSeedWord } from './words.ts';

/** Two records are compared key by key, so their keys are put in one order. */
function sorted<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** A part that is left out when nothing is in it. */
function part<Key extends string, T extends object>(key: Key, value: T): { [K in Key]?: T } {
  const empty: { [K in Key]?: T } = {};
  if (Object.keys(value).length > 0) empty[key] = value;
  return empty;
}

/**
 * The account in the shape of a seed: names instead of ids, keys sorted, what is usual left out. Two
 * accounts in which everybody may do the same give the same snapshot, however they came to be.
 * Of API keys it has those whose secret the seed did not write out, and no secret.
 */
export function snapshot(account: Account): Seed {
  const users = account.users.all().map((user): [string, SeedUser] => [
    user.email,
    {
      name: user.name,
      role: toAccountWord[user.role],
      ...(user.status === 'ACTIVE' ? {} : { status: toSeedStatus[user.status] }),
      ...(user.developer === (user.role !== 'ANNOTATOR') ? {} : { developer: user.developer }),
      ...(user.bot ? { bot: true } : {}),
    },
  ]);
  const custom = account.roles.all().filter((role) => !role.predefined);
  const roles = custom.map(
    (role) =>
      [
        role.name,
        {
          ...(role.description === '' ? {} : { description: role.description }),
          permissions: [...role.permissions].toSorted(),
        },
      ] as const,
  );
  const organizations = account.organizations
    .all()
    .map((row): [string, SeedOrganization] => [row.name, organizationOf(account, row)]);
  const saml = account.identityProviders.all().map((row) => providerOf(account, row));
  const keys = account.apiKeys
    .all()
    .filter((row) => row.seeded !== true && account.users.get(row.user)?.status !== 'INACTIVE');
  return {
    account: { name: account.name, ...(account.id === 1 ? {} : { id: account.id }) },
    users: sorted(users),
    ...(keys.length === 0 ? {} : { api_keys: keys.map((row) => keyOf(account, row)) }),
    ...part('roles', sorted(roles)),
    ...part('organizations', sorted(organizations)),
    ...(saml.length === 0 ? {} : { saml }),
  };
}

function keyOf(account: Account, row: ApiKeyRow): SeedApiKey {
  return {
    name: row.name,
    user: emailOf(account, row.user),
    ...(row.type === 'USER' ? {} : { created_by: emailOf(account, row.creator) }),
    ...(row.description === '' ? {} : { description: row.description }),
    ...(row.expiresAt === undefined ? {} : { expires_at: row.expiresAt }),
    ...(row.status === 'ACTIVE' ? {} : { revoked: true }),
  };
}

function emailOf(account: Account, user: number): string {
  return account.users.get(user)?.email ?? `user ${user}`;
}

function organizationOf(account: Account, row: OrganizationRow): SeedOrganization {
  const members = account.organizationMembers
    .in('organization', row.id)
    .map((member) => [emailOf(account, member.user), toSeedWord[member.role]] as const);
  const spaces = account.spaces
    .in('organization', row.id)
    .map((space): [string, SeedSpace] => [space.name, spaceOf(account, space)]);
  return {
    ...(row.description === '' ? {} : { description: row.description }),
    ...part('members', sorted(members)),
    ...part('spaces', sorted(spaces)),
  };
}

function spaceOf(account: Account, row: SpaceRow): SeedSpace {
  const members = account.spaceMembers
    .in('space', row.id)
    .map((member) => [emailOf(account, member.user), toSeedWord[member.role]] as const);
  const projects = account.projects
    .in('space', row.id)
    .map((project): [string, SeedProject] => [project.name, projectOf(account, project)]);
  return {
    ...(row.private ? { private: true } : {}),
    ...(row.description === '' ? {} : { description: row.description }),
    ...part('members', sorted(members)),
    ...part('bindings', bindingsOf(account, 'SPACE', row.id)),
    ...part('projects', sorted(projects)),
  };
}

function projectOf(account: Account, row: ProjectRow): SeedProject {
  return {
    ...(row.type === 'generative' ? {} : { type: row.type }),
    ...(isRestricted(account, row) ? { restricted: true } : {}),
    ...part('bindings', bindingsOf(account, 'PROJECT', row.id)),
  };
}

function bindingsOf(account: Account, type: ResourceType, id: number): Record<string, string> {
  const bindings = account.bindings.in('resource', `${type}/${id}`);
  return sorted(
    bindings.map((row) => {
      const role = account.roles.get(row.role)?.name ?? `role ${row.role}`;
      return [emailOf(account, row.user), role] as const;
    }),
  );
}

function providerOf(account: Account, row: IdentityProviderRow): SeedIdentityProvider {
  const mappings = row.mappings.map((mapping): SeedMapping => {
    const spaces = [
      ...mapping.spaceRoles.map(([id, role]) => ({
        ...spaceNames(account, id),
        role: toSeedWord[role],
      })),
      ...mapping.spaceBindings.map(([id, role]) => {
        const name = roleName(account, role);
        const named = isSeedWord(name) ? { custom_role: name } : { role: name };
        return { ...spaceNames(account, id), ...named };
      }),
    ];
    const projects = mapping.projectBindings.map(([id, role]) => ({
      ...projectNames(account, id),
      role: roleName(account, role),
    }));
    const granted = mapping.organizationRole;
    return {
      attributes: Object.fromEntries(mapping.attributes),
      ...(mapping.accountAdmin ? { account_admin: true } : {}),
      ...(granted === undefined
        ? {}
        : {
            organization: {
              name: organizationName(account, granted.organization),
              role: toSeedWord[granted.role],
            },
          }),
      ...(spaces.length === 0 ? {} : { spaces }),
      ...(projects.length === 0 ? {} : { projects }),
    };
  });
  return {
    domains: row.domains,
    ...(row.sync ? { sync: true } : {}),
    ...(row.enforced ? { enforced: true } : {}),
    ...(row.managedByFile ? { managed_by_file: true } : {}),
    ...(row.fallback === undefined
      ? {}
      : {
          fallback: {
            organization: organizationName(account, row.fallback.organization),
            role: toSeedWord[row.fallback.role],
          },
        }),
    ...(mappings.length === 0 ? {} : { mappings }),
  };
}

function organizationName(account: Account, id: string): string {
  return account.organizations.get(decodeId(id)?.number ?? 0)?.name ?? id;
}

function roleName(account: Account, id: string): string {
  return account.roles.get(decodeId(id)?.number ?? 0)?.name ?? id;
}

/** The space that an id means, by its names; the id itself when the space is gone. */
function spaceNames(account: Account, id: string): { organization?: string; space: string } {
  const space = account.spaces.get(decodeId(id)?.number ?? 0);
  if (space === undefined) return { space: id };
  const organization = account.organizations.get(space.organization)?.name;
  return { ...(organization === undefined ? {} : { organization }), space: space.name };
}

function projectNames(
  account: Account,
  id: string,
): { organization?: string; space: string; project: string } {
  const project = account.projects.get(decodeId(id)?.number ?? 0);
  if (project === undefined) return { space: '-', project: id };
  const space = account.spaces.get(project.space);
  const organization = account.organizations.get(space?.organization ?? 0)?.name;
  return {
    ...(organization === undefined ? {} : { organization }),
    space: space?.name ?? '-',
    project: project.name,
  };
}
