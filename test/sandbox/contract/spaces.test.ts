import * as sdk from '@arizeai/ax-client';
import { globalId } from '../../../src/sandbox/ids.ts';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const word = (name: 'ADMIN' | 'MEMBER' | 'ANNOTATOR') => ({ type: 'PREDEFINED', name }) as const;

contract('listSpaces', {
  works: {
    'every page, and those of one organization': async ({ client, check }) => {
      const { rows } = await everyPage((more) => sdk.listSpaces({ client, ...more }));
      check(rows.map(({ id, isPrivate }) => [id, isPrivate])).toEqual([
        [ids.alpha, true],
        [ids.open, false],
        [ids.labAlpha, false],
      ]);
      const lab = await sdk.listSpaces({ client, organizationId: ids.lab });
      check(lab.data.map(({ id }) => id)).toEqual([ids.labAlpha]);
    },
  },
  fails: {
    'the id of a space as organization': [
      400,
      ({ client }) => sdk.listSpaces({ client, organizationId: ids.alpha }),
    ],
    'an unknown key': [401, ({ as }) => sdk.listSpaces({ client: as('who') })],
  },
});

contract('getSpace', {
  works: {
    'by id': async ({ as, check }) => {
      const space = await sdk.getSpace({ client: as('member-key'), space: ids.alpha });
      check(space).toMatchObject({ name: 'alpha', isPrivate: true });
    },
  },
  fails: {
    'not there': [404, ({ client }) => sdk.getSpace({ client, space: ids.nowhere })],
    'not visible': [
      404,
      ({ as }) => sdk.getSpace({ client: as('outsider-key'), space: ids.alpha }),
    ],
  },
});

contract('createSpace', {
  works: {
    'public unless said': async ({ client, check }) => {
      const space = await sdk.createSpace({ client, name: 's', organizationId: ids.lab });
      check(space).toMatchObject({ name: 's', description: '', isPrivate: false });
    },
  },
  fails: {
    'a taken name': [
      409,
      ({ client }) => sdk.createSpace({ client, name: 'alpha', organizationId: ids.lab }),
    ],
    'no right': [
      403,
      ({ as }) =>
        sdk.createSpace({ client: as('member-key'), name: 's', organizationId: ids.platform }),
    ],
    'an organization that is not visible': [
      404,
      ({ as }) => sdk.createSpace({ client: as('member-key'), name: 's', organizationId: ids.lab }),
    ],
  },
});

contract('updateSpace', {
  works: {
    'name, description and privacy': async ({ as, sandbox, check }) => {
      const client = as('spaceadmin-key');
      await sdk.updateSpace({
        client,
        space: ids.alpha,
        name: 'a',
        description: 'd',
        isPrivate: false,
      });
      const spaces = sandbox.snapshot().organizations?.['Platform']?.spaces ?? {};
      check(Object.keys(spaces)).toEqual(['a', 'open']);
      check(spaces['a']).toMatchObject({ description: 'd' });
      check(spaces['a']).not.toHaveProperty('private');
    },
  },
  fails: {
    'a taken name': [
      409,
      ({ client }) => sdk.updateSpace({ client, space: ids.open, name: 'alpha' }),
    ],
    'no right': [
      403,
      ({ as }) => sdk.updateSpace({ client: as('member-key'), space: ids.alpha, name: 'x' }),
    ],
    'not there': [404, ({ client }) => sdk.updateSpace({ client, space: ids.nowhere, name: 'x' })],
  },
});

contract('deleteSpace', {
  works: {
    'with its projects': async ({ client, as, check }) => {
      await sdk.deleteSpace({ client: as('spaceadmin-key'), space: ids.alpha });
      await check(sdk.getProject({ client, project: ids.chat })).rejects.toThrow('HTTP 404');
    },
  },
  fails: {
    'no right': [403, ({ as }) => sdk.deleteSpace({ client: as('member-key'), space: ids.alpha })],
    'not there': [404, ({ client }) => sdk.deleteSpace({ client, space: ids.nowhere })],
  },
});

contract('addSpaceUser', {
  works: {
    'a word': async ({ client, check }) => {
      const params = { client, spaceId: ids.alpha, userId: ids.pat, role: word('MEMBER') };
      check(await sdk.addSpaceUser(params)).toEqual({
        id: globalId('SpaceMember', 7),
        userId: ids.pat,
        spaceId: ids.alpha,
        role: word('MEMBER'),
      });
    },
    'a custom role': async ({ as, check }) => {
      const role = { type: 'CUSTOM', id: ids.reader } as const;
      const params = { client: as('gatekeeper-key'), spaceId: ids.alpha, userId: ids.pat, role };
      check(await sdk.addSpaceUser(params)).toMatchObject({ role: { ...role, name: 'Reader' } });
    },
  },
  fails: {
    'who is not in the organization': [
      400,
      ({ client }) =>
        sdk.addSpaceUser({ client, spaceId: ids.alpha, userId: ids.oz, role: word('MEMBER') }),
    ],
    'a member as annotator': [
      400,
      ({ client }) =>
        sdk.addSpaceUser({ client, spaceId: ids.alpha, userId: ids.pat, role: word('ANNOTATOR') }),
    ],
    'a word without being admin': [
      403,
      ({ as }) =>
        sdk.addSpaceUser({
          client: as('gatekeeper-key'),
          spaceId: ids.alpha,
          userId: ids.pat,
          role: word('MEMBER'),
        }),
    ],
    'a role that is not there': [
      404,
      ({ client }) =>
        sdk.addSpaceUser({
          client,
          spaceId: ids.alpha,
          userId: ids.pat,
          role: { type: 'CUSTOM', id: globalId('Role', 99) },
        }),
    ],
  },
});

contract('removeSpaceUser', {
  works: {
    'the word and the binding': async ({ client, sandbox, check }) => {
      await sdk.removeSpaceUser({ client, spaceId: ids.alpha, userId: ids.raj });
      const space = sandbox.snapshot().organizations?.['Platform']?.spaces?.['alpha'];
      check(space?.members).not.toHaveProperty(['raj@example.com']);
      check(space?.bindings).not.toHaveProperty(['raj@example.com']);
    },
  },
  fails: {
    'no member': [
      404,
      ({ client }) => sdk.removeSpaceUser({ client, spaceId: ids.alpha, userId: ids.pat }),
    ],
    'no right': [
      403,
      ({ as }) =>
        sdk.removeSpaceUser({ client: as('member-key'), spaceId: ids.alpha, userId: ids.ann }),
    ],
  },
});
