import type { Account, SamlMapping } from './account.ts';
import type { SeedIdentityProvider, SeedMapping } from './seed.ts';
import { decodeId, globalId } from './ids.ts';
import { fromSeedWord, isSeedWord } from './words.ts';

/**
 * Keeps the ids that a seed's mappings write out from being given to something new: they stand for
 * what is gone.
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
            role: fromSeedWord[seed.fallback.role],
          },
        }),
    mappings: (seed.mappings ?? []).map((mapping) => plantMapping(names, mapping)),
    createdAt,
  }));
}

/** From the names in a mapping to ids; what is no name is taken for an id, which may be dead. */
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
            role: fromSeedWord[seed.organization.role],
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
    if (grant.role !== undefined && isSeedWord(grant.role)) {
      mapping.spaceRoles.push([space, fromSeedWord[grant.role]]);
    } else {
      mapping.spaceBindings.push([space, names.role(grant.custom_role ?? grant.role ?? '')]);
    }
  }
  return mapping;
}
