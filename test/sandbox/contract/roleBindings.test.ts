import * as sdk from '@arizeai/ax-client';
import { globalId } from '../../../src/sandbox/ids.ts';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const nowhere = globalId('RoleBinding', 99);
const rajInAlpha = globalId('RoleBinding', 1);
const onChat = {
  userId: ids.pat,
  roleId: ids.reader,
  resourceType: 'PROJECT',
  resourceId: ids.chat,
} as const;

contract('listRoleBindings', {
  works: {
    'every page, and those of one person': async ({ client, check }) => {
      const { rows } = await everyPage((more) =>
        sdk.listRoleBindings({ client, resourceType: 'SPACE', ...more }),
      );
      check(rows).toHaveLength(6);
      const { data } = await sdk.listRoleBindings({
        client,
        resourceType: 'SPACE',
        userId: ids.ci,
      });
      check(data).toMatchObject([{ roleId: ids.writer, resourceId: ids.alpha }]);
    },
    'nothing for who may not read them': async ({ as, check }) => {
      const { data } = await sdk.listRoleBindings({
        client: as('member-key'),
        resourceType: 'SPACE',
      });
      check(data).toEqual([]);
    },
  },
  fails: {
    'of an unknown person': [
      404,
      ({ client }) =>
        sdk.listRoleBindings({ client, resourceType: 'SPACE', userId: ids.unknownPerson }),
    ],
    'an unknown key': [
      401,
      ({ as }) => sdk.listRoleBindings({ client: as('who'), resourceType: 'SPACE' }),
    ],
  },
});

contract('getRoleBinding', {
  works: {
    'by an admin of the space': async ({ as, check }) => {
      const binding = await sdk.getRoleBinding({
        client: as('spaceadmin-key'),
        bindingId: rajInAlpha,
      });
      check(binding).toMatchObject({ userId: ids.raj, roleId: ids.reader, resourceType: 'SPACE' });
    },
  },
  fails: {
    'not visible': [
      404,
      ({ as }) => sdk.getRoleBinding({ client: as('member-key'), bindingId: rajInAlpha }),
    ],
    'not there': [404, ({ client }) => sdk.getRoleBinding({ client, bindingId: nowhere })],
  },
});

contract('createRoleBinding', {
  works: {
    'on a project, for who is no member of the space': async ({ client, check }) => {
      const binding = await sdk.createRoleBinding({ client, ...onChat, userId: ids.oz });
      check(binding).toMatchObject({ ...onChat, userId: ids.oz });
    },
  },
  fails: {
    'a second one': [
      409,
      ({ client }) =>
        sdk.createRoleBinding({
          client,
          ...onChat,
          userId: ids.raj,
          resourceId: ids.fraud,
          roleId: ids.writer,
        }),
    ],
    'a space as project': [
      400,
      ({ client }) => sdk.createRoleBinding({ client, ...onChat, resourceId: ids.alpha }),
    ],
    'a resource that is not there': [
      403,
      ({ client }) =>
        sdk.createRoleBinding({ client, ...onChat, resourceId: globalId('Model', 99) }),
    ],
    'an unknown person': [
      404,
      ({ client }) => sdk.createRoleBinding({ client, ...onChat, userId: ids.unknownPerson }),
    ],
    'no right': [403, ({ as }) => sdk.createRoleBinding({ client: as('member-key'), ...onChat })],
  },
});

contract('updateRoleBinding', {
  works: {
    'the role, and nothing else': async ({ client, check }) => {
      const before = await sdk.getRoleBinding({ client, bindingId: rajInAlpha });
      const after = await sdk.updateRoleBinding({
        client,
        bindingId: rajInAlpha,
        roleId: ids.writer,
      });
      check(after).toEqual({ ...before, roleId: ids.writer, updatedAt: after.updatedAt });
    },
  },
  fails: {
    'a role that is not there': [
      404,
      ({ client }) =>
        sdk.updateRoleBinding({ client, bindingId: rajInAlpha, roleId: globalId('Role', 99) }),
    ],
    'no right': [
      404,
      ({ as }) =>
        sdk.updateRoleBinding({
          client: as('member-key'),
          bindingId: rajInAlpha,
          roleId: ids.writer,
        }),
    ],
  },
});

contract('deleteRoleBinding', {
  works: {
    once: async ({ client, check }) => {
      await sdk.deleteRoleBinding({ client, bindingId: rajInAlpha });
      await check(sdk.deleteRoleBinding({ client, bindingId: rajInAlpha })).rejects.toThrow(
        'HTTP 404',
      );
    },
  },
  fails: {
    'no right': [
      404,
      ({ as }) => sdk.deleteRoleBinding({ client: as('member-key'), bindingId: rajInAlpha }),
    ],
    'not there': [404, ({ client }) => sdk.deleteRoleBinding({ client, bindingId: nowhere })],
  },
});
