import { apiKeys } from './apiKeys.ts';
import { audit } from './audit.ts';
import { bindings } from './bindings.ts';
import { identityProviders } from './identityProviders.ts';
import { organizationMembers } from './organizationMembers.ts';
import { organizations } from './organizations.ts';
import { projects } from './projects.ts';
import { restrictions } from './restrictions.ts';
import { roles } from './roles.ts';
import { secrets } from './secrets.ts';
import { spaceMembers } from './spaceMembers.ts';
import { spaces } from './spaces.ts';
import { users } from './users.ts';

/**
 * All resources of an account, the only such list of the sandbox. A name here is the name of a table.
 * A resource comes after those that it names.
 */
export const resources = {
  users,
  roles,
  organizations,
  organizationMembers,
  apiKeys,
  secrets,
  spaces,
  spaceMembers,
  restrictions,
  bindings,
  projects,
  identityProviders,
  audit,
};
