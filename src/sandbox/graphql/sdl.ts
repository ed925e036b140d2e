/**
 * The part of Arize's GraphQL API that reads organizations, spaces, members, users, roles and
 * identity providers. Names were seen in Arize's docs and scripts, except where a comment says that
 * they are inferred. `organizationRoles` false leaves out the two inferred fields of a member.
 */
export function sdl(organizationRoles: boolean): string {
  return /* GraphQL */ `
    scalar DateTime

    schema {
      query: Query
    }

    type Query {
      viewer: Viewer
      account: Account
      rateLimit: RateLimit
      node(id: ID!): Node
    }

    type RateLimit {
      limit: Int
      cost: Int
    }

    interface Node {
      id: ID!
    }

    type PageInfo {
      hasNextPage: Boolean!
      endCursor: String
      hasPreviousPage: Boolean
      startCursor: String
    }

    type Viewer {
      id: ID!
      user: User
      spaces(first: Int, after: String, last: Int, before: String, search: String): SpaceConnection
    }

    type Account implements Node {
      id: ID!
      name: String
      createdAt: DateTime
      organizations(search: String, first: Int, after: String): AccountOrganizationConnection
      users(search: String, first: Int, after: String): UserConnection
      "Inferred."
      roles(first: Int, after: String): RoleConnection
      samlIdPs(first: Int, after: String): SAMLIdPConnection
      allSamlIdPs(first: Int, after: String, includeDeleted: Boolean): SAMLIdPConnection
    }

    type AccountOrganizationConnection {
      pageInfo: PageInfo!
      edges: [AccountOrganizationEdge!]!
    }

    type AccountOrganizationEdge {
      node: AccountOrganization!
      cursor: String
    }

    type AccountOrganization implements Node {
      id: ID!
      name: String!
      description: String
      createdAt: DateTime
      spaces(search: String, first: Int, after: String): SpaceConnection
      "The arguments are inferred."
      accountOrganizationUsers(first: Int, after: String): AccountOrganizationUserConnection
    }

    type AccountOrganizationUserConnection {
      pageInfo: PageInfo
      edges: [AccountOrganizationUserEdge!]!
    }

    type AccountOrganizationUserEdge {
      node: AccountOrganizationUser!
    }

    type AccountOrganizationUser {
      user: User!
      "Inferred."
      id: ID
      ${organizationRoles ? organizationRoleFields : ''}
    }

    enum AccountOrganizationRole {
      admin
      member
      readOnly
      annotator
    }

    type SpaceConnection {
      pageInfo: PageInfo!
      edges: [SpaceEdge!]!
    }

    type SpaceEdge {
      node: Space!
      cursor: String
    }

    type Space implements Node {
      id: ID!
      name: String!
      uuid: String
      description: String
      createdAt: DateTime
      private: Boolean
      organization: AccountOrganization
      models(first: Int, after: String): ModelConnection
      spaceUsers(first: Int, after: String, search: String, userType: UserType): SpaceUserConnection
    }

    type ModelConnection {
      pageInfo: PageInfo
      edges: [ModelEdge!]!
    }

    type ModelEdge {
      node: Model!
    }

    type Model implements Node {
      id: ID!
      name: String!
      projectType: String
    }

    type SpaceUserConnection {
      totalCount: Int
      pageInfo: PageInfo!
      edges: [SpaceUserEdge!]!
    }

    type SpaceUserEdge {
      node: SpaceUser!
    }

    type SpaceUser {
      "Inferred."
      id: ID
      role: SpaceRole
      customRole: Role
      membership: SpaceMembershipKind
      user: User!
    }

    enum SpaceRole {
      admin
      member
      readOnly
      annotator
    }

    enum SpaceMembershipKind {
      ACCOUNT_ADMIN
      ORGANIZATION_ADMIN
      EXPLICIT_MEMBERSHIP
      PUBLIC_MEMBERSHIP
    }

    enum UserType {
      human
      bot
    }

    type UserConnection {
      pageInfo: PageInfo!
      edges: [UserEdge!]!
    }

    type UserEdge {
      node: User!
    }

    type User implements Node {
      id: ID!
      name: String
      email: String
      status: UserStatus
      accountRole: AccountRole
      userType: UserType
      createdAt: DateTime
    }

    enum UserStatus {
      active
      inactive
    }

    enum AccountRole {
      admin
      member
      annotator
    }

    type RoleConnection {
      pageInfo: PageInfo
      edges: [RoleEdge!]!
    }

    type RoleEdge {
      node: Role!
    }

    type Role implements Node {
      id: ID!
      name: String!
      description: String
      isPredefined: Boolean
      permissions: [String!]
    }

    type SAMLIdPConnection {
      pageInfo: PageInfo
      edges: [SAMLIdPEdge!]!
    }

    type SAMLIdPEdge {
      node: SAMLIdP!
    }

    type SAMLIdP implements Node {
      id: ID!
      accountId: ID
      emailDomainsList: [SAMLEmailDomain!]
      metadataUrl: String
      metadataXml: String
      defaultOrgId: ID
      defaultOrgRoleId: String
      defaultSpaceId: ID
      defaultSpaceRoleId: String
      syncUserRoles: Boolean
      signAuthn: Boolean
      enforceSaml: Boolean
      allowLoginWithDefaults: Boolean
      isManagedByFile: Boolean
      roleMappings: [SAMLRoleMapping!]
      createdAt: DateTime
      updatedAt: DateTime
    }

    type SAMLEmailDomain {
      id: ID
      domain: String!
      validated: Boolean
    }

    type SAMLRoleMapping {
      id: ID
      attributesMap: [[String!]!]
      isAccountAdmin: Boolean
      orgRole: SAMLOrgRole
      spaceRolesMap: [[String!]!]
      spaceRbacRolesMap: [[String!]!]
      projectRolesMap: [[String!]!]
      projectRolesManaged: Boolean
    }

    type SAMLOrgRole {
      orgId: ID!
      roleId: String!
    }
  `;
}

const organizationRoleFields = `
      "Inferred."
      role: AccountOrganizationRole
      "Inferred."
      customRole: Role`;
