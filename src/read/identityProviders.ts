import { boolean, connection, list, nullable, object, optional, page, text } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { IdentityProvider } from '../model.ts';

const pairs = optional(nullable(list(list(text))));

const provider = object({
  id: text,
  emailDomainsList: nullable(list(object({ domain: text }))),
  syncUserRoles: nullable(boolean),
  isManagedByFile: optional(nullable(boolean)),
  defaultOrgId: nullable(text),
  defaultSpaceId: nullable(text),
  roleMappings: nullable(
    list(
      object({
        attributesMap: pairs,
        isAccountAdmin: optional(nullable(boolean)),
        orgRole: nullable(object({ orgId: text, roleId: optional(nullable(text)) })),
        spaceRolesMap: pairs,
        spaceRbacRolesMap: pairs,
        projectRolesMap: pairs,
      }),
    ),
  ),
});

const answer = object({ account: object({ samlIdPs: page(provider) }) });

const introspection = object({
  mapping: nullable(object({ fields: list(object({ name: text })) })),
});

const shape = `query IdentityProviderShape {
  mapping: __type(name: "SAMLRoleMapping") { fields { name } }
}`;

const document = (projects: string) => `query IdentityProviders($after: String) {
  account {
    samlIdPs(first: 10, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node {
        id syncUserRoles isManagedByFile defaultOrgId defaultSpaceId
        emailDomainsList { domain }
        roleMappings {
          attributesMap isAccountAdmin orgRole { orgId roleId } spaceRolesMap spaceRbacRolesMap ${projects}
        }
      } }
    }
  }
}`;

/** A role word or the id of a role, and the id of the place that it is for. */
export type MappedRole = readonly [place: string, role: string];

/** One role mapping: whoever has these attributes at login gets this. */
export interface RoleMapping {
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly accountAdmin: boolean;
  readonly organization?: { readonly id: string; readonly role: string | undefined };
  /** Built-in words in spaces. */
  readonly spaceWords: readonly MappedRole[];
  /** Roles, by their ids, in spaces. */
  readonly spaceRoles: readonly MappedRole[];
  readonly projectRoles: readonly MappedRole[];
}

/** An identity provider with its mappings taken apart. */
export interface MappedProvider extends IdentityProvider {
  /** Arize reads it from its configuration; nobody can change it in Arize. */
  readonly managedByFile: boolean;
  /** Ids of where those go for whom no mapping is made. */
  readonly defaults: { readonly organization?: string; readonly space?: string };
  readonly mappings: readonly RoleMapping[];
}

/** The account's SAML identity providers, with the ids of everything that they hand out or name. */
export async function readIdentityProviders(
  client: ReadClient,
): Promise<readonly MappedProvider[]> {
  // Mappings for projects are not documented, so the schema is asked.
  const { mapping } = await client.query('IdentityProviderShape', shape, {}, (data) =>
    introspection(data, 'data'),
  );
  const hasProjects = mapping?.fields.some(({ name }) => name === 'projectRolesMap') === true;
  const providers = await connection(
    client,
    'IdentityProviders',
    () => document(hasProjects ? 'projectRolesMap ' : ''),
    {},
    (data) => answer(data, 'data').account.samlIdPs,
  );
  return providers.map((found) => {
    const mappings = found.roleMappings ?? [];
    const mentions = [
      found.defaultOrgId,
      found.defaultSpaceId,
      ...mappings.flatMap(({ orgRole, spaceRolesMap, spaceRbacRolesMap, projectRolesMap }) => [
        orgRole?.orgId,
        ...(spaceRolesMap ?? []).flat(),
        ...(spaceRbacRolesMap ?? []).flat(),
        ...(projectRolesMap ?? []).flat(),
      ]),
    ];
    return {
      id: found.id,
      domains: (found.emailDomainsList ?? []).map(({ domain }) => domain.toLowerCase()),
      syncsRoles: found.syncUserRoles === true,
      mentions: [...new Set(mentions.filter((id) => typeof id === 'string'))],
      managedByFile: found.isManagedByFile === true,
      defaults: {
        ...(found.defaultOrgId && { organization: found.defaultOrgId }),
        ...(found.defaultSpaceId && { space: found.defaultSpaceId }),
      },
      mappings: mappings.map(({ orgRole, ...maps }) => ({
        attributes: twos(maps.attributesMap),
        accountAdmin: maps.isAccountAdmin === true,
        ...(orgRole && { organization: { id: orgRole.orgId, role: orgRole.roleId ?? undefined } }),
        spaceWords: twos(maps.spaceRolesMap),
        spaceRoles: twos(maps.spaceRbacRolesMap),
        projectRoles: twos(maps.projectRolesMap),
      })),
    };
  });
}

/** The pairs of a map that GraphQL writes as a list of lists. */
const twos = (map: readonly (readonly string[])[] | null | undefined): readonly MappedRole[] =>
  (map ?? []).flatMap(([first, second]) =>
    first === undefined || second === undefined ? [] : [[first, second] as const],
  );
