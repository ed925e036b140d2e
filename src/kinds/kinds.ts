import type { Kind } from '../kind.ts';
import { organization } from './organization.ts';
import { organizationMember } from './organizationMember.ts';
import { project } from './project.ts';
import { projectBinding } from './projectBinding.ts';
import { projectRestriction } from './projectRestriction.ts';
import { role } from './role.ts';
import { serviceKey } from './serviceKey.ts';
import { sharedKey } from './sharedKey.ts';
import { space } from './space.ts';
import { spaceBinding } from './spaceBinding.ts';
import { spaceMember } from './spaceMember.ts';
import { user } from './user.ts';

/**
 * Every kind, in the order of work: read and created down the list, deleted up the list, with items of one
 * kind side by side. A kind only names kinds above it, so parents come first, roles before their grants,
 * organization members before space members, and grants on a project before its restriction.
 */
export const kinds: readonly Kind[] = [
  role,
  user,
  organization,
  organizationMember,
  space,
  spaceMember,
  spaceBinding,
  serviceKey,
  sharedKey,
  project,
  projectBinding,
  projectRestriction,
];
