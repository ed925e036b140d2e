import { expect, test } from 'vitest';
import { connect } from '../../src/api/client.ts';
import type { ReadClient } from '../../src/api/index.ts';
import { listKeys } from '../../src/keys/list.ts';
import { listRoles } from '../../src/lists/roles.ts';
import { read } from '../../src/read/read.ts';
import { everything } from '../../src/read/scope.ts';
import { openSandbox } from '../../src/sandbox/index.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { listPeople, listPending } from '../../src/users/list.ts';
import { connectionTo } from '../account/connection.ts';

/** Lists look up the few users that they name by id, and read everyone only where that does not tell. */

const seed: Seed = {
  users: {
    'ana@x.org': { name: 'Ana', role: 'admin' },
    'ivy@x.org': { name: 'Ivy', role: 'member', status: 'invited' },
    'eve@x.org': { name: 'Eve', role: 'member', status: 'expired' },
    'old@x.org': { name: 'Old', role: 'member', status: 'inactive' },
    'svc@b.x.org': { name: 'svc', role: 'member', bot: true },
    ...Object.fromEntries(
      Array.from({ length: 120 }, (_, n) => [`p${n}@x.org`, { name: `P ${n}`, role: 'member' }]),
    ),
  },
  api_keys: [
    { name: 'batch', user: 'svc@b.x.org', created_by: 'old@x.org' },
    { name: 'other', user: 'svc@b.x.org', created_by: 'p7@x.org' },
  ],
  roles: { Reader: { permissions: ['PROJECT_READ'] } },
  organizations: {
    P: {
      members: { 'svc@b.x.org': 'member', 'p7@x.org': 'member', 'ivy@x.org': 'member' },
      spaces: {
        s: {
          members: { 'svc@b.x.org': 'member' },
          bindings: { 'p7@x.org': 'Reader', 'ivy@x.org': 'Reader', 'svc@b.x.org': 'Reader' },
        },
      },
    },
  },
};

const sandbox = openSandbox({ seed });

/** A client, and the names of the queries that it sends. @param spoil answers in the place of the sandbox */
function open(spoil?: (query: string) => Response | undefined): {
  readonly client: ReadClient;
  readonly queries: string[];
} {
  const queries: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') return sandbox.handle(request);
    const text = await request.clone().text();
    queries.push(/"operationName":"(\w+)"/.exec(text)?.[1] ?? '');
    return spoil?.(text) ?? sandbox.handle(request);
  };
  return { client: connect(connectionTo(sandbox, { fetch })), queries };
}

const refusal = (): Response => Response.json({ errors: [{ message: 'No.' }] });

const byId = (query: string): boolean => query.includes('UnlistedPeople');

test.each<[string, (client: ReadClient) => Promise<unknown>, string]>([
  ['keys', (client) => listKeys(client, '2026-01-20'), 'old@x.org'],
  ['roles', listRoles, 'p7@x.org'],
  ['pending invitations', listPending, 'eve@x.org'],
])(
  'a list of %s is the same whether users are looked up by id or in the list of everyone',
  async (_, list, named) => {
    const { client, queries } = open();
    const found = JSON.stringify(await list(client));
    expect(found).toContain(named);
    expect(queries).not.toContain('AccountPeople');
    for (const spoil of [
      // One of them is not answered for, or nothing is.
      (query: string) => (byId(query) ? Response.json({ data: { n0: null } }) : undefined),
      (query: string) => (byId(query) ? refusal() : undefined),
    ]) {
      const other = open(spoil);
      expect(JSON.stringify(await list(other.client))).toBe(found);
      expect(other.queries).toContain('AccountPeople');
    }
  },
);

test('where everyone is read, the same list says who is a person', async () => {
  const scope = everything();
  const { client, queries } = open();
  const live = await read(client, undefined, { ...scope, everybody: true });
  expect(queries.filter((name) => name === 'AccountPeople')).toHaveLength(2);
  expect(queries).not.toContain('PersonTypes');
  const without = await read(open().client, undefined, scope);
  const items = live.items.filter(({ status }) => status !== 'blocked');
  expect(items).toEqual(without.items);
  expect(live.items.length - items.length).toBe(1);
});

test('a server that refuses large pages of people gives smaller ones', async () => {
  const { client, queries } = open();
  const all = await listPeople(client);
  expect(all).toHaveLength(124);
  expect(queries).toHaveLength(2);
  const strict = open((query) =>
    Number(/users\(first: (\d+)/.exec(query)?.[1] ?? 0) > 70 ? refusal() : undefined,
  );
  expect(await listPeople(strict.client)).toEqual(all);
  expect(strict.queries).toHaveLength(4);
  const closed = open((query) => (query.includes('AccountPeople') ? refusal() : undefined));
  await expect(listPeople(closed.client)).rejects.toThrow('No.');
});
