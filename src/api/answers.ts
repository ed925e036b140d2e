import { boolean, list, moment, nullable, object, optional, text } from './decode.ts';
import type { Decoder } from './decode.ts';

/**
 * What is read of each answer of REST, and nothing else: what Arize's types promise is checked here, once. A missing
 * description is empty, a missing flag unknown; anything else that is not as it should be is an error.
 */

/** May be null or missing, which both mean that there is none. */
const absent = <T>(inner: Decoder<T>): Decoder<T | undefined> => {
  const either = optional(nullable(inner));
  return (value, path) => either(value, path) ?? undefined;
};

/** GraphQL declares descriptions nullable, and REST takes null to clear one (REST v2 types). */
const description: Decoder<string> = (value, path) => absent(text)(value, path) ?? '';

/** A flag that older servers do not send: unknown then, and neither yes nor no. */
const flag = absent(boolean);

const named = { id: text, name: text } as const;

const made = object({ id: text });

/** A built-in role has a name, a role of its own an id. */
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

// Whether a role is predefined decides whether it may be deleted, so that has to be said.
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

/** Entries of lists, by the key that holds them. */
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

/** Whole answers. Of those that are not here nothing is read. */
export const answers = {
  get: {
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
  },
} as const;
