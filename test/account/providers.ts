import type { MappedProvider } from '../../src/read/identityProviders.ts';
import { byText } from '../../src/names.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import type { Rows } from './rows.ts';

/** The identity providers of a seed: what their mappings name, and what is read of it. */

type SeedProvider = NonNullable<Seed['saml']>[number];
type SeedMapping = NonNullable<SeedProvider['mappings']>[number];

/** An identity provider; what its mappings name is an id by now. */
export interface ProviderRow {
  readonly id: string;
  readonly seed: SeedProvider;
  readonly fallback: string | undefined;
  readonly mappings: readonly MappingRow[];
}

export interface MappingRow {
  readonly seed: SeedMapping;
  readonly organization: string | undefined;
  /** Built-in roles, as GraphQL spells them. */
  readonly spaceWords: readonly (readonly [space: string, role: string])[];
  readonly spaceRoles: readonly (readonly [space: string, role: string])[];
  readonly projectRoles: readonly (readonly [project: string, role: string])[];
}

const words: ReadonlySet<string> = new Set(['admin', 'member', 'read-only', 'annotator']);

/** A built-in role as GraphQL spells it. */
const spelled = (word = ''): string => (word === 'read-only' ? 'readOnly' : word);

/** What a provider hands out, by ids; what is no name of the seed is taken for an id already. */
export function providerRow(
  id: string,
  seed: SeedProvider,
  { organizations, roles }: Pick<Rows, 'organizations' | 'roles'>,
): ProviderRow {
  const { fallback, mappings = [] } = seed;
  const spaceOf = (owner: string, name: string) =>
    called(called(organizations, owner)?.spaces, name);
  const organizationId = (name: string): string => called(organizations, name)?.id ?? name;
  const roleId = (name: string): string => called(roles, name)?.id ?? name;
  return {
    id,
    seed,
    fallback: fallback && organizationId(fallback.organization),
    mappings: mappings.map((mapping): MappingRow => {
      const { organization, spaces = [], projects = [] } = mapping;
      const own = organization?.name ?? '';
      const grants = spaces.map(({ organization: owner = own, space, role = '', custom_role }) => ({
        space: spaceOf(owner, space)?.id ?? space,
        role: custom_role ?? role,
        isWord: custom_role === undefined && words.has(role),
      }));
      return {
        seed: mapping,
        organization: organization && organizationId(organization.name),
        spaceWords: grants
          .filter(({ isWord }) => isWord)
          .map(({ space, role }) => [space, spelled(role)]),
        spaceRoles: grants
          .filter(({ isWord }) => !isWord)
          .map(({ space, role }) => [space, roleId(role)]),
        projectRoles: projects.map(({ organization: owner = own, space, project, role }) => [
          called(spaceOf(owner, space)?.projects, project)?.id ?? project,
          roleId(role),
        ]),
      };
    }),
  };
}

const called = <T extends { readonly name: string }>(
  rows: readonly T[] = [],
  name: string,
): T | undefined => rows.find((row) => row.name === name);

/** What reading an identity provider gives. */
export function shownProvider({ id, seed, fallback, mappings }: ProviderRow): MappedProvider {
  const mentions = [
    ...(fallback === undefined ? [] : [fallback, spelled(seed.fallback?.role)]),
    ...mappings.flatMap(({ organization, seed: { organization: own }, ...maps }) => [
      ...(organization === undefined ? [] : [organization, spelled(own?.role)]),
      ...[...maps.spaceWords, ...maps.spaceRoles, ...maps.projectRoles].flat(),
    ]),
  ];
  return {
    id,
    domains: seed.domains.map((domain) => domain.toLowerCase()).toSorted(byText),
    syncsRoles: seed.sync ?? false,
    mentions: [...new Set(mentions)],
    managedByFile: seed.managed_by_file ?? false,
    defaults: fallback === undefined ? {} : { organization: fallback },
    mappings: mappings.map(({ organization, seed: mapping, ...maps }) => ({
      attributes: Object.entries(mapping.attributes),
      accountAdmin: mapping.account_admin ?? false,
      ...(organization !== undefined && {
        organization: { id: organization, role: spelled(mapping.organization?.role) },
      }),
      ...maps,
    })),
  };
}
