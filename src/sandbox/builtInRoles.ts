import type { MemberRole } from './spellings.ts';
import type { Permission } from './permissions.ts';

/**
 * What the four built-in roles of a space allow, as Arize's own scripts mirror the backend. An admin is not in
 * this table: admins may do everything in their space.
 */

const reading: readonly Permission[] = [
  'PROJECT_READ',
  'PROJECT_SPAN_READ',
  'ML_MODEL_READ',
  'DATASET_READ',
  'DATASET_EXAMPLE_READ',
  'EXPERIMENT_READ',
  'ANNOTATION_CONFIG_READ',
  'SPACE_READ',
  'QUEUE_READ',
  'QUEUE_RECORD_READ',
];

const member: readonly Permission[] = [
  ...reading,
  'ML_MODEL_CREATE',
  'ML_MODEL_UPDATE',
  'PROJECT_CREATE',
  'PROJECT_UPDATE',
  'PROJECT_SPAN_CREATE',
  'PROJECT_SPAN_UPDATE',
  'PROJECT_SPAN_ANNOTATE',
  'DATASET_CREATE',
  'DATASET_UPDATE',
  'DATASET_DELETE',
  'DATASET_EXAMPLE_CREATE',
  'DATASET_EXAMPLE_UPDATE',
  'DATASET_EXAMPLE_DELETE',
  'DATASET_EXAMPLE_ANNOTATE',
  'EXPERIMENT_CREATE',
  'EXPERIMENT_UPDATE',
  'EXPERIMENT_DELETE',
  'EXPERIMENT_RUN_ANNOTATE',
  'ANNOTATION_CONFIG_CREATE',
  'ANNOTATION_CONFIG_DELETE',
  'QUEUE_CREATE',
  'QUEUE_UPDATE',
  'QUEUE_DELETE',
  'QUEUE_RECORD_ANNOTATE',
  'QUEUE_RECORD_CREATE',
  'QUEUE_RECORD_UPDATE',
  'QUEUE_RECORD_DELETE',
  'SERVICE_KEY_CREATE',
  'SERVICE_KEY_READ',
  'SERVICE_KEY_REVOKE',
];

export const builtInPermissions: Readonly<
  Record<Exclude<MemberRole, 'ADMIN'>, ReadonlySet<Permission>>
> = {
  MEMBER: new Set(member),
  READ_ONLY: new Set<Permission>([...reading, 'SERVICE_KEY_READ']),
  ANNOTATOR: new Set<Permission>(['QUEUE_READ', 'QUEUE_RECORD_READ', 'QUEUE_RECORD_ANNOTATE']),
};
