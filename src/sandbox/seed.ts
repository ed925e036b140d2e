import type { Behaviour } from './behaviour.ts';
import type { Permission } from './permissions.ts';

export type SeedMemberRole = 'admin' | 'member' | 'read-only' | 'annotator';

export interface SeedUser {
  name: string;
  role: 'admin' | 'member' | 'annotator';
  status?: 'active' | 'invited' | 'expired' | 'inactive';
  developer?: boolean;
  bot?: boolean;
}

export interface SeedRole {
  description?: string;
  permissions: Permission[];
}

export interface SeedProject {
  type?: 'generative' | 'ml';
  restricted?: boolean;
  bindings?: Record<string, string>;
}

export interface SeedSpace {
  private?: boolean;
  description?: string;
  members?: Record<string, SeedMemberRole>;
  bindings?: Record<string, string>;
  projects?: Record<string, SeedProject>;
}

export interface SeedOrganization {
  description?: string;
  members?: Record<string, SeedMemberRole>;
  spaces?: Record<string, SeedSpace>;
}

/** A role in a space: built-in, or by name; `custom_role` for a role that is named like a built-in one. */
export interface SeedSpaceGrant {
  organization?: string;
  space: string;
  role?: string;
  custom_role?: string;
}

export interface SeedProjectGrant {
  organization?: string;
  space: string;
  project: string;
  role: string;
}

export interface SeedMapping {
  attributes: Record<string, string>;
  account_admin?: boolean;
  organization?: { name: string; role: SeedMemberRole };
  spaces?: SeedSpaceGrant[];
  projects?: SeedProjectGrant[];
}

export interface SeedIdentityProvider {
  domains: string[];
  sync?: boolean;
  enforced?: boolean;
  managed_by_file?: boolean;
  fallback?: { organization: string; role: SeedMemberRole };
  mappings?: SeedMapping[];
}

/** An API key whose secret is unknown; a service key when its user is a bot. */
export interface SeedApiKey {
  name: string;
  user: string;
  created_by?: string;
  description?: string;
  expires_at?: string;
  revoked?: boolean;
}

/** The account that a sandbox starts with, keyed by names and e-mails. */
export interface Seed {
  account?: { name: string; id?: number };
  keys?: Record<string, string>;
  api_keys?: SeedApiKey[];
  users: Record<string, SeedUser>;
  roles?: Record<string, SeedRole>;
  organizations?: Record<string, SeedOrganization>;
  saml?: SeedIdentityProvider[];
  behaviour?: Partial<Behaviour>;
}

/** A problem of a seed, at the place that `path` leads to. */
export interface SeedProblem {
  path: readonly string[];
  message: string;
}
