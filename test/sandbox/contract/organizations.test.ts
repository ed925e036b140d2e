import * as sdk from '@arizeai/ax-client';
import { globalId } from '../../../src/sandbox/ids.ts';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

const word = (name: 'ADMIN' | 'MEMBER' | 'ANNOTATOR') => ({ type: 'PREDEFINED', name }) as const;
const nowhere = globalId('AccountOrganization', 99);

contract('listOrganizations', {
  works: {
    'every page': async ({ client, check }) => {
      const { rows } = await everyPage((more) => sdk.listOrganizations({ client, ...more }));
      check(rows.map(({ name }) => name)).toEqual(['Platform', 'Lab']);
    },
    'what the caller sees': async ({ as, check }) => {
      const { data } = await sdk.listOrganizations({ client: as('member-key'), name: 'l' });
      check(data.map(({ name }) => name)).toEqual(['Platform']);
    },
  },
  fails: {
    'without developer access': [403, ({ as }) => sdk.listOrganizations({ client: as('ui-key') })],
    'a foreign cursor': [400, ({ client }) => sdk.listOrganizations({ client, cursor: 'x' })],
  },
});

contract('getOrganization', {
  works: {
    'by id and by name': async ({ client, check }) => {
      const byId = await sdk.getOrganization({ client, organization: ids.lab });
      check(await sdk.getOrganization({ client, organization: 'Lab' })).toEqual(byId);
    },
  },
  fails: {
    'not there': [404, ({ client }) => sdk.getOrganization({ client, organization: nowhere })],
    'not visible': [
      404,
      ({ as }) => sdk.getOrganization({ client: as('member-key'), organization: ids.lab }),
    ],
  },
});

contract('createOrganization', {
  works: {
    'with an empty description unless given': async ({ client, check }) => {
      check(await sdk.createOrganization({ client, name: 'X' })).toMatchObject({
        name: 'X',
        description: '',
      });
    },
  },
  fails: {
    'a taken name': [409, ({ client }) => sdk.createOrganization({ client, name: 'Lab' })],
    'a long name': [400, ({ client }) => sdk.createOrganization({ client, name: 'x'.repeat(256) })],
    'no right': [
      403,
      ({ as }) => sdk.createOrganization({ client: as('orgadmin-key'), name: 'X' }),
    ],
  },
});

contract('updateOrganization', {
  works: {
    'name and description': async ({ as, check }) => {
      const client = as('orgadmin-key');
      const params = { client, organization: ids.platform, name: 'P', description: 'd' };
      check(await sdk.updateOrganization(params)).toMatchObject({ name: 'P', description: 'd' });
    },
  },
  fails: {
    'a taken name': [
      409,
      ({ client }) => sdk.updateOrganization({ client, organization: ids.lab, name: 'Platform' }),
    ],
    'no right': [
      403,
      ({ as }) =>
        sdk.updateOrganization({ client: as('member-key'), organization: ids.platform, name: 'X' }),
    ],
    'not there': [
      404,
      ({ client }) => sdk.updateOrganization({ client, organization: nowhere, name: 'X' }),
    ],
  },
});

contract('deleteOrganization', {
  works: {
    'with all that is in it': async ({ client, sandbox, check }) => {
      await sdk.deleteOrganization({ client, organization: ids.platform });
      check(Object.keys(sandbox.snapshot().organizations ?? {})).toEqual(['Lab']);
    },
  },
  fails: {
    'no right': [
      403,
      ({ as }) =>
        sdk.deleteOrganization({ client: as('orgadmin-key'), organization: ids.platform }),
    ],
    'not there': [404, ({ client }) => sdk.deleteOrganization({ client, organization: nowhere })],
  },
});

contract('addOrganizationUser', {
  works: {
    'an upsert': async ({ client, sandbox, check }) => {
      const place = { client, organizationId: ids.lab, userId: ids.raj };
      const first = await sdk.addOrganizationUser({ ...place, role: word('MEMBER') });
      const second = await sdk.addOrganizationUser({ ...place, role: word('ADMIN') });
      check([first.id, second.role]).toEqual([second.id, word('ADMIN')]);
      check(sandbox.snapshot().organizations?.['Lab']?.members).toEqual({
        'raj@example.com': 'admin',
      });
    },
  },
  fails: {
    'a member as annotator': [
      400,
      ({ client }) =>
        sdk.addOrganizationUser({
          client,
          organizationId: ids.lab,
          userId: ids.raj,
          role: word('ANNOTATOR'),
        }),
    ],
    'an annotator as member': [
      400,
      ({ client }) =>
        sdk.addOrganizationUser({
          client,
          organizationId: ids.lab,
          userId: ids.ann,
          role: word('MEMBER'),
        }),
    ],
    'a custom role': [
      422,
      ({ client }) =>
        sdk.addOrganizationUser({
          client,
          organizationId: ids.lab,
          userId: ids.raj,
          role: { type: 'CUSTOM', id: ids.reader },
        }),
    ],
    'no right': [
      403,
      ({ as }) =>
        sdk.addOrganizationUser({
          client: as('member-key'),
          organizationId: ids.platform,
          userId: ids.oz,
          role: word('MEMBER'),
        }),
    ],
    'an unknown person': [
      404,
      ({ client }) =>
        sdk.addOrganizationUser({
          client,
          organizationId: ids.lab,
          userId: ids.unknownPerson,
          role: word('MEMBER'),
        }),
    ],
  },
});

contract('removeOrganizationUser', {
  works: {
    'from everything below too': async ({ client, sandbox, check }) => {
      await sdk.removeOrganizationUser({ client, organizationId: ids.platform, userId: ids.raj });
      check(JSON.stringify(sandbox.snapshot().organizations)).not.toContain('raj@');
    },
  },
  fails: {
    'no member': [
      404,
      ({ client }) =>
        sdk.removeOrganizationUser({ client, organizationId: ids.lab, userId: ids.raj }),
    ],
    'no right': [
      403,
      ({ as }) =>
        sdk.removeOrganizationUser({
          client: as('member-key'),
          organizationId: ids.platform,
          userId: ids.pat,
        }),
    ],
  },
});
