import { describe, expect, test } from 'vitest';
import { globalId } from '../../src/sandbox/ids.ts';
import { openPeople, people as ids, rowsOf, textOf } from './people.ts';
import { open } from './world.ts';

/** What the documentation leaves open, each way (section 9 of what is known). */

const word = (name: string): object => ({ type: 'PREDEFINED', name });
const users = `/v2/spaces/${ids.alpha}/users`;

/** Raj's place in alpha, where he has the word member and the role Reader, after he gets a role. */
async function placeAfter(role: object, behaviour: object): Promise<unknown> {
  const { send, sandbox } = open({ behaviour });
  expect((await send('POST', users, { user_id: ids.raj, role })).status).toBe(200);
  const alpha = sandbox.snapshot().organizations?.['Platform']?.spaces?.['alpha'];
  return [alpha?.members?.['raj@example.com'], alpha?.bindings?.['raj@example.com']];
}

describe('9.6 a word given to a member who has a binding', () => {
  test.each([
    [true, ['read-only', 'Reader']],
    [false, ['read-only', undefined]],
  ])('9.6 binding_survives_word: %s', async (binding_survives_word, place) => {
    expect(await placeAfter(word('READ_ONLY'), { binding_survives_word })).toEqual(place);
  });
});

describe('4 a custom role given to a member who has a word', () => {
  test.each([
    [true, [undefined, 'Writer']],
    [false, ['member', 'Writer']],
  ])('4 custom_replaces_word: %s', async (custom_replaces_word, place) => {
    const role = { type: 'CUSTOM', id: ids.writer };
    expect(await placeAfter(role, { custom_replaces_word })).toEqual(place);
  });
});

const older = () => openPeople({ behaviour: { lower_case_enums: true } });

describe('1.2 an older server (lower_case_enums)', () => {
  test('1.2 a user', async () => {
    expect((await older().send('GET', `/v2/users/${ids.ivy}`)).body).toMatchObject({
      status: 'invited',
      role: { type: 'predefined', name: 'member' },
    });
  });

  test('1.2 a space has no is_private', async () => {
    const { body } = await older().send('GET', `/v2/spaces/${ids.alpha}`);
    expect(Object.keys(Object(body)).toSorted()).toEqual([
      'created_at',
      'description',
      'id',
      'name',
    ]);
  });

  test('1.2 is_private can not be sent', async () => {
    const { send } = older();
    const path = `/v2/spaces/${ids.alpha}`;
    expect((await send('PATCH', path, { is_private: false })).status).toBe(400);
  });

  test('1.2 a membership, and a role with a hyphen', async () => {
    const role = { type: 'predefined', name: 'read-only' };
    const { body } = await older().send('POST', users, { user_id: ids.pat, role });
    expect(body).toMatchObject({ role });
  });

  test('1.2 the kinds of resources and operations were never in lower case', async () => {
    const { send } = older();
    const bindings = await send('GET', '/v2/role-bindings?resource_type=PROJECT');
    expect(bindings.body).toMatchObject({ role_bindings: [{ resource_type: 'PROJECT' }] });
    expect((await send('GET', '/v2/role-bindings?resource_type=project')).status).toBe(400);
    const restrictions = await send('GET', '/v2/resource-restrictions');
    expect(restrictions.body).toMatchObject({
      resource_restrictions: [{ resource_type: 'PROJECT' }],
    });
    const bound = { role_id: ids.reader, user_id: ids.pat, resource_id: ids.alpha };
    const made = await send('POST', '/v2/role-bindings', { ...bound, resource_type: 'SPACE' });
    expect([made.status, made.body]).toMatchObject([201, { resource_type: 'SPACE' }]);
  });

  test.each<[string, string, object]>([
    ['a role', users, { user_id: ids.pat, role: word('MEMBER') }],
    ['a kind of role', users, { user_id: ids.pat, role: { type: 'CUSTOM', id: ids.reader } }],
    ['a kind of key', '/v2/api-keys', { key_type: 'USER', name: 'n' }],
    [
      'an invitation',
      '/v2/users',
      {
        name: 'N',
        email: 'n@example.com',
        role: { type: 'predefined', name: 'member' },
        invite_mode: 'EMAIL_LINK',
      },
    ],
    ['a permission', '/v2/roles', { name: 'N', permissions: ['SERVICE_KEY_REVOKE'] }],
  ])('11.40 the words of today are refused in a write: %s', async (_, path, body) => {
    const { send } = older();
    expect((await send('POST', path, body)).status).toBe(400);
  });

  test('11.40 its own words are understood', async () => {
    const { send } = older();
    const { status, body } = await send('POST', '/v2/users', {
      name: 'N',
      email: 'n@example.com',
      role: { type: 'predefined', name: 'member' },
      invite_mode: 'email_link',
    });
    expect([status, body]).toMatchObject([201, { status: 'invited', invite_mode: 'email_link' }]);
    const listed = await send('GET', '/v2/users?status=INVITED&status=expired');
    expect(rowsOf(listed.body)).toHaveLength(3);
    const role = { name: 'N', permissions: ['SERVICE_KEY_DELETE'] };
    expect((await send('POST', '/v2/roles', role)).status).toBe(201);
  });

  test('1.2 a revoked key is deleted, and SERVICE_KEY_REVOKE has its older name', async () => {
    const { send } = older();
    await send('PUT', `/v2/api-keys/${globalId('ApiKey', 3)}/revoke`);
    const keys = await send('GET', `/v2/api-keys?user_id=${ids.raj}&status=deleted`);
    expect(keys.body).toMatchObject({ api_keys: [{ status: 'deleted', key_type: 'user' }] });
    const roles = await send('GET', '/v2/roles?is_predefined=false');
    const keeper = rowsOf(roles.body).find((row) => textOf(row, 'name') === 'Keeper');
    expect(keeper).toMatchObject({
      permissions: ['SERVICE_KEY_READ', 'SERVICE_KEY_CREATE', 'SERVICE_KEY_DELETE'],
    });
  });

  test('1.9 an empty text clears a description, null does not', async () => {
    const { send } = older();
    const path = `/v2/roles/${ids.reader}`;
    expect((await send('PATCH', path, { description: null })).status).toBe(400);
    expect((await send('PATCH', path, { description: '' })).body).not.toHaveProperty('description');
  });

  test('1.2 names that look like words stay as they are', async () => {
    const { send } = older();
    const made = await send('POST', '/v2/organizations', { name: 'ADMIN' });
    expect(made.body).toMatchObject({ name: 'ADMIN' });
  });
});

/** A clock that stands still until a test sets it forward. */
function clock(): { now: () => Date; forward: (ms: number) => void } {
  let time = Date.UTC(2026, 0, 1);
  return {
    now: () => new Date(time),
    forward: (ms) => {
      time += ms;
    },
  };
}

describe('3.1 queries per minute', () => {
  test('3.1 the hundred and first query of a minute is a 429 with Retry-After', async () => {
    const { now, forward } = clock();
    const { ask, sandbox } = open({ now });
    const query = '{ viewer { id } }';
    for (let count = 0; count < 100; count += 1) expect((await ask(query)).status).toBe(200);
    forward(10_000);
    const request = new Request('http://sandbox/graphql', {
      method: 'POST',
      headers: { 'x-api-key': 'admin-key' },
      body: JSON.stringify({ query }),
    });
    const refused = await sandbox.handle(request);
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      429,
      '50',
      {
        errors: [
          {
            message: 'Rate limit exceeded: 100 queries per minute',
            extensions: { code: 'RATE_LIMITED' },
          },
        ],
      },
    ]);
    forward(50_000);
    expect((await ask(query)).status).toBe(200);
  });

  test('3.1 the budget can be another one, and needs no clock then', async () => {
    const { ask } = open({ behaviour: { queries_per_minute: 2 } });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1)
      statuses.push((await ask('{ viewer { id } }')).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  test('3.1 without a clock there are no minutes', async () => {
    const { ask } = open();
    for (let count = 0; count < 150; count += 1) {
      expect((await ask('{ viewer { id } }')).status).toBe(200);
    }
  });

  test('3.1 REST has no published budget', async () => {
    const { send } = open({ behaviour: { queries_per_minute: 1 } });
    for (let count = 0; count < 5; count += 1) {
      expect((await send('GET', '/v2/roles')).status).toBe(200);
    }
  });
});
