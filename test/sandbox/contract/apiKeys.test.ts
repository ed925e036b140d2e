import * as sdk from '@arizeai/ax-client';
import { globalId } from '../../../src/sandbox/ids.ts';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const nowhere = globalId('ApiKey', 99);
/** Raj's own key, as the seed has it. */
const rajsKey = globalId('ApiKey', 3);
const alpha: { orgId: string; spaces: [{ spaceId: string }] } = {
  orgId: ids.platform,
  spaces: [{ spaceId: ids.alpha }],
};

contract('listApiKeys', {
  works: {
    'every page of the own keys': async ({ as, check }) => {
      const client = as('member-key');
      for (const name of ['a', 'b', 'c']) await sdk.createApiKey({ client, keyType: 'USER', name });
      const { rows } = await everyPage((more) => sdk.listApiKeys({ client, ...more }));
      check(rows.map(({ name }) => name)).toEqual(['Seeded key of Raj', 'a', 'b', 'c']);
    },
    'the service keys of a space': async ({ client, check }) => {
      const { data } = await sdk.listApiKeys({ client, spaceId: ids.alpha });
      check(data).toMatchObject([
        { name: 'Seeded key of ci', keyType: 'SERVICE', status: 'ACTIVE' },
      ]);
    },
  },
  fails: {
    "another person's": [
      403,
      ({ as }) => sdk.listApiKeys({ client: as('orgadmin-key'), userId: ids.raj }),
    ],
    'of a space that is not visible': [
      404,
      ({ as }) => sdk.listApiKeys({ client: as('outsider-key'), spaceId: ids.alpha }),
    ],
  },
});

contract('createApiKey', {
  works: {
    'a user key that works': async ({ as, check }) => {
      const made = await sdk.createApiKey({
        client: as('member-key'),
        keyType: 'USER',
        name: 'mine',
      });
      const { data } = await sdk.listApiKeys({ client: as(made.key) });
      check(data.map(({ name, createdByUserId }) => [name, createdByUserId])).toEqual([
        ['Seeded key of Raj', ids.raj],
        ['mine', ids.raj],
      ]);
    },
    'a service key that works, with its bot user': async ({ client, as, check }) => {
      const made = await sdk.createApiKey({
        client,
        keyType: 'SERVICE',
        name: 'ci',
        expiresAt: new Date('2027-01-01T00:00:00Z'),
        organizations: [alpha],
      });
      check(made).toMatchObject({
        keyType: 'SERVICE',
        expiresAt: new Date('2027-01-01T00:00:00Z'),
        botUser: {
          name: 'ci',
          accountRole: { name: 'MEMBER' },
          organizations: [
            {
              orgId: ids.platform,
              role: { name: 'READ_ONLY' },
              spaces: [{ spaceId: ids.alpha, role: { name: 'MEMBER' } }],
            },
          ],
        },
      });
      const { data } = await sdk.listSpaces({ client: as(made.key) });
      check(data.map(({ id }) => id)).toEqual([ids.alpha, ids.open]);
    },
  },
  fails: {
    'no developer': [
      403,
      ({ as }) => sdk.createApiKey({ client: as('ui-key'), keyType: 'USER', name: 'x' }),
    ],
    'a role above the own': [
      422,
      ({ as }) =>
        sdk.createApiKey({
          client: as('member-key'),
          keyType: 'SERVICE',
          name: 'x',
          accountRole: { name: 'ADMIN' },
          organizations: [alpha],
        }),
    ],
    'no right in the space': [
      403,
      ({ as }) =>
        sdk.createApiKey({
          client: as('gatekeeper-key'),
          keyType: 'SERVICE',
          name: 'x',
          organizations: [alpha],
        }),
    ],
    'a space that is not there': [
      404,
      ({ client }) =>
        sdk.createApiKey({
          client,
          keyType: 'SERVICE',
          name: 'x',
          organizations: [{ orgId: ids.platform, spaces: [{ spaceId: ids.nowhere }] }],
        }),
    ],
    'a long name': [
      400,
      ({ client }) => sdk.createApiKey({ client, keyType: 'USER', name: 'x'.repeat(257) }),
    ],
  },
});

contract('refreshApiKey', {
  works: {
    'a new secret in the place of the old': async ({ as, check }) => {
      const made = await sdk.createApiKey({
        client: as('member-key'),
        keyType: 'USER',
        name: 'mine',
      });
      const renewed = await sdk.refreshApiKey({ client: as('member-key'), apiKeyId: made.id });
      check(renewed).toMatchObject({ name: 'mine', status: 'ACTIVE' });
      await check(sdk.listRoles({ client: as(made.key) })).rejects.toThrow('HTTP 401');
      check((await sdk.listRoles({ client: as(renewed.key) })).data).toHaveLength(10);
    },
    'with a grace period': async ({ as, check }) => {
      const made = await sdk.createApiKey({
        client: as('member-key'),
        keyType: 'USER',
        name: 'mine',
      });
      await sdk.refreshApiKey({
        client: as('member-key'),
        apiKeyId: made.id,
        gracePeriodSeconds: 60,
      });
      check((await sdk.listRoles({ client: as(made.key) })).data).toHaveLength(10);
    },
  },
  fails: {
    'not there': [404, ({ client }) => sdk.refreshApiKey({ client, apiKeyId: nowhere })],
    "another person's": [
      404,
      ({ as }) => sdk.refreshApiKey({ client: as('orgadmin-key'), apiKeyId: rajsKey }),
    ],
    'too long a grace period': [
      400,
      ({ client }) => sdk.refreshApiKey({ client, apiKeyId: rajsKey, gracePeriodSeconds: 86_401 }),
    ],
    'an expiry in the past': [
      422,
      ({ client }) =>
        sdk.refreshApiKey({ client, apiKeyId: rajsKey, expiresAt: '2020-01-01T00:00:00Z' }),
    ],
  },
});

contract('revokeApiKey', {
  works: {
    'for ever, and twice': async ({ client, as, check }) => {
      await sdk.revokeApiKey({ client, apiKeyId: rajsKey });
      await sdk.revokeApiKey({ client, apiKeyId: rajsKey });
      await check(sdk.listRoles({ client: as('member-key') })).rejects.toThrow('HTTP 401');
      const { data } = await sdk.listApiKeys({ client, userId: ids.raj, status: 'REVOKED' });
      check(data.map(({ name }) => name)).toEqual(['Seeded key of Raj']);
    },
  },
  fails: {
    "another person's": [
      404,
      ({ as }) => sdk.revokeApiKey({ client: as('orgadmin-key'), apiKeyId: rajsKey }),
    ],
    'a service key of others': [
      403,
      ({ as }) => sdk.revokeApiKey({ client: as('member-key'), apiKeyId: globalId('ApiKey', 5) }),
    ],
    'an id of another kind': [400, ({ client }) => sdk.revokeApiKey({ client, apiKeyId: ids.raj })],
  },
});
