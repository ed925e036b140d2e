import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Answer, World } from './world.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { openPeople, people as ids, rowsOf, textOf } from './people.ts';

/** The rules of API keys (Arize docs and REST v2 types: section 5 of what is known). */

const keys = '/v2/api-keys';
const word = (name: string): object => ({ type: 'PREDEFINED', name });
const custom = (id: string): object => ({ type: 'CUSTOM', id });

/** A clock that a test sets forward. */
function clock(): { now: () => Date; forward: (seconds: number) => void } {
  let time = Date.UTC(2026, 5, 1);
  return {
    now: () => new Date(time),
    forward: (seconds) => {
      time += seconds * 1000;
    },
  };
}

interface SpaceAssignment {
  space_id: string;
  role?: object;
}

/** The body that asks for a service key of the space alpha. */
function serviceKey(more: object = {}, space: object = {}, organization: object = {}): object {
  const spaces: SpaceAssignment[] = [{ space_id: ids.alpha, ...space }];
  return {
    key_type: 'SERVICE',
    name: 'ci',
    organizations: [{ org_id: ids.platform, spaces, ...organization }],
    ...more,
  };
}

const pathOf = (made: Answer, action: string): string =>
  `${keys}/${textOf(made.body, 'id')}/${action}`;

async function makeUserKey(world: World, more: object = {}, key = 'member-key'): Promise<Answer> {
  const made = await world.send('POST', keys, { key_type: 'USER', name: 'mine', ...more }, key);
  expect(made.status).toBe(201);
  return made;
}

async function makeServiceKey(
  world: World,
  body = serviceKey(),
  key = 'admin-key',
): Promise<Answer> {
  const made = await world.send('POST', keys, body, key);
  expect(made).toMatchObject({ status: 201 });
  return made;
}

async function statusWith(world: World, secret: string): Promise<number> {
  return (await world.send('GET', '/v2/roles', undefined, secret)).status;
}

async function names(world: World, query: string, key = 'admin-key'): Promise<string[]> {
  const { body } = await world.send('GET', `${keys}${query}`, undefined, key);
  return rowsOf(body).map((row) => textOf(row, 'name'));
}

/** The cursor behind the first of Raj's keys. */
async function second(world: World): Promise<string> {
  const { body } = await world.send('GET', `${keys}?limit=1`, undefined, 'member-key');
  const [, cursor = ''] = JSON.stringify(body).match(/"next_cursor":"([^"]+)"/) ?? [];
  return cursor;
}

describe('5 listing', () => {
  test("5 without parameters come the caller's own active user keys", async () => {
    const world = openPeople();
    await makeUserKey(world);
    await makeUserKey(world, { name: 'other' }, 'spaceadmin-key');
    await makeServiceKey(world);
    expect(await names(world, '', 'member-key')).toEqual(['Seeded key of Raj', 'mine']);
  });

  test('5 a listed key has these fields, and no secret', async () => {
    const { now, forward } = clock();
    const world = openPeople({ now });
    const made = await makeUserKey(world, { description: 'd', expires_at: '2027-01-01T00:00:00Z' });
    const secret = textOf(made.body, 'key');
    forward(60);
    await statusWith(world, secret);
    const { body } = await world.send(
      'GET',
      `${keys}?limit=1&cursor=${await second(world)}`,
      undefined,
      'member-key',
    );
    expect(rowsOf(body)).toEqual([
      {
        id: textOf(made.body, 'id'),
        name: 'mine',
        description: 'd',
        key_type: 'USER',
        status: 'ACTIVE',
        redacted_key: `${secret.slice(0, 6)}...${secret.slice(-3)}`,
        created_at: '2026-06-01T00:00:00Z',
        expires_at: '2027-01-01T00:00:00Z',
        created_by_user_id: ids.raj,
        last_used_at: '2026-06-01T00:01:00Z',
      },
    ]);
  });

  const refused: [rule: string, status: number, key: string, query: string][] = [
    [
      "5 another person's user keys are for account admins",
      403,
      'orgadmin-key',
      `?user_id=${ids.raj}`,
    ],
    ['5 user_id needs account admin even for oneself', 403, 'member-key', `?user_id=${ids.raj}`],
    [
      '5 the keys of an unknown person are a 404',
      404,
      'admin-key',
      `?user_id=${ids.unknownPerson}`,
    ],
    ['5 user keys of a space are a 400', 400, 'admin-key', `?key_type=USER&space_id=${ids.alpha}`],
    ['5 a space that is not visible is a 404', 404, 'outsider-key', `?space_id=${ids.alpha}`],
    ['5 service keys need SERVICE_KEY_READ', 403, 'gatekeeper-key', `?space_id=${ids.alpha}`],
    ['5 an unknown key type is a 400', 400, 'admin-key', '?key_type=BOT'],
    ['5 an unknown status is a 400', 400, 'admin-key', '?status=EXPIRED'],
  ];
  test('5 service keys without a space are those of all spaces that the caller may look into', async () => {
    const world = openPeople();
    expect(await names(world, '?key_type=SERVICE')).toEqual(['Seeded key of ci']);
    expect(await names(world, '?key_type=SERVICE', 'outsider-key')).toEqual([]);
    const byRaj = `?key_type=SERVICE&user_id=${ids.raj}`;
    expect(await names(world, byRaj)).toEqual([]);
  });

  test.each(refused)('%s', async (_rule, status, key, query) => {
    const answer = await openPeople().send('GET', `${keys}${query}`, undefined, key);
    expect(answer.status).toBe(status);
  });

  test('5 an account admin lists the user keys of anybody', async () => {
    expect(await names(openPeople(), `?user_id=${ids.raj}`)).toEqual(['Seeded key of Raj']);
  });

  test.each(['admin-key', 'spaceadmin-key', 'member-key', 'keeper-key'])(
    '5 %s lists the service keys of a space, by space_id alone',
    async (key) => {
      const world = openPeople();
      await makeServiceKey(world);
      expect(await names(world, `?space_id=${ids.alpha}`, key)).toEqual(['Seeded key of ci', 'ci']);
    },
  );

  test('5 user_id filters service keys by their creator, without being an admin', async () => {
    const world = openPeople();
    await makeServiceKey(world, serviceKey({ name: 'mine' }), 'member-key');
    await makeServiceKey(world);
    const query = `?space_id=${ids.alpha}&user_id=${ids.raj}`;
    expect(await names(world, query, 'keeper-key')).toEqual(['mine']);
  });

  test('5 one service key may span spaces', async () => {
    const world = openPeople();
    const spaces = [{ space_id: ids.alpha }, { space_id: ids.open }];
    await makeServiceKey(world, serviceKey({ organizations: [{ org_id: ids.platform, spaces }] }));
    expect(await names(world, `?space_id=${ids.open}`)).toEqual(['ci']);
    expect(await names(world, `?space_id=${ids.alpha}`)).toContain('ci');
  });

  test('5 an expired key still counts as ACTIVE: its expiry tells', async () => {
    const { now, forward } = clock();
    const world = openPeople({ now });
    await makeUserKey(world, { expires_at: '2026-06-01T01:00:00Z' });
    forward(7200);
    expect(await names(world, '?status=ACTIVE', 'member-key')).toContain('mine');
  });
});

describe('5 creating', () => {
  test('5 a user key acts as its creator, and its secret is shown once', async () => {
    const world = openPeople();
    const made = await makeUserKey(world);
    const secret = textOf(made.body, 'key');
    expect(made.body).toEqual({
      id: textOf(made.body, 'id'),
      name: 'mine',
      key_type: 'USER',
      status: 'ACTIVE',
      redacted_key: `${secret.slice(0, 6)}...${secret.slice(-3)}`,
      created_at: expect.stringMatching(/^2026-01-01T00:00:\d\dZ$/),
      created_by_user_id: ids.raj,
      key: secret,
    });
    const { body } = await world.ask('{ viewer { user { email } } }', {}, secret);
    expect(body).toEqual({ data: { viewer: { user: { email: 'raj@example.com' } } } });
    const listed = await world.send('GET', keys, undefined, 'member-key');
    expect(JSON.stringify(listed.body)).not.toContain(secret);
  });

  test('5 a service key gets a bot user with roles, and says so in the 201 only', async () => {
    const world = openPeople();
    const made = await makeServiceKey(
      world,
      serviceKey(
        { account_role: word('ADMIN') },
        { role: custom(ids.writer) },
        { role: word('MEMBER') },
      ),
    );
    const bot = globalId('User', 17);
    expect(made.body).toMatchObject({
      key_type: 'SERVICE',
      created_by_user_id: ids.jane,
      bot_user: {
        id: bot,
        name: 'ci',
        account_role: word('ADMIN'),
        organizations: [
          {
            org_id: ids.platform,
            role: word('MEMBER'),
            spaces: [
              { space_id: ids.alpha, role: { type: 'CUSTOM', id: ids.writer, name: 'Writer' } },
            ],
          },
        ],
      },
    });
    const { body } = await world.ask(
      `{ node(id: "${ids.alpha}") { ... on Space { spaceUsers(first: 20, userType: bot, search: "service-key")
        { edges { node { role customRole { name } user { id userType } } } } } } }`,
    );
    expect(body).toMatchObject({
      data: { node: { spaceUsers: { edges: [{ node: { user: { id: bot, userType: 'bot' } } }] } } },
    });
    const list = await world.send('GET', `${keys}?space_id=${ids.alpha}`);
    expect(JSON.stringify(list.body)).not.toContain('bot_user');
  });

  test('5 left out, the roles are MEMBER in the account, READ_ONLY in the organization, MEMBER in the space', async () => {
    const made = await makeServiceKey(openPeople());
    expect(made.body).toMatchObject({
      bot_user: {
        account_role: word('MEMBER'),
        organizations: [{ role: word('READ_ONLY'), spaces: [{ role: word('MEMBER') }] }],
      },
    });
  });

  test('5 a service key acts as its bot user, with the rights of that user', async () => {
    const world = openPeople();
    const secret = textOf((await makeServiceKey(world)).body, 'key');
    const spaces = await world.send('GET', '/v2/spaces', undefined, secret);
    expect(spaces.body).toMatchObject({ spaces: [{ id: ids.alpha }, { id: ids.open }] });
    const made = await world.send('POST', '/v2/organizations', { name: 'X' }, secret);
    expect(made.status).toBe(403);
  });

  const elsewhere = { organizations: [{ org_id: ids.lab, spaces: [{ space_id: ids.alpha }] }] };
  const twice = {
    organizations: [
      { org_id: ids.platform, spaces: [{ space_id: ids.alpha }, { space_id: ids.alpha }] },
    ],
  };
  const refused: [rule: string, status: number, key: string, body: object][] = [
    [
      '5 a custom account role is a 422',
      422,
      'admin-key',
      serviceKey({ account_role: custom(ids.reader) }),
    ],
    [
      '5 an annotator of the account is a 422',
      422,
      'admin-key',
      serviceKey({ account_role: word('ANNOTATOR') }),
    ],
    [
      '5 a custom organization role is a 422',
      422,
      'admin-key',
      serviceKey({}, {}, { role: custom(ids.reader) }),
    ],
    [
      '5 an annotator of the organization is a 422',
      422,
      'admin-key',
      serviceKey({}, {}, { role: word('ANNOTATOR') }),
    ],
    [
      '5 an annotator of the space is a 422',
      422,
      'admin-key',
      serviceKey({}, { role: word('ANNOTATOR') }),
    ],
    [
      '5 an account role above the own is a 422',
      422,
      'orgadmin-key',
      serviceKey({ account_role: word('ADMIN') }),
    ],
    [
      '5 an organization role above the own is a 422',
      422,
      'spaceadmin-key',
      serviceKey({}, {}, { role: word('ADMIN') }),
    ],
    [
      '5 a space role above the own is a 422',
      422,
      'member-key',
      serviceKey({}, { role: word('ADMIN') }),
    ],
    [
      '5 a custom role that allows more than one may is a 422',
      422,
      'keeper-key',
      serviceKey({}, { role: custom(ids.writer) }),
    ],
    ['5 a space of another organization is a 422', 422, 'admin-key', serviceKey(elsewhere)],
    ['5 a space listed twice is a 422', 422, 'admin-key', serviceKey(twice)],
    [
      '5 an expiry in the past is a 422',
      422,
      'admin-key',
      serviceKey({ expires_at: '2020-01-01T00:00:00Z' }),
    ],
    ['5 every listed space needs SERVICE_KEY_CREATE', 403, 'gatekeeper-key', serviceKey()],
    ['5 an organization that is not visible is a 404', 404, 'outsider-key', serviceKey()],
    [
      '5 a space that is not there is a 404',
      404,
      'admin-key',
      serviceKey({}, { space_id: ids.nowhere }),
    ],
    ['5 no organizations are a 400', 400, 'admin-key', serviceKey({ organizations: [] })],
    ['5 no spaces are a 400', 400, 'admin-key', serviceKey({}, {}, { spaces: [] })],
    [
      '5 a role without its type is a 400',
      400,
      'admin-key',
      serviceKey({}, { role: { name: 'MEMBER' } }),
    ],
    ['5 an unknown key type is a 400', 400, 'admin-key', { key_type: 'BOT', name: 'x' }],
    [
      '5 a name above 256 characters is a 400',
      400,
      'admin-key',
      { key_type: 'USER', name: 'x'.repeat(257) },
    ],
    [
      '5 a description above 1000 characters is a 400',
      400,
      'admin-key',
      { key_type: 'USER', name: 'x', description: 'x'.repeat(1001) },
    ],
    [
      '5 an expiry that is no date is a 400',
      400,
      'admin-key',
      { key_type: 'USER', name: 'x', expires_at: 'soon' },
    ],
    ['5 organizations of a user key are a 400', 400, 'admin-key', serviceKey({ key_type: 'USER' })],
    ['5 a service account has no personal keys', 403, 'bot-key', { key_type: 'USER', name: 'x' }],
    [
      '5 without developer access there are no keys',
      403,
      'ui-key',
      { key_type: 'USER', name: 'x' },
    ],
  ];
  test.each(refused)('%s', async (_rule, status, key, body) => {
    const { send, sandbox } = openPeople();
    const before = sandbox.snapshot();
    expect((await send('POST', keys, body, key)).status).toBe(status);
    expect(sandbox.snapshot()).toEqual(before);
  });

  test('5 names of keys are not unique', async () => {
    const world = openPeople();
    await makeUserKey(world);
    await makeUserKey(world);
    expect(await names(world, '', 'member-key')).toEqual(['Seeded key of Raj', 'mine', 'mine']);
  });
});

describe('5 refreshing', () => {
  test('5 the old secret dies at once, the new one works, the key keeps its id', async () => {
    const world = openPeople();
    const made = await makeUserKey(world);
    const renewed = await world.send('POST', pathOf(made, 'refresh'), {}, 'member-key');
    expect(renewed.status).toBe(200);
    expect(renewed.body).not.toHaveProperty('bot_user');
    const secret = textOf(renewed.body, 'key');
    expect(textOf(renewed.body, 'id')).toBe(textOf(made.body, 'id'));
    expect(await statusWith(world, textOf(made.body, 'key'))).toBe(401);
    expect(await statusWith(world, secret)).toBe(200);
  });

  test('5 without a body it refreshes too', async () => {
    const world = openPeople();
    const made = await makeUserKey(world);
    const answer = await world.send('POST', pathOf(made, 'refresh'), undefined, 'member-key');
    expect(answer.status).toBe(200);
  });

  test('5 the key may be replaced by one with another id', async () => {
    const world = openPeople({ behaviour: { refresh_keeps_id: false } });
    const made = await makeUserKey(world);
    const renewed = await world.send('POST', pathOf(made, 'refresh'), {}, 'member-key');
    expect(textOf(renewed.body, 'id')).not.toBe(textOf(made.body, 'id'));
    expect(await names(world, '?status=REVOKED', 'member-key')).toEqual(['mine']);
    expect(await names(world, '', 'member-key')).toEqual(['Seeded key of Raj', 'mine']);
    expect(await statusWith(world, textOf(made.body, 'key'))).toBe(401);
    expect(await statusWith(world, textOf(renewed.body, 'key'))).toBe(200);
  });

  test.each([true, false])(
    '5 the grace window keeps the old secret alive (same id: %s)',
    async (same) => {
      const { now, forward } = clock();
      const world = openPeople({ now, behaviour: { refresh_keeps_id: same } });
      const made = await makeUserKey(world);
      const old = textOf(made.body, 'key');
      const body = { grace_period_seconds: 300 };
      const renewed = await world.send('POST', pathOf(made, 'refresh'), body, 'member-key');
      forward(299);
      expect(await statusWith(world, old)).toBe(200);
      forward(2);
      expect(await statusWith(world, old)).toBe(401);
      expect(await statusWith(world, textOf(renewed.body, 'key'))).toBe(200);
    },
  );

  test.each([true, false])(
    "5 the old key's earlier expiry wins over the grace window (same id: %s)",
    async (same) => {
      const { now, forward } = clock();
      const world = openPeople({ now, behaviour: { refresh_keeps_id: same } });
      const made = await makeUserKey(world, { expires_at: '2026-06-01T00:01:00Z' });
      const body = { grace_period_seconds: 3600, expires_at: '2026-06-01T00:01:00Z' };
      await world.send('POST', pathOf(made, 'refresh'), body, 'member-key');
      forward(61);
      expect(await statusWith(world, textOf(made.body, 'key'))).toBe(401);
    },
  );

  const expiring = { expires_at: '2026-07-01T00:00:00Z' };
  const expiry: [rule: string, status: number, made: object, body: object][] = [
    ['5 a key with an expiry needs one again', 422, expiring, {}],
    ['5 the lifetime can not be extended', 422, expiring, { expires_at: '2026-07-01T00:00:01Z' }],
    ['5 the lifetime can be shortened', 200, expiring, { expires_at: '2026-06-15T00:00:00Z' }],
    ['5 an unbounded key stays unbounded', 200, {}, {}],
    ['5 an unbounded key can be given an expiry', 200, {}, { expires_at: '2030-01-01T00:00:00Z' }],
    ['5 an expiry in the past is a 422', 422, {}, { expires_at: '2026-05-01T00:00:00Z' }],
    ['5 a grace window above a day is a 400', 400, {}, { grace_period_seconds: 86_401 }],
    ['5 a grace window of parts of seconds is a 400', 400, {}, { grace_period_seconds: 0.5 }],
    ['5 an unknown field is a 400', 400, {}, { name: 'new' }],
  ];
  test.each(expiry)('%s', async (_rule, status, made, body) => {
    const world = openPeople({ now: clock().now });
    const key = await makeUserKey(world, made);
    const answer = await world.send('POST', pathOf(key, 'refresh'), body, 'member-key');
    expect(answer.status).toBe(status);
    const { expires_at: wanted } = { expires_at: undefined, ...body };
    const { expires_at: given } = { expires_at: undefined, ...Object(answer.body) };
    expect(given).toBe(status === 200 ? wanted : undefined);
  });

  test('5 a revoked key can not be refreshed', async () => {
    const world = openPeople();
    const made = await makeUserKey(world);
    await world.send('PUT', pathOf(made, 'revoke'), undefined, 'member-key');
    expect((await world.send('POST', pathOf(made, 'refresh'), {}, 'member-key')).status).toBe(422);
  });
});

describe('5 who may refresh and revoke', () => {
  const personal: [key: string, status: number][] = [
    ['member-key', 204],
    ['admin-key', 204],
    ['orgadmin-key', 404],
    ['spaceadmin-key', 404],
  ];
  test.each(personal)('5 a user key, by %s: %i', async (key, status) => {
    const world = openPeople();
    const made = await makeUserKey(world);
    const refreshed = await world.send('POST', pathOf(made, 'refresh'), {}, key);
    expect(refreshed.status).toBe(status === 204 ? 200 : status);
    expect((await world.send('PUT', pathOf(made, 'revoke'), undefined, key)).status).toBe(status);
  });

  const shared: [key: string, refresh: number, revoke: number][] = [
    ['admin-key', 200, 204],
    ['orgadmin-key', 200, 204],
    ['spaceadmin-key', 200, 403],
    ['member-key', 200, 204],
    ['keeper-key', 403, 403],
    // Members of the organization are members of a space that is not private, and read its keys.
    ['gatekeeper-key', 403, 403],
    ['outsider-key', 404, 404],
  ];
  test.each(shared)(
    '5 a service key of two spaces that Raj made, by %s: refresh %i, revoke %i',
    async (key, refresh, revoke) => {
      const world = openPeople();
      // Raj reads `open` only; there a MEMBER word lets him make keys.
      await world.send('POST', `/v2/spaces/${ids.open}/users`, {
        user_id: ids.raj,
        role: word('MEMBER'),
      });
      const spaces = [{ space_id: ids.alpha }, { space_id: ids.open }];
      const organizations = [{ org_id: ids.platform, spaces }];
      const made = await makeServiceKey(world, serviceKey({ organizations }), 'member-key');
      const path = pathOf(made, 'refresh');
      expect((await world.send('POST', path, {}, key)).status).toBe(refresh);
      const revoked = await world.send('PUT', pathOf(made, 'revoke'), undefined, key);
      expect(revoked.status).toBe(revoke);
    },
  );

  test.each([
    ['a key that is not there', globalId('ApiKey', 999), 404],
    ['an id of another kind', ids.raj, 400],
  ])('5 %s', async (_name, id, status) => {
    const { send } = openPeople();
    expect((await send('PUT', `${keys}/${id}/revoke`)).status).toBe(status);
    expect((await send('POST', `${keys}/${id}/refresh`, {})).status).toBe(status);
  });
});

describe('5 the end of a key', () => {
  test('5 revoking is immediate, terminal and idempotent', async () => {
    const world = openPeople();
    const made = await makeUserKey(world);
    const revoked = async (): Promise<number> =>
      (await world.send('PUT', pathOf(made, 'revoke'), undefined, 'member-key')).status;
    expect([await revoked(), await revoked()]).toEqual([204, 204]);
    expect(await statusWith(world, textOf(made.body, 'key'))).toBe(401);
    expect(await names(world, '?status=REVOKED', 'member-key')).toEqual(['mine']);
  });

  test('5 a key that has expired is a 401, by REST and by GraphQL', async () => {
    const { now, forward } = clock();
    const world = openPeople({ now });
    const made = await makeUserKey(world, { expires_at: '2026-06-01T00:01:00Z' });
    const secret = textOf(made.body, 'key');
    expect(await statusWith(world, secret)).toBe(200);
    forward(60);
    expect(await statusWith(world, secret)).toBe(401);
    expect((await world.ask('{ account { id } }', {}, secret)).status).toBe(401);
  });

  test('5 blocking a person kills their personal keys; the service keys that they made live on', async () => {
    const world = openPeople();
    const personal = textOf((await makeUserKey(world)).body, 'key');
    const service = textOf((await makeServiceKey(world, serviceKey(), 'member-key')).body, 'key');
    await world.send('DELETE', `/v2/users/${ids.raj}`);
    expect(await statusWith(world, personal)).toBe(401);
    expect(await statusWith(world, service)).toBe(200);
    expect(await names(world, `?space_id=${ids.alpha}`)).toContain('ci');
  });

  test('5 blocking the bot user of a service key kills the key', async () => {
    const world = openPeople();
    const made = await makeServiceKey(world);
    await world.send('DELETE', `/v2/users/${globalId('User', 17)}`);
    expect(await statusWith(world, textOf(made.body, 'key'))).toBe(401);
  });

  test('1.9 deleting an organization takes its service keys', async () => {
    const world = openPeople();
    const made = await makeServiceKey(world);
    await world.send('DELETE', `/v2/organizations/${ids.platform}`);
    expect(await statusWith(world, textOf(made.body, 'key'))).toBe(401);
  });

  test('5 secrets are not in the state file, the log or the snapshot, and work after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-keys-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const stateFile = join(folder, 'state.json');
    const first = openPeople({ stateFile });
    const secret = textOf((await makeUserKey(first)).body, 'key');
    expect(await statusWith(first, secret)).toBe(200);
    await first.sandbox.close();
    const kept = [
      await readFile(stateFile, 'utf8'),
      await readFile(`${stateFile}.log`, 'utf8'),
      JSON.stringify(first.sandbox.snapshot()),
      first.sandbox.tree(),
    ];
    expect(kept.filter((text) => text.includes(secret))).toEqual([]);
    const again = openPeople({ stateFile });
    expect(await statusWith(again, secret)).toBe(200);
    await again.sandbox.close();
  });
});
