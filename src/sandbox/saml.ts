import type { Account } from './account.ts';
import type { IdentityProviderRow, SamlMapping } from './resources/identityProviders.ts';
import type { Seed, SeedIdentityProvider, SeedMapping, SeedSpace } from './seed.ts';
import type { SeedCheck } from './seedCheck.ts';
import { decodeId, globalId } from './ids.ts';
import { fromSeedMemberRole, isSeedMemberRole, toSeedMemberRole } from './spellings.ts';

/** Converts SAML identity providers between seeds, which use names, and the account, which uses global ids. */

/**
 * Reserves the ids in a seed's mappings, so that no new item gets them: they stand for items that
 * are gone.
 */
export function retireIds(account: Account, providers: readonly SeedIdentityProvider[]): void {
  const written = providers.flatMap(({ fallback, mappings }) => [
    fallback?.organization,
    ...(mappings ?? []).flatMap(({ organization, spaces, projects }) => [
      organization?.name,
      ...(spaces ?? []).flatMap((grant) => [grant.space, grant.role, grant.custom_role]),
      ...(projects ?? []).flatMap((grant) => [grant.project, grant.role]),
    ]),
  ]);
  for (const text of written) {
    const id = text === undefined ? undefined : decodeId(text);
    if (id?.type === 'AccountOrganization') account.organizations.startAfter(id.number);
    if (id?.type === 'Space') account.spaces.startAfter(id.number);
    if (id?.type === 'Model') account.projects.startAfter(id.number);
    if (id?.type === 'Role') account.roles.startAfter(id.number);
  }
}

/** Adds an identity provider of a seed; everything that it names must have been planted before. */
export function plantProvider(
  account: Account,
  seed: SeedIdentityProvider,
  createdAt: string,
): void {
  const names = new SamlNames(account);
  account.identityProviders.add((id) => ({
    id,
    domains: seed.domains,
    sync: seed.sync ?? false,
    enforced: seed.enforced ?? false,
    managedByFile: seed.managed_by_file ?? false,
    ...(seed.fallback === undefined
      ? {}
      : {
          fallback: {
            organization: names.organization(seed.fallback.organization),
            role: fromSeedMemberRole[seed.fallback.role],
          },
        }),
    mappings: (seed.mappings ?? []).map((mapping) => plantMapping(names, mapping)),
    createdAt,
  }));
}

/** Turns the names in a mapping into ids. A text that is not a name is taken for an id, perhaps of an item that is gone. */
class SamlNames {
  private readonly account: Account;

  constructor(account: Account) {
    this.account = account;
  }

  organization(name: string): string {
    const row = this.account.organizations.all().find((item) => item.name === name);
    return row === undefined ? name : globalId('AccountOrganization', row.id);
  }

  space(organization: string, name: string): string {
    const row = this.account.spaces
      .all()
      .find(
        (item) =>
          item.name === name &&
          this.organization(organization) === globalId('AccountOrganization', item.organization),
      );
    return row === undefined ? name : globalId('Space', row.id);
  }

  project(organization: string, space: string, name: string): string {
    const row = this.account.projects
      .all()
      .find(
        (item) =>
          item.name === name && this.space(organization, space) === globalId('Space', item.space),
      );
    return row === undefined ? name : globalId('Model', row.id);
  }

  role(name: string): string {
    const row = this.account.roles.all().find((item) => item.name === name);
    return row === undefined ? name : globalId('Role', row.id);
  }
}

function plantMapping(names: SamlNames, seed: SeedMapping): SamlMapping {
  const own = seed.organization?.name ?? '';
  const mapping: SamlMapping = {
    attributes: Object.entries(seed.attributes),
    accountAdmin: seed.account_admin ?? false,
    ...(seed.organization === undefined
      ? {}
      : {
          organizationRole: {
            organization: names.organization(seed.organization.name),
            role: fromSeedMemberRole[seed.organization.role],
          },
        }),
    spaceRoles: [],
    spaceBindings: [],
    projectBindings: (seed.projects ?? []).map((grant) => [
      names.project(grant.organization ?? own, grant.space, grant.project),
      names.role(grant.role),
    ]),
  };
  for (const grant of seed.spaces ?? []) {
    const space = names.space(grant.organization ?? own, grant.space);
    if (grant.role !== undefined && isSeedMemberRole(grant.role)) {
      mapping.spaceRoles.push([space, fromSeedMemberRole[grant.role]]);
    } else {
      mapping.spaceBindings.push([space, names.role(grant.custom_role ?? grant.role ?? '')]);
    }
  }
  return mapping;
}

/** The inverse of `plantProvider`. */
export function showProvider(account: Account, row: IdentityProviderRow): SeedIdentityProvider {
  const mappings = row.mappings.map((mapping): SeedMapping => {
    const spaces = [
      ...mapping.spaceRoles.map(([id, role]) => ({
        ...spaceNames(account, id),
        role: toSeedMemberRole[role],
      })),
      ...mapping.spaceBindings.map(([id, role]) => {
        const name = roleName(account, role);
        const named = isSeedMemberRole(name) ? { custom_role: name } : { role: name };
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
              role: toSeedMemberRole[granted.role],
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
            role: toSeedMemberRole[row.fallback.role],
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

/** A text that is not a name may be an id: mappings outlive the items they point at. */
function isId(value: string): boolean {
  return decodeId(value) !== undefined;
}

function isOrganization(seed: Seed, name: string): boolean {
  return isId(name) || Object.hasOwn(seed.organizations ?? {}, name);
}

function spaceOf(seed: Seed, organization: string, name: string): SeedSpace | undefined {
  const spaces = new Map(Object.entries(seed.organizations ?? {})).get(organization)?.spaces;
  return new Map(Object.entries(spaces ?? {})).get(name);
}

/** Reports names in an identity provider of a seed that the seed does not contain. */
export function checkProvider(
  check: SeedCheck,
  path: readonly string[],
  provider: SeedIdentityProvider,
): void {
  const { fallback } = provider;
  if (fallback !== undefined && !isOrganization(check.seed, fallback.organization)) {
    const at = [...path, 'fallback', 'organization'];
    check.report(at, `${fallback.organization} is not an organization`);
  }
  for (const [index, mapping] of (provider.mappings ?? []).entries()) {
    checkMapping(check, [...path, 'mappings', String(index)], mapping);
  }
}

function checkMapping(check: SeedCheck, path: readonly string[], mapping: SeedMapping): void {
  const { seed } = check;
  const own = mapping.organization?.name ?? '';
  if (own !== '' && !isOrganization(seed, own)) {
    check.report([...path, 'organization', 'name'], `${own} is not an organization`);
  }
  for (const [index, grant] of (mapping.spaces ?? []).entries()) {
    const at = [...path, 'spaces', String(index)];
    const organization = grant.organization ?? own;
    if (!isId(grant.space) && spaceOf(seed, organization, grant.space) === undefined) {
      const where = organization || '(nothing)';
      check.report([...at, 'space'], `${grant.space} is not a space of ${where}`);
    }
    if ((grant.role === undefined) === (grant.custom_role === undefined)) {
      check.report(at, 'needs either `role` or `custom_role`');
    }
    const role = grant.custom_role ?? grant.role ?? '';
    const isWord = grant.custom_role === undefined && isSeedMemberRole(role);
    if (!isWord && role !== '' && !isId(role) && !check.isRole(role)) {
      check.report(at, `${role} is not a role`);
    }
  }
  for (const [index, grant] of (mapping.projects ?? []).entries()) {
    const at = [...path, 'projects', String(index)];
    const space = spaceOf(seed, grant.organization ?? own, grant.space);
    if (!isId(grant.project) && !Object.hasOwn(space?.projects ?? {}, grant.project)) {
      check.report([...at, 'project'], `${grant.project} is not a project of ${grant.space}`);
    }
    if (!isId(grant.role) && !check.isRole(grant.role)) {
      check.report(at, `${grant.role} is not a role`);
    }
  }
}
