import { describe, expect, test } from 'vitest';
import type { World } from './world.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { openPeople, people as ids, rowsOf, textOf } from './people.ts';

/** The rules of audit logs (REST v2 types: section 7 of what is known). */

const logs = '/v2/audit-logs';

async function entries(world: World, query = ''): Promise<unknown[]> {
  const { status, body } = await world.send('GET', `${logs}${query}`);
  expect(status).toBe(200);
  return rowsOf(body);
}

async function operations(world: World, query = ''): Promise<string[]> {
  return (await entries(world, query)).map((row) => textOf(row, 'operation_name'));
}

/** A world in which three things happened: a role and a space were made, and a query was asked. */
async function eventful(): Promise<World> {
  const world = openPeople();
  const role = { name: 'New', permissions: ['TAG_READ'] };
  await world.send('POST', '/v2/roles', role);
  const space = { name: 'new', organization_id: ids.platform };
  await world.send('POST', '/v2/spaces', space, 'orgadmin-key');
  await world.ask('query Who($n: Int) { account { users(first: $n) { edges { node { id } } } } }', {
    n: 1,
  });
  return world;
}

test('7 a REST mutation is an entry with the body as its text', async () => {
  const world = openPeople();
  const body = { user_id: ids.pat, role: { type: 'PREDEFINED', name: 'MEMBER' } };
  await world.send('POST', `/v2/spaces/${ids.alpha}/users`, body, 'spaceadmin-key');
  expect(await entries(world)).toEqual([
    {
      id: globalId('AuditLog', 1),
      user_id: ids.sue,
      ip: '127.0.0.1',
      operation_type: 'MUTATION',
      operation_name: 'addSpaceUser',
      operation_text: JSON.stringify(body),
      variables: '{}',
      created_at: expect.stringMatching(/^2026-01-01T/),
    },
  ]);
});

test('7 a GraphQL query is an entry with its document, and its variables as a JSON string', async () => {
  const [entry] = await entries(await eventful());
  expect(entry).toMatchObject({
    user_id: ids.jane,
    operation_type: 'QUERY',
    operation_name: 'Who',
    operation_text: expect.stringMatching(/^query Who/),
    variables: '{"n":1}',
  });
});

test('7 the path is not recorded: who was removed can not be seen', async () => {
  const world = openPeople();
  await world.send('DELETE', `/v2/spaces/${ids.alpha}/users/${ids.raj}`);
  const [entry] = await entries(world);
  expect(entry).toMatchObject({ operation_name: 'removeSpaceUser' });
  expect(entry).not.toHaveProperty('operation_text');
  expect(JSON.stringify(entry)).not.toContain(ids.raj);
});

test('7 reading by REST leaves no entry, an attempt that is refused does', async () => {
  const world = openPeople();
  await world.send('GET', '/v2/users');
  await world.send('POST', '/v2/organizations', { name: 'X' }, 'member-key');
  await world.send('POST', '/v2/organizations', { name: 'X' }, 'who');
  expect(await operations(world)).toEqual(['createOrganization']);
});

test('7 service keys act as their bot user', async () => {
  const world = openPeople();
  await world.ask('{ viewer { id } }', {}, 'bot-key');
  expect(await entries(world)).toMatchObject([{ user_id: ids.ci }]);
});

test('7 entries come newest first, in pages', async () => {
  const world = await eventful();
  expect(await operations(world)).toEqual(['Who', 'createSpace', 'createRole']);
  const first = await world.send('GET', `${logs}?limit=2`);
  expect(first.body).toMatchObject({ logs: { length: 2 }, pagination: { has_more: true } });
  const [, cursor = ''] = JSON.stringify(first.body).match(/"next_cursor":"([^"]+)"/) ?? [];
  await world.send('POST', '/v2/roles', { name: 'Newer', permissions: ['TAG_READ'] });
  const second = await world.send('GET', `${logs}?limit=2&cursor=${cursor}`);
  expect(second.body).toMatchObject({
    logs: [{ operation_name: 'createRole' }],
    pagination: { has_more: false },
  });
});

describe('7 filters', () => {
  const rows: [query: string, expected: string[]][] = [
    ['?operation_type=MUTATION', ['createSpace', 'createRole']],
    ['?operation_type=QUERY', ['Who']],
    ['?operation_type=SUBSCRIPTION', []],
    [`?user_id=${ids.omar}`, ['createSpace']],
    [`?user_id=${ids.unknownPerson}`, []],
    ['?start_time=2026-01-01T00:00:00Z', ['Who', 'createSpace', 'createRole']],
    ['?start_time=2026-01-01T01:00:00%2B01:00', ['Who', 'createSpace', 'createRole']],
    ['?start_time=2026-01-01T01:00:00.000000%2B0100', ['Who', 'createSpace', 'createRole']],
    ['?start_time=2026-02-01T00:00:00.000000%2B0000', []],
    ['?start_time=2026-02-01T00:00:00Z', []],
    ['?end_time=2025-12-31T23:59:59Z', []],
    ['?end_time=2026-02-05T00:00:00Z', []],
    ['?end_time=2026-01-30T00:00:00Z', ['Who', 'createSpace', 'createRole']],
  ];
  test.each(rows)('7 %s', async (query, expected) => {
    expect(await operations(await eventful(), query)).toEqual(expected);
  });

  test('7 both bounds are inclusive', async () => {
    const world = await eventful();
    const [, space] = await entries(world);
    const at = textOf(space, 'created_at');
    expect(await operations(world, `?start_time=${at}&end_time=${at}`)).toContain('createSpace');
  });
});

describe('7 refusals', () => {
  const rows: [rule: string, status: number, key: string | null, query: string][] = [
    ['7 an organization admin reads none', 403, 'orgadmin-key', ''],
    ['7 a member reads none', 403, 'member-key', ''],
    ['7 a service key of a member reads none', 403, 'bot-key', ''],
    ['7 no key at all', 401, null, ''],
    ['7 a limit above 100', 400, 'admin-key', '?limit=101'],
    ['7 a time that is none', 400, 'admin-key', '?start_time=yesterday'],
    ['7 an operation type that is none', 400, 'admin-key', '?operation_type=WRITE'],
    ['7 an id of another kind', 400, 'admin-key', `?user_id=${ids.alpha}`],
    ['7 the cursor of another list', 400, 'admin-key', '?cursor=abc'],
  ];
  test.each(rows)('%s', async (_rule, status, key, query) => {
    const answer = await openPeople().send('GET', `${logs}${query}`, undefined, key);
    expect(answer.status).toBe(status);
  });

  test('7 an account without audit logging reads none', async () => {
    const { send } = openPeople({ behaviour: { audit_log: false } });
    expect((await send('GET', logs)).status).toBe(403);
  });
});

test('7 the secret of a new key is not in the log', async () => {
  const world = openPeople();
  const made = await world.send('POST', '/v2/api-keys', { key_type: 'USER', name: 'mine' });
  expect(JSON.stringify(await entries(world))).not.toContain(textOf(made.body, 'key'));
});
