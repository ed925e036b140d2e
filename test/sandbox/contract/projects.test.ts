import * as sdk from '@arizeai/ax-client';
import { globalId } from '../../../src/sandbox/ids.ts';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const nowhere = globalId('Model', 99);

contract('listProjects', {
  works: {
    'every page, and those of one space': async ({ client, as, check }) => {
      const { rows } = await everyPage((more) => sdk.listProjects({ client, ...more }));
      check(rows.map(({ name }) => name)).toEqual(['fraud', 'chat', 'churn']);
      const seen = await sdk.listProjects({ client: as('bot-key'), space: ids.alpha });
      check(seen.data.map(({ name }) => name)).toEqual(['chat', 'churn']);
    },
  },
  fails: {
    'a space that is not there': [
      404,
      ({ client }) => sdk.listProjects({ client, space: ids.nowhere }),
    ],
    'an unknown key': [401, ({ as }) => sdk.listProjects({ client: as('who') })],
  },
});

contract('getProject', {
  works: {
    'by id': async ({ client, check }) => {
      const project = await sdk.getProject({ client, project: ids.fraud });
      check(project).toMatchObject({ name: 'fraud', spaceId: ids.alpha });
    },
  },
  fails: {
    'restricted to others': [
      404,
      ({ as }) => sdk.getProject({ client: as('bot-key'), project: ids.fraud }),
    ],
    'not there': [404, ({ client }) => sdk.getProject({ client, project: nowhere })],
  },
});

contract('createProject', {
  works: {
    'by a member': async ({ as, check }) => {
      const project = await sdk.createProject({
        client: as('member-key'),
        name: 'p',
        space: ids.alpha,
      });
      check(project).toMatchObject({ name: 'p', spaceId: ids.alpha });
    },
  },
  fails: {
    'a taken name': [
      409,
      ({ client }) => sdk.createProject({ client, name: 'chat', space: ids.alpha }),
    ],
    'no right': [
      403,
      ({ as }) => sdk.createProject({ client: as('bot-key'), name: 'p', space: ids.alpha }),
    ],
    'a space that is not there': [
      400,
      ({ client }) => sdk.createProject({ client, name: 'p', space: ids.nowhere }),
    ],
  },
});

contract('updateProject', {
  works: {
    'its name': async ({ client, check }) => {
      const project = await sdk.updateProject({ client, project: ids.chat, name: 'talk' });
      check(project).toMatchObject({ id: ids.chat, name: 'talk' });
    },
  },
  fails: {
    'a taken name': [
      422,
      ({ client }) => sdk.updateProject({ client, project: ids.chat, name: 'fraud' }),
    ],
    'no right': [
      403,
      ({ as }) => sdk.updateProject({ client: as('gatekeeper-key'), project: ids.chat, name: 'x' }),
    ],
    'not there': [404, ({ client }) => sdk.updateProject({ client, project: nowhere, name: 'x' })],
  },
});

contract('deleteProject', {
  works: {
    'with its bindings': async ({ client, check }) => {
      await sdk.deleteProject({ client, project: ids.fraud });
      const { data } = await sdk.listRoleBindings({ client, resourceType: 'PROJECT' });
      check(data).toEqual([]);
    },
  },
  fails: {
    'no right': [
      403,
      ({ as }) => sdk.deleteProject({ client: as('member-key'), project: ids.chat }),
    ],
    'not there': [404, ({ client }) => sdk.deleteProject({ client, project: nowhere })],
  },
});
