import type { Behaviour } from './behaviour.ts';
import type { Permission } from './permissions.ts';
import { builtInPermissions } from './builtInRoles.ts';
import { allPermissions } from './permissions.ts';

/**
 * Roles that exist in every account. The names and the permissions of Annotator are documented; those
 * of the project roles are not, and follow the built-in roles of a space here.
 */

const viewer: readonly Permission[] = [
  'PROJECT_READ',
  'PROJECT_SPAN_READ',
  'DATASET_READ',
  'DATASET_EXAMPLE_READ',
  'EXPERIMENT_READ',
  'ANNOTATION_CONFIG_READ',
  'QUEUE_READ',
  'QUEUE_RECORD_READ',
];

const editor: readonly Permission[] = [
  ...viewer,
  'PROJECT_UPDATE',
  'PROJECT_SPAN_CREATE',
  'PROJECT_SPAN_UPDATE',
  'PROJECT_SPAN_ANNOTATE',
];

const admin: readonly Permission[] = [
  ...editor,
  'PROJECT_SPAN_DELETE',
  'PROJECT_DELETE',
  'PROJECT_RESTRICT',
  'ROLE_BINDING_READ',
  'ROLE_BINDING_CREATE',
  'ROLE_BINDING_DELETE',
];

export interface PredefinedRole {
  description: string;
  permissions: readonly Permission[];
}

const everywhere: Readonly<Record<string, PredefinedRole>> = {
  'Project Viewer': { description: 'Reads a project.', permissions: viewer },
  'Project Editor': { description: 'Reads and changes a project.', permissions: editor },
  'Project Admin': {
    description: 'Reads and changes a project, and manages access to it.',
    permissions: admin,
  },
  Annotator: {
    description: 'Can access annotation queues.',
    permissions: ['QUEUE_READ', 'QUEUE_RECORD_READ', 'QUEUE_RECORD_ANNOTATE'],
  },
};

/**
 * Two vintages of Arize's pages name these beside the others (`ax roles get Member`); Arize's own
 * scripts do not. What they allow is not documented, and follows the built-in roles of a space here.
 */
const namedLikeBuiltIn: Readonly<Record<string, PredefinedRole>> = {
  Admin: { description: 'Full access.', permissions: allPermissions },
  Member: { description: 'Reads and writes.', permissions: [...builtInPermissions.MEMBER] },
  'Read-only': { description: 'Reads.', permissions: [...builtInPermissions.READ_ONLY] },
};

/** The roles that exist in every account from the start, by name. */
export const predefinedRoles = ({
  word_roles: hasWords = false,
}: Partial<Behaviour> = {}): Readonly<Record<string, PredefinedRole>> =>
  hasWords ? { ...everywhere, ...namedLikeBuiltIn } : everywhere;
