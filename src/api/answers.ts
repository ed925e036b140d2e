import { boolean, list, moment, nullable, object, optional, text } from './decode.ts';
import type { Decoder } from './decode.ts';

/**
 * The fields that are read of each REST response. What Arize's types promise is checked here, once. A missing
 * description counts as empty and a missing flag as unknown; any other deviation is an error.
 */

/** May be null or missing, which mean the same. */
const absent = <T>(inner: Decoder<T>): Decoder<T | undefined> => {
  const either = optional(nullable(inner));
  return (value, path) => either(value, path) ?? undefined;
};

/** GraphQL declares descriptions nullable, and REST takes null to clear one (REST v2 types). */
const description: Decoder<string> = (value, path) => absent(text)(value, path) ?? '';

/** A flag that older servers do not send. It is unknown then, neither true nor false. */
const flag = absent(boolean);

const named = { id: text, name: text } as const;

const made = object({ id: text });

/** A built-in role has a name, a custom role an id. */
const assignment = object({ type: text, name: absent(text) });

const user = object({
  ...named,
  email: text,
  status: text,
  role: assignment,
  is_developer: flag,
});

const organization = object({ ...named, description });

const space = object({ ...named, description, is_private: flag });

const project = object({ ...named, space_id: text });

// Required: it decides whether a role may be deleted.
const role = object({ ...named, description, permissions: list(text), is_predefined: boolean });

const binding = object({
  id: text,
  role_id: text,
  user_id: text,
  resource_type: text,
  resource_id: text,
});

const restriction = object({ resource_id: text });

const apiKey = object({
  ...named,
  status: text,
  redacted_key: text,
  created_at: moment,
  created_by_user_id: text,
  expires_at: absent(moment),
  last_used_at: absent(moment),
});

const logs = object({
  logs: list(
    object({
      user_id: text,
      created_at: text,
      operation_name: absent(text),
      operation_text: absent(text),
      variables: absent(text),
    }),
  ),
  pagination: object({ has_more: boolean, next_cursor: absent(text) }),
});

/** The entries of lists, by their key in the response. */
export const entries = {
  '/v2/users': { users: user },
  '/v2/organizations': { organizations: organization },
  '/v2/spaces': { spaces: space },
  '/v2/projects': { projects: project },
  '/v2/roles': { roles: role },
  '/v2/role-bindings': { role_bindings: binding },
  '/v2/resource-restrictions': { resource_restrictions: restriction },
  '/v2/api-keys': { api_keys: apiKey },
} as const;

/** Whole responses. Nothing is read of a response that is not listed. */
export const answers = {
  get: {
    '/v2/users': object({ users: list(user), pagination: object({ has_more: boolean }) }),
    '/v2/spaces': object({ spaces: list(space) }),
    '/v2/role-bindings/{binding_id}': binding,
    '/v2/audit-logs': logs,
  },
  post: {
    '/v2/users': object({ id: text, temporary_password: absent(text) }),
    '/v2/organizations': made,
    '/v2/spaces': made,
    '/v2/projects': made,
    '/v2/roles': made,
    '/v2/role-bindings': made,
    '/v2/api-keys': object({ id: text, key: absent(text) }),
    '/v2/api-keys/{api_key_id}/refresh': object({ id: text, key: absent(text) }),
  },
} as const;
