import * as sdk from '@arizeai/ax-client';
import { globalId } from '../../../src/sandbox/ids.ts';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const nowhere = globalId('Role', 99);

contract('listRoles', {
  works: {
    'every page, and custom ones': async ({ client, check }) => {
      const { rows } = await everyPage((more) => sdk.listRoles({ client, ...more }));
      check(rows).toHaveLength(10);
      const { data } = await sdk.listRoles({ client, isPredefined: false });
      check(data.map(({ name }) => name)).toEqual([
        'Reader',
        'Writer',
        'Gatekeeper',
        'Keeper',
        'Restrictor',
        'HR',
      ]);
    },
  },
  fails: {
    'a limit of nothing': [400, ({ client }) => sdk.listRoles({ client, limit: 0 })],
    'an unknown key': [401, ({ as }) => sdk.listRoles({ client: as('who') })],
  },
});

contract('getRole', {
  works: {
    'by anybody': async ({ as, check }) => {
      const role = await sdk.getRole({ client: as('outsider-key'), roleId: ids.reader });
      check(role).toMatchObject({
        name: 'Reader',
        permissions: ['PROJECT_READ'],
        isPredefined: false,
      });
    },
  },
  fails: {
    'not there': [404, ({ client }) => sdk.getRole({ client, roleId: nowhere })],
    'the id of a user': [400, ({ client }) => sdk.getRole({ client, roleId: ids.raj })],
  },
});

contract('createRole', {
  works: {
    'without a description': async ({ client, check }) => {
      const role = await sdk.createRole({ client, name: 'R', permissions: ['TAG_READ'] });
      check(role).toMatchObject({ name: 'R', permissions: ['TAG_READ'] });
      check(role.description).toBeUndefined();
    },
  },
  fails: {
    'a taken name': [
      409,
      ({ client }) => sdk.createRole({ client, name: 'Reader', permissions: ['TAG_READ'] }),
    ],
    'no permissions': [400, ({ client }) => sdk.createRole({ client, name: 'R', permissions: [] })],
    'no right': [
      403,
      ({ as }) =>
        sdk.createRole({ client: as('orgadmin-key'), name: 'R', permissions: ['TAG_READ'] }),
    ],
  },
});

contract('updateRole', {
  works: {
    'the permissions as a whole': async ({ client, check }) => {
      const role = await sdk.updateRole({ client, roleId: ids.writer, permissions: ['TAG_READ'] });
      check(role).toMatchObject({ name: 'Writer', permissions: ['TAG_READ'] });
    },
  },
  fails: {
    'a predefined role': [
      403,
      ({ client }) => sdk.updateRole({ client, roleId: ids.viewer, name: 'V' }),
    ],
    'a taken name': [
      409,
      ({ client }) => sdk.updateRole({ client, roleId: ids.writer, name: 'Reader' }),
    ],
    'not there': [404, ({ client }) => sdk.updateRole({ client, roleId: nowhere, name: 'X' })],
  },
});

contract('deleteRole', {
  works: {
    'with the bindings that use it': async ({ client, check }) => {
      await sdk.deleteRole({ client, roleId: ids.reader });
      const { data } = await sdk.listRoleBindings({ client, resourceType: 'PROJECT' });
      check(data).toEqual([]);
    },
  },
  fails: {
    'a predefined role': [403, ({ client }) => sdk.deleteRole({ client, roleId: ids.viewer })],
    'no right': [
      403,
      ({ as }) => sdk.deleteRole({ client: as('gatekeeper-key'), roleId: ids.reader }),
    ],
    'not there': [404, ({ client }) => sdk.deleteRole({ client, roleId: nowhere })],
  },
});
