/** The right that each request needs, according to the REST v2 types and Arize docs (custom roles, service keys). */
const needed: readonly (readonly [method: RegExp, path: RegExp, right: string])[] = [
  [/GET/, /^\/v2\/users/, 'account admin, account member, or USER_READ on the account'],
  [/POST/, /^\/v2\/users\/[^/]+\/reset-password$/, 'account admin or USER_UPDATE'],
  [/POST/, /^\/v2\/users/, 'account admin or USER_CREATE'],
  [/PATCH/, /^\/v2\/users/, 'account admin (USER_UPDATE is enough for a name)'],
  [/DELETE/, /^\/v2\/users/, 'account admin or USER_DELETE'],
  [/POST|DELETE/, /^\/v2\/organizations\/[^/]+\/users/, 'admin of the organization'],
  [
    /POST/,
    /^\/v2\/spaces\/[^/]+\/users/,
    'admin of the space (ROLE_BINDING_CREATE for a custom role)',
  ],
  [/DELETE/, /^\/v2\/spaces\/[^/]+\/users/, 'admin of the space or ROLE_BINDING_DELETE'],
  [/POST|PATCH|DELETE/, /^\/v2\/roles/, 'account admin'],
  [/POST/, /^\/v2\/role-bindings/, 'ROLE_BINDING_CREATE on the space or project'],
  [
    /PATCH/,
    /^\/v2\/role-bindings/,
    'ROLE_BINDING_CREATE and ROLE_BINDING_DELETE on the space or project',
  ],
  [/DELETE/, /^\/v2\/role-bindings/, 'ROLE_BINDING_DELETE on the space or project'],
  [/POST|DELETE/, /^\/v2\/resource-restrictions/, 'admin of the space or PROJECT_RESTRICT'],
  [/GET/, /^\/v2\/api-keys/, 'admin of the space or SERVICE_KEY_READ'],
  [
    /POST/,
    /^\/v2\/api-keys\/[^/]+\/refresh$/,
    'to own the personal key; for a service key, admin of one of its spaces, or its creator with SERVICE_KEY_CREATE in all of them',
  ],
  [
    /POST/,
    /^\/v2\/api-keys/,
    'developer access; for a service key also SERVICE_KEY_CREATE in all of its spaces',
  ],
  [
    /PUT/,
    /^\/v2\/api-keys/,
    "admin of all the key's spaces, or its creator with SERVICE_KEY_REVOKE in all of them",
  ],
  [/GET/, /^\/v2\/audit-logs/, 'account admin, in an account with audit logging'],
];

/** The right that a refused request needs; an account admin may do everything. */
export function rightFor(method: string, path: string): string {
  const row = needed.find(([methods, paths]) => methods.test(method) && paths.test(path));
  return row?.[2] ?? 'admin of the resource, or account admin';
}
