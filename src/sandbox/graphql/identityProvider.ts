import type { Account } from '../account.ts';
import type { IdentityProviderRow, SamlMapping } from '../resources/identityProviders.ts';
import type { GraphqlObject } from './connection.ts';
import { globalId } from '../ids.ts';
import { toGraphqlMemberRole } from '../spellings.ts';

function mappingNode(provider: number, mapping: SamlMapping, index: number): object {
  return {
    id: Buffer.from(`SAMLRoleMapping:${provider * 1000 + index}`).toString('base64'),
    attributesMap: mapping.attributes,
    isAccountAdmin: mapping.accountAdmin,
    orgRole:
      mapping.organizationRole === undefined
        ? null
        : {
            orgId: mapping.organizationRole.organization,
            roleId: toGraphqlMemberRole[mapping.organizationRole.role],
          },
    spaceRolesMap: mapping.spaceRoles.map(([space, role]) => [space, toGraphqlMemberRole[role]]),
    spaceRbacRolesMap: mapping.spaceBindings,
    projectRolesMap: mapping.projectBindings,
    projectRolesManaged: mapping.projectBindings.length > 0,
  };
}

/** An identity provider and its mappings, with built-in roles and global ids as Arize's scripts use them. */
export function providerNode(account: Account, provider: IdentityProviderRow): GraphqlObject {
  const { fallback } = provider;
  return {
    __typename: 'SAMLIdP',
    id: globalId('SAMLIdP', provider.id),
    accountId: globalId('Account', account.id),
    emailDomainsList: provider.domains.map((domain, index) => ({
      id: Buffer.from(`SAMLEmailDomain:${provider.id * 1000 + index}`).toString('base64'),
      domain,
      validated: true,
    })),
    metadataUrl: `https://idp.example.com/${provider.id}/metadata`,
    metadataXml: null,
    defaultOrgId: fallback?.organization ?? null,
    defaultOrgRoleId: fallback === undefined ? null : toGraphqlMemberRole[fallback.role],
    defaultSpaceId: null,
    defaultSpaceRoleId: null,
    syncUserRoles: provider.sync,
    signAuthn: false,
    enforceSaml: provider.enforced,
    allowLoginWithDefaults: fallback !== undefined,
    isManagedByFile: provider.managedByFile,
    roleMappings: provider.mappings.map((mapping, index) =>
      mappingNode(provider.id, mapping, index),
    ),
    createdAt: provider.createdAt,
    updatedAt: provider.createdAt,
  };
}
