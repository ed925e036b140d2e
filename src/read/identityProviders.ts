import { boolean, connection, list, nullable, object, optional, page, text } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { IdentityProvider } from '../model.ts';

const pairs = optional(nullable(list(list(text))));

const provider = object({
  id: text,
  emailDomainsList: nullable(list(object({ domain: text }))),
  syncUserRoles: nullable(boolean),
  defaultOrgId: nullable(text),
  defaultSpaceId: nullable(text),
  roleMappings: nullable(
    list(
      object({
        orgRole: nullable(object({ orgId: text })),
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
        id syncUserRoles defaultOrgId defaultSpaceId
        emailDomainsList { domain }
        roleMappings { orgRole { orgId } spaceRolesMap spaceRbacRolesMap ${projects}}
      } }
    }
  }
}`;

/** The account's SAML identity providers, with the ids of everything that they hand out or name. */
export async function readIdentityProviders(
  client: ReadClient,
): Promise<readonly IdentityProvider[]> {
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
    };
  });
}
