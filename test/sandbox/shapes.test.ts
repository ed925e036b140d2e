import { expect, test } from 'vitest';
import { openPeople, people as ids, rowsOf, textOf } from './people.ts';

/** Answers have exactly the fields that the REST v2 types document: the compiler sees too few, not too many. */

interface Shape {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

const shapes = {
  user: { required: ['id', 'name', 'email', 'created_at', 'status', 'role', 'is_developer'] },
  organization: { required: ['id', 'name', 'description', 'created_at'] },
  space: { required: ['id', 'name', 'description', 'created_at', 'is_private'] },
  project: { required: ['id', 'name', 'space_id', 'created_at'] },
  role: {
    required: ['id', 'name', 'permissions', 'is_predefined', 'created_at', 'updated_at'],
    optional: ['description'],
  },
  binding: {
    required: [
      'id',
      'role_id',
      'user_id',
      'resource_type',
      'resource_id',
      'created_at',
      'updated_at',
    ],
  },
  restriction: { required: ['resource_type', 'resource_id', 'created_at'] },
  apiKey: {
    required: [
      'id',
      'name',
      'key_type',
      'status',
      'redacted_key',
      'created_at',
      'created_by_user_id',
    ],
    optional: ['description', 'expires_at', 'last_used_at'],
  },
  auditLog: {
    required: ['id', 'user_id', 'ip', 'operation_type', 'created_at'],
    optional: ['operation_name', 'operation_text', 'variables'],
  },
} as const satisfies Record<string, Shape>;

/** What is wrong with the fields of an item: missing and undocumented ones. */
function wrongFields(value: unknown, { required, optional = [] }: Shape): string[] {
  const fields = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const missing = required.filter((name) => !fields.includes(name));
  const extra = fields.filter((name) => !required.includes(name) && !optional.includes(name));
  return [...missing.map((name) => `no ${name}`), ...extra.map((name) => `${name}?`)];
}

const lists: [path: string, shape: keyof typeof shapes][] = [
  ['/v2/users', 'user'],
  ['/v2/organizations', 'organization'],
  ['/v2/spaces', 'space'],
  ['/v2/projects', 'project'],
  ['/v2/roles', 'role'],
  ['/v2/role-bindings?resource_type=SPACE', 'binding'],
  ['/v2/role-bindings?resource_type=PROJECT', 'binding'],
  ['/v2/resource-restrictions', 'restriction'],
  ['/v2/api-keys', 'apiKey'],
  [`/v2/api-keys?space_id=${ids.alpha}`, 'apiKey'],
  ['/v2/audit-logs', 'auditLog'],
];

test.each(lists)('GET %s: every row is a %s and nothing else', async (path, shape) => {
  const { send, ask } = openPeople();
  await ask('query Q { viewer { id } }');
  await send('POST', '/v2/organizations', { name: 'X' });
  await send('DELETE', `/v2/organizations/${ids.lab}`);
  const rows = rowsOf((await send('GET', path)).body);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.flatMap((row) => wrongFields(row, shapes[shape]))).toEqual([]);
});

const single: [path: string, shape: keyof typeof shapes][] = [
  ['/v2/users', 'user'],
  ['/v2/organizations', 'organization'],
  ['/v2/spaces', 'space'],
  ['/v2/projects', 'project'],
  ['/v2/roles', 'role'],
  ['/v2/role-bindings', 'binding'],
];

test.each(single)('GET %s/{id} gives each row as the list does', async (path, shape) => {
  const { send } = openPeople();
  const query = shape === 'binding' ? '?resource_type=SPACE' : '';
  const listed = rowsOf((await send('GET', `${path}${query}`)).body);
  const alone = await Promise.all(
    listed.map(async (row) => (await send('GET', `${path}/${textOf(row, 'id')}`)).body),
  );
  expect(alone).toEqual(listed);
  expect(alone.flatMap((row) => wrongFields(row, shapes[shape]))).toEqual([]);
});
