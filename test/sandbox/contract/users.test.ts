import * as sdk from '@arizeai/ax-client';
import { expect } from 'vitest';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const member = { type: 'PREDEFINED', name: 'MEMBER' } as const;
const invitation = { name: 'Sam', email: 'sam@example.com', role: member } as const;

contract('listUsers', {
  works: {
    'every page': async ({ client, check }) => {
      const { rows, pages } = await everyPage((more) => sdk.listUsers({ client, ...more }));
      check([rows.length, pages]).toEqual([15, 8]);
      check(rows[0]).toEqual({
        id: ids.jane,
        name: 'Jane',
        email: 'jane@example.com',
        createdAt: new Date('2026-01-01T00:00:05Z'),
        status: 'ACTIVE',
        role: { type: 'PREDEFINED', name: 'ADMIN' },
        isDeveloper: true,
      });
    },
    'by e-mail and status': async ({ client, check }) => {
      const invited = await sdk.listUsers({ client, status: ['INVITED', 'EXPIRED'] });
      check(invited.data.map(({ name }) => name)).toEqual(['Ivy', 'Eve']);
      const found = await sdk.listUsers({ client, email: 'RAJ@' });
      check(found.data.map(({ name }) => name)).toEqual(['Raj']);
    },
  },
  fails: {
    'an annotator': [403, ({ as }) => sdk.listUsers({ client: as('annotator-key') })],
    'an unknown key': [401, ({ as }) => sdk.listUsers({ client: as('who') })],
    'a limit above 100': [400, ({ client }) => sdk.listUsers({ client, limit: 101 })],
  },
});

contract('getUser', {
  works: {
    'anybody of the account': async ({ as, check }) => {
      const user = await sdk.getUser({ client: as('member-key'), userId: ids.omar });
      check(user).toMatchObject({ name: 'Omar', isDeveloper: true });
    },
  },
  fails: {
    'an unknown person': [404, ({ client }) => sdk.getUser({ client, userId: ids.unknownPerson })],
    'a blocked person': [404, ({ client }) => sdk.getUser({ client, userId: ids.gone })],
    'without the right to read': [
      404,
      ({ as }) => sdk.getUser({ client: as('annotator-key'), userId: ids.raj }),
    ],
    'the id of a space': [400, ({ client }) => sdk.getUser({ client, userId: ids.alpha })],
  },
});

contract('createUser', {
  works: {
    'with a temporary password, once': async ({ client, sandbox, check }) => {
      const params = { client, ...invitation, inviteMode: 'TEMPORARY_PASSWORD' } as const;
      check(await sdk.createUser(params)).toMatchObject({
        status: 'INVITED',
        temporaryPassword: expect.any(String),
      });
      check(await sdk.createUser(params)).not.toHaveProperty('temporaryPassword');
      check(sandbox.snapshot().users['sam@example.com']).toMatchObject({ status: 'invited' });
    },
    'active at once': async ({ client, check }) => {
      const user = await sdk.createUser({
        client,
        ...invitation,
        inviteMode: 'NONE',
        isDeveloper: false,
      });
      check(user).toMatchObject({ status: 'ACTIVE', isDeveloper: false });
    },
  },
  fails: {
    'no right': [
      403,
      ({ as }) => sdk.createUser({ client: as('orgadmin-key'), ...invitation, inviteMode: 'NONE' }),
    ],
    'an active e-mail': [
      409,
      ({ client }) =>
        sdk.createUser({
          client,
          ...invitation,
          email: 'Raj@example.com',
          inviteMode: 'EMAIL_LINK',
        }),
    ],
    'a blocked e-mail': [
      409,
      ({ client }) =>
        sdk.createUser({
          client,
          ...invitation,
          email: 'gone@example.com',
          inviteMode: 'EMAIL_LINK',
        }),
    ],
    'a custom role': [
      422,
      ({ client }) =>
        sdk.createUser({
          client,
          ...invitation,
          role: { type: 'CUSTOM', id: ids.reader },
          inviteMode: 'NONE',
        }),
    ],
    'no e-mail address': [
      400,
      ({ client }) => sdk.createUser({ client, ...invitation, email: 'sam', inviteMode: 'NONE' }),
    ],
  },
});

contract('updateUser', {
  works: {
    'name and developer access': async ({ client, check }) => {
      const user = await sdk.updateUser({
        client,
        userId: ids.raj,
        name: ' Raj P ',
        isDeveloper: false,
      });
      check(user).toMatchObject({ name: 'Raj P', isDeveloper: false });
    },
  },
  fails: {
    'nothing to change': [400, ({ client }) => sdk.updateUser({ client, userId: ids.raj })],
    'developer access by another admin': [
      403,
      ({ as }) => sdk.updateUser({ client: as('hr-key'), userId: ids.raj, isDeveloper: false }),
    ],
    'an unknown person': [
      404,
      ({ client }) => sdk.updateUser({ client, userId: ids.unknownPerson, name: 'X' }),
    ],
  },
});

contract('deleteUser', {
  works: {
    'for ever, and twice': async ({ client, sandbox, check }) => {
      await sdk.deleteUser({ client, userId: ids.raj });
      await sdk.deleteUser({ client, userId: ids.raj });
      check(sandbox.snapshot().users['raj@example.com']).toMatchObject({ status: 'inactive' });
    },
  },
  fails: {
    oneself: [400, ({ client }) => sdk.deleteUser({ client, userId: ids.jane })],
    'no right': [403, ({ as }) => sdk.deleteUser({ client: as('orgadmin-key'), userId: ids.raj })],
    'an unknown person': [
      404,
      ({ client }) => sdk.deleteUser({ client, userId: ids.unknownPerson }),
    ],
  },
});

contract('bulkDeleteUsers', {
  works: {
    'by id and by e-mail, with what came of each': async ({ client, sandbox, check }) => {
      const results = await sdk.bulkDeleteUsers({
        client,
        userIds: [ids.pat],
        emails: ['raj@example.com', 'who@example.com'],
      });
      check(results.map(({ userId, status }) => [userId, status])).toEqual([
        ['', 'not_found'],
        [ids.pat, 'deleted'],
        [ids.raj, 'deleted'],
      ]);
      const { users } = sandbox.snapshot();
      check([users['pat@example.com'], users['raj@example.com']]).toMatchObject([
        { status: 'inactive' },
        { status: 'inactive' },
      ]);
    },
  },
  fails: {
    'an id that is not there': [
      404,
      ({ client }) => sdk.bulkDeleteUsers({ client, userIds: [ids.unknownPerson] }),
    ],
    'looking people up with an unknown key': [
      401,
      ({ as }) => sdk.bulkDeleteUsers({ client: as('who'), emails: ['raj@example.com'] }),
    ],
  },
});

contract('resendInvitation', {
  works: {
    'while it is open': async ({ client, sandbox, check }) => {
      const before = sandbox.snapshot();
      await sdk.resendInvitation({ client, userId: ids.ivy });
      check(sandbox.snapshot()).toEqual(before);
    },
  },
  fails: {
    'an active user': [400, ({ client }) => sdk.resendInvitation({ client, userId: ids.raj })],
    'no right': [
      403,
      ({ as }) => sdk.resendInvitation({ client: as('member-key'), userId: ids.ivy }),
    ],
    'an unknown person': [
      404,
      ({ client }) => sdk.resendInvitation({ client, userId: ids.unknownPerson }),
    ],
  },
});

contract('resetPassword', {
  works: {
    'of a person with a password': async ({ client, check }) => {
      const user = await sdk.createUser({
        client,
        ...invitation,
        email: 'sam@else.where',
        inviteMode: 'NONE',
      });
      check(await sdk.resetPassword({ client, userId: user.id })).toBeUndefined();
    },
  },
  fails: {
    'a person of SSO': [400, ({ client }) => sdk.resetPassword({ client, userId: ids.raj })],
    'an invited person': [400, ({ client }) => sdk.resetPassword({ client, userId: ids.ivy })],
    'no right': [403, ({ as }) => sdk.resetPassword({ client: as('member-key'), userId: ids.raj })],
    'an unknown person': [
      404,
      ({ client }) => sdk.resetPassword({ client, userId: ids.unknownPerson }),
    ],
  },
});
