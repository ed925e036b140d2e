import type { Permission } from './wire.ts';

/**
 * Roles that exist in every account. The names and the permissions of Annotator are documented; those
 * of the project roles are not, and follow the legacy words of a space here.
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

export const predefinedRoles: Readonly<
  Record<string, { description: string; permissions: readonly Permission[] }>
> = {
  'Project Viewer': { description: 'Reads a project.', permissions: viewer },
  'Project Editor': { description: 'Reads and changes a project.', permissions: editor },
  'Project Admin': {
    description: 'Reads and changes a project, and decides who may.',
    permissions: admin,
  },
  Annotator: {
    description: 'Can access annotation queues.',
    permissions: ['QUEUE_READ', 'QUEUE_RECORD_READ', 'QUEUE_RECORD_ANNOTATE'],
  },
};
