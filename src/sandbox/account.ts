import { Table } from './table.ts';
import type { Numbered, SavedTable } from './table.ts';
import type { Permission } from './wire.ts';

export type AccountRole = 'ADMIN' | 'MEMBER' | 'ANNOTATOR';
/** The four words of organizations and spaces. */
export type MemberRole = 'ADMIN' | 'MEMBER' | 'READ_ONLY' | 'ANNOTATOR';
/** INACTIVE is a blocked person: no REST list shows them, and nothing brings them back. */
export type UserStatus = 'ACTIVE' | 'INVITED' | 'EXPIRED' | 'INACTIVE';
export type ResourceType = 'SPACE' | 'PROJECT';
export type ProjectType = 'generative' | 'ml';

export interface UserRow extends Numbered {
  name: string;
  email: string;
  status: UserStatus;
  role: AccountRole;
  developer: boolean;
  /** The identity that a service key acts as. */
  bot: boolean;
  createdAt: string;
}

export interface OrganizationRow extends Numbered {
  name: string;
  description: string;
  createdAt: string;
}

export interface OrganizationMemberRow extends Numbered {
  organization: number;
  user: number;
  role: MemberRole;
}

export interface SpaceRow extends Numbered {
  organization: number;
  name: string;
  description: string;
  private: boolean;
  createdAt: string;
}

/** A legacy membership, with one of the four words. A custom role in a space is a BindingRow. */
export interface SpaceMemberRow extends Numbered {
  space: number;
  user: number;
  role: MemberRole;
}

export interface ProjectRow extends Numbered {
  space: number;
  name: string;
  type: ProjectType;
  createdAt: string;
}

export interface RoleRow extends Numbered {
  name: string;
  description: string;
  permissions: Permission[];
  predefined: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface BindingRow extends Numbered {
  role: number;
  user: number;
  resourceType: ResourceType;
  resource: number;
  createdAt: string;
  updatedAt: string;
}

/** A lifted restriction stays as an inactive row: the API reads a page first and filters it then. */
export interface RestrictionRow extends Numbered {
  project: number;
  active: boolean;
  createdAt: string;
}

/** What a login with certain attributes gives. Ids are global ids, and may point at nothing. */
export interface SamlMapping {
  attributes: [name: string, value: string][];
  accountAdmin: boolean;
  organizationRole?: { organization: string; role: MemberRole };
  spaceRoles: [space: string, role: MemberRole][];
  spaceBindings: [space: string, role: string][];
  projectBindings: [project: string, role: string][];
}

export interface IdentityProviderRow extends Numbered {
  domains: string[];
  sync: boolean;
  enforced: boolean;
  managedByFile: boolean;
  /** The organization (global id) and word of people whom no mapping matches. */
  fallback?: { organization: string; role: MemberRole };
  mappings: SamlMapping[];
  createdAt: string;
}

export type ApiKeyType = 'USER' | 'SERVICE';
export type ApiKeyStatus = 'ACTIVE' | 'REVOKED';

/** An API key; what opens with it is in SecretRow. Where a service key counts follows from its bot user. */
export interface ApiKeyRow extends Numbered {
  name: string;
  description: string;
  type: ApiKeyType;
  status: ApiKeyStatus;
  redacted: string;
  /** Whom the key acts as: a person, or the bot user of a service key. */
  user: number;
  creator: number;
  createdAt: string;
  expiresAt?: string;
  lastUsedAt?: string;
  /** True when a seed wrote the key out: those are there to be used. */
  seeded?: boolean;
  /** The key itself, for as long as a seeded key is as it was written. */
  secret?: string;
}

/** The digest of a key that authenticates; `until` when a refresh left it a while. */
export interface SecretRow extends Numbered {
  apiKey: number;
  digest: string;
  until?: string;
}

/** One entry of the audit log. */
export interface AuditRow extends Numbered {
  user: number;
  ip: string;
  type: 'QUERY' | 'MUTATION';
  name?: string;
  text?: string;
  variables: string;
  createdAt: string;
}

/** One Arize AX account: plain tables and nothing clever. */
export interface Account {
  id: number;
  name: string;
  createdAt: string;
  /** How many timestamps have been given; time passes by counting. */
  ticks: number;
  users: Table<UserRow, 'email'>;
  organizations: Table<OrganizationRow>;
  organizationMembers: Table<OrganizationMemberRow, 'organization' | 'user' | 'pair'>;
  spaces: Table<SpaceRow, 'organization'>;
  spaceMembers: Table<SpaceMemberRow, 'space' | 'user' | 'pair'>;
  projects: Table<ProjectRow, 'space'>;
  roles: Table<RoleRow>;
  bindings: Table<BindingRow, 'resource' | 'user' | 'role' | 'pair'>;
  restrictions: Table<RestrictionRow, 'project'>;
  identityProviders: Table<IdentityProviderRow>;
  apiKeys: Table<ApiKeyRow, 'user'>;
  secrets: Table<SecretRow, 'digest' | 'apiKey'>;
  audit: Table<AuditRow>;
}

/** An account as plain data. */
export interface SavedAccount {
  id: number;
  name: string;
  createdAt: string;
  ticks: number;
  users: SavedTable<UserRow>;
  organizations: SavedTable<OrganizationRow>;
  organizationMembers: SavedTable<OrganizationMemberRow>;
  spaces: SavedTable<SpaceRow>;
  spaceMembers: SavedTable<SpaceMemberRow>;
  projects: SavedTable<ProjectRow>;
  roles: SavedTable<RoleRow>;
  bindings: SavedTable<BindingRow>;
  restrictions: SavedTable<RestrictionRow>;
  identityProviders: SavedTable<IdentityProviderRow>;
  apiKeys: SavedTable<ApiKeyRow>;
  secrets: SavedTable<SecretRow>;
  audit: SavedTable<AuditRow>;
}

/** Timestamps begin here, so that one seed gives the same account every time. */
export const EPOCH = Date.UTC(2026, 0, 1);

/** An account without anything in it. */
export function emptyAccount(name: string, id: number): Account {
  return {
    id,
    name,
    createdAt: timestamp(new Date(EPOCH)),
    ticks: 0,
    users: new Table({ email: (row) => foldEmail(row.email) }),
    organizations: new Table({}),
    organizationMembers: new Table({
      organization: (row) => row.organization,
      user: (row) => row.user,
      pair: (row) => `${row.organization}/${row.user}`,
    }),
    spaces: new Table({ organization: (row) => row.organization }),
    spaceMembers: new Table({
      space: (row) => row.space,
      user: (row) => row.user,
      pair: (row) => `${row.space}/${row.user}`,
    }),
    projects: new Table({ space: (row) => row.space }),
    roles: new Table({}),
    bindings: new Table({
      resource: (row) => `${row.resourceType}/${row.resource}`,
      user: (row) => row.user,
      role: (row) => row.role,
      pair: (row) => `${row.resourceType}/${row.resource}/${row.user}`,
    }),
    restrictions: new Table({ project: (row) => row.project }),
    identityProviders: new Table({}),
    apiKeys: new Table({ user: (row) => row.user }),
    secrets: new Table({ digest: (row) => row.digest, apiKey: (row) => row.apiKey }),
    audit: new Table({}),
  };
}

/** A date as REST v2 writes it. */
export function timestamp(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** E-mails are compared without regard to case (Arize docs: the e-mail is the idempotency key of a user). */
export function foldEmail(email: string): string {
  return email.toLowerCase();
}

/** The account as plain data, for the state file. */
export function saveAccount(account: Account): SavedAccount {
  return {
    id: account.id,
    name: account.name,
    createdAt: account.createdAt,
    ticks: account.ticks,
    users: account.users.save(),
    organizations: account.organizations.save(),
    organizationMembers: account.organizationMembers.save(),
    spaces: account.spaces.save(),
    spaceMembers: account.spaceMembers.save(),
    projects: account.projects.save(),
    roles: account.roles.save(),
    bindings: account.bindings.save(),
    restrictions: account.restrictions.save(),
    identityProviders: account.identityProviders.save(),
    apiKeys: account.apiKeys.save(),
    secrets: account.secrets.save(),
    audit: account.audit.save(),
  };
}

/** The inverse of `saveAccount`. */
export function restoreAccount(saved: SavedAccount): Account {
  const account = emptyAccount(saved.name, saved.id);
  account.createdAt = saved.createdAt;
  account.ticks = saved.ticks;
  account.users.restore(saved.users);
  account.organizations.restore(saved.organizations);
  account.organizationMembers.restore(saved.organizationMembers);
  account.spaces.restore(saved.spaces);
  account.spaceMembers.restore(saved.spaceMembers);
  account.projects.restore(saved.projects);
  account.roles.restore(saved.roles);
  account.bindings.restore(saved.bindings);
  account.restrictions.restore(saved.restrictions);
  account.identityProviders.restore(saved.identityProviders);
  account.apiKeys.restore(saved.apiKeys);
  account.secrets.restore(saved.secrets);
  account.audit.restore(saved.audit);
  return account;
}
