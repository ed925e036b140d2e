import { closest } from '../document/suggest.ts';
import type { BuiltInRole } from '../model.ts';

/**
 * The permissions that this release knows (REST v2 types of `@arizeai/ax-client` 1.28). Arize adds more over
 * time, so this list serves completion and typing mistakes, and never decides what is allowed.
 */
export const permissions = [
  'AI_PROVIDER_READ',
  'ALYX_RUN',
  'ANNOTATION_CONFIG_CREATE',
  'ANNOTATION_CONFIG_DELETE',
  'ANNOTATION_CONFIG_READ',
  'ANNOTATION_CONFIG_UPDATE',
  'CUSTOM_METRIC_CREATE',
  'CUSTOM_METRIC_DELETE',
  'CUSTOM_METRIC_READ',
  'CUSTOM_METRIC_UPDATE',
  'DASHBOARD_CREATE',
  'DASHBOARD_DELETE',
  'DASHBOARD_READ',
  'DASHBOARD_UPDATE',
  'DATASET_CREATE',
  'DATASET_DELETE',
  'DATASET_EXAMPLE_ANNOTATE',
  'DATASET_EXAMPLE_CREATE',
  'DATASET_EXAMPLE_DELETE',
  'DATASET_EXAMPLE_READ',
  'DATASET_EXAMPLE_UPDATE',
  'DATASET_READ',
  'DATASET_UPDATE',
  'DATASET_VIEW_CREATE',
  'DATASET_VIEW_DELETE',
  'DATASET_VIEW_READ',
  'DATASET_VIEW_UPDATE',
  'DATA_FABRIC_CONNECTOR_CREATE',
  'DATA_FABRIC_CONNECTOR_DELETE',
  'DATA_FABRIC_CONNECTOR_READ',
  'DATA_FABRIC_CONNECTOR_UPDATE',
  'EVALUATOR_CREATE',
  'EVALUATOR_DELETE',
  'EVALUATOR_READ',
  'EVALUATOR_UPDATE',
  'EXPERIMENT_CREATE',
  'EXPERIMENT_DELETE',
  'EXPERIMENT_EVAL_TASK_CREATE',
  'EXPERIMENT_EVAL_TASK_DELETE',
  'EXPERIMENT_EVAL_TASK_READ',
  'EXPERIMENT_EVAL_TASK_UPDATE',
  'EXPERIMENT_READ',
  'EXPERIMENT_RUN_ANNOTATE',
  'EXPERIMENT_RUN_READ',
  'EXPERIMENT_UPDATE',
  'FILE_IMPORT_CREATE',
  'FILE_IMPORT_DELETE',
  'FILE_IMPORT_READ',
  'FILE_IMPORT_UPDATE',
  'LLM_INTEGRATION_CREATE',
  'LLM_INTEGRATION_DELETE',
  'LLM_INTEGRATION_UPDATE',
  'MANAGED_AGENT_CREATE',
  'MANAGED_AGENT_DELETE',
  'MANAGED_AGENT_READ',
  'MANAGED_AGENT_UPDATE',
  'ML_MODEL_CREATE',
  'ML_MODEL_DELETE',
  'ML_MODEL_READ',
  'ML_MODEL_UPDATE',
  'MONITOR_CREATE',
  'MONITOR_DELETE',
  'MONITOR_READ',
  'MONITOR_TRIGGER',
  'MONITOR_UPDATE',
  'ORGANIZATION_CREATE',
  'ORGANIZATION_DELETE',
  'ORGANIZATION_READ',
  'ORGANIZATION_UPDATE',
  'PLAYGROUND_RUN',
  'PLAYGROUND_VIEW_CREATE',
  'PLAYGROUND_VIEW_DELETE',
  'PLAYGROUND_VIEW_READ',
  'PLAYGROUND_VIEW_UPDATE',
  'PROJECT_CREATE',
  'PROJECT_DELETE',
  'PROJECT_EVAL_TASK_CREATE',
  'PROJECT_EVAL_TASK_DELETE',
  'PROJECT_EVAL_TASK_READ',
  'PROJECT_EVAL_TASK_UPDATE',
  'PROJECT_READ',
  'PROJECT_RESTRICT',
  'PROJECT_SPAN_ANNOTATE',
  'PROJECT_SPAN_CREATE',
  'PROJECT_SPAN_DELETE',
  'PROJECT_SPAN_READ',
  'PROJECT_SPAN_UPDATE',
  'PROJECT_UPDATE',
  'PROMPT_CREATE',
  'PROMPT_DELETE',
  'PROMPT_OPTIMIZE_TASK_CREATE',
  'PROMPT_OPTIMIZE_TASK_DELETE',
  'PROMPT_OPTIMIZE_TASK_READ',
  'PROMPT_OPTIMIZE_TASK_UPDATE',
  'PROMPT_READ',
  'PROMPT_UPDATE',
  'QUEUE_CREATE',
  'QUEUE_DELETE',
  'QUEUE_READ',
  'QUEUE_RECORD_ANNOTATE',
  'QUEUE_RECORD_CREATE',
  'QUEUE_RECORD_DELETE',
  'QUEUE_RECORD_READ',
  'QUEUE_RECORD_UPDATE',
  'QUEUE_UPDATE',
  'REMOTE_ENDPOINT_INTEGRATION_CREATE',
  'REMOTE_ENDPOINT_INTEGRATION_DELETE',
  'REMOTE_ENDPOINT_INTEGRATION_READ',
  'REMOTE_ENDPOINT_INTEGRATION_UPDATE',
  'ROLE_BINDING_CREATE',
  'ROLE_BINDING_DELETE',
  'ROLE_BINDING_READ',
  'SERVICE_KEY_CREATE',
  'SERVICE_KEY_READ',
  'SERVICE_KEY_REVOKE',
  'SPACE_CREATE',
  'SPACE_DELETE',
  'SPACE_READ',
  'SPACE_UPDATE',
  'TAG_CREATE',
  'TAG_DELETE',
  'TAG_READ',
  'TAG_UPDATE',
  'TRACE_VIEW_CREATE',
  'TRACE_VIEW_DELETE',
  'TRACE_VIEW_READ',
  'TRACE_VIEW_UPDATE',
  'USER_CREATE',
  'USER_DELETE',
  'USER_PERMISSION_UPDATE',
  'USER_READ',
  'USER_UPDATE',
] as const;

export type Permission = (typeof permissions)[number];

const known: ReadonlySet<string> = new Set(permissions);

/** Whether this release knows a permission. */
export const isKnown = (name: string): boolean => known.has(name);

/**
 * Whether a name has the form of a permission. Arize adds permissions between releases, so the server decides
 * which exist.
 */
export const isPermission = (name: string): name is Permission => /^[A-Z][A-Z0-9_]*$/.test(name);

/**
 * The permission that was probably mistyped. Permissions share words, so a new one can be close to a known
 * one as a whole (`PROMPT_READ`, `PROJECT_READ`), but a mistyped one is close in each word.
 */
export function slipOf(name: string): Permission | undefined {
  const meant = permissions.find((each) => each === closest(name, permissions));
  const words = name.toUpperCase().split('_');
  const others = meant?.split('_') ?? [];
  const isNear =
    words.join('') === others.join('') ||
    (words.length === others.length &&
      words.every((word, index) => {
        const other = others[index] ?? '';
        return word === other || closest(word, [other]) !== undefined;
      }));
  return isNear ? meant : undefined;
}

/** Permissions with which a holder can grant access. Arize calls this administrator authority. */
const escalating: ReadonlySet<string> = new Set([
  'ROLE_BINDING_CREATE',
  'USER_CREATE',
  'SERVICE_KEY_CREATE',
  'PROJECT_RESTRICT',
  'USER_PERMISSION_UPDATE',
  'ORGANIZATION_DELETE',
  'SPACE_DELETE',
] satisfies readonly Permission[]);

/** Whether a permission lets its holders grant or destroy access, like admins. */
export const isPowerful = (permission: string): boolean => escalating.has(permission);

/** What a permission is about: `DATASET_EXAMPLE` for `DATASET_EXAMPLE_READ`. */
export const areaOf = (permission: string): string => permission.replace(/_[^_]*$/, '');

/**
 * What the built-in roles allow in a space, taken from the script in which Arize rebuilds them as custom
 * roles.
 */
const read = [
  'ANNOTATION_CONFIG_READ',
  'DATASET_EXAMPLE_READ',
  'DATASET_READ',
  'EXPERIMENT_READ',
  'ML_MODEL_READ',
  'PROJECT_READ',
  'PROJECT_SPAN_READ',
  'QUEUE_READ',
  'QUEUE_RECORD_READ',
  'SPACE_READ',
];
const member = [
  ...read,
  'ANNOTATION_CONFIG_CREATE',
  'ANNOTATION_CONFIG_DELETE',
  'DATASET_CREATE',
  'DATASET_DELETE',
  'DATASET_EXAMPLE_ANNOTATE',
  'DATASET_EXAMPLE_CREATE',
  'DATASET_EXAMPLE_DELETE',
  'DATASET_EXAMPLE_UPDATE',
  'DATASET_UPDATE',
  'EXPERIMENT_CREATE',
  'EXPERIMENT_DELETE',
  'EXPERIMENT_RUN_ANNOTATE',
  'EXPERIMENT_UPDATE',
  'ML_MODEL_CREATE',
  'ML_MODEL_UPDATE',
  'PROJECT_CREATE',
  'PROJECT_SPAN_ANNOTATE',
  'PROJECT_SPAN_CREATE',
  'PROJECT_SPAN_UPDATE',
  'PROJECT_UPDATE',
  'QUEUE_CREATE',
  'QUEUE_DELETE',
  'QUEUE_RECORD_ANNOTATE',
  'QUEUE_RECORD_CREATE',
  'QUEUE_RECORD_DELETE',
  'QUEUE_RECORD_UPDATE',
  'QUEUE_UPDATE',
  'SERVICE_KEY_CREATE',
  'SERVICE_KEY_READ',
  'SERVICE_KEY_REVOKE',
];
const admin = [
  ...member,
  'ML_MODEL_DELETE',
  'PROJECT_RESTRICT',
  'PROJECT_SPAN_DELETE',
  'ROLE_BINDING_CREATE',
  'ROLE_BINDING_DELETE',
  'ROLE_BINDING_READ',
  'SPACE_DELETE',
  'SPACE_UPDATE',
];

export const builtInPermissions: Readonly<Record<BuiltInRole, readonly string[]>> = {
  admin,
  member,
  'read-only': [...read, 'SERVICE_KEY_READ'],
  annotator: ['QUEUE_READ', 'QUEUE_RECORD_ANNOTATE', 'QUEUE_RECORD_READ'],
};
