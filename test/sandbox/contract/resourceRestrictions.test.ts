import * as sdk from '@arizeai/ax-client';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

contract('listResourceRestrictions', {
  works: {
    'every page, empty ones too': async ({ client, check }) => {
      for (const project of [ids.fraud, ids.chat]) {
        await sdk.restrictResource({ client, resourceId: project });
        await sdk.unrestrictResource({ client, resourceId: project });
      }
      await sdk.restrictResource({ client, resourceId: ids.chat });
      const { rows, pages } = await everyPage((more) =>
        sdk.listResourceRestrictions({ client, ...more }),
      );
      check([rows.map(({ resourceId }) => resourceId), pages]).toEqual([[ids.chat], 2]);
    },
    'what the caller may manage': async ({ as, check }) => {
      const ofMember = await sdk.listResourceRestrictions({ client: as('member-key') });
      const ofRestrictor = await sdk.listResourceRestrictions({ client: as('restrictor-key') });
      check([ofMember.data.length, ofRestrictor.data.length]).toEqual([0, 1]);
    },
  },
  fails: {
    'an unknown key': [401, ({ as }) => sdk.listResourceRestrictions({ client: as('who') })],
    'a foreign cursor': [
      400,
      ({ client }) => sdk.listResourceRestrictions({ client, cursor: 'x' }),
    ],
  },
});

contract('restrictResource', {
  works: {
    'as often as one likes': async ({ as, check }) => {
      const params = { client: as('restrictor-key'), resourceId: ids.chat };
      const first = await sdk.restrictResource(params);
      check(first).toMatchObject({ resourceType: 'PROJECT', resourceId: ids.chat });
      check(await sdk.restrictResource(params)).toEqual(first);
    },
  },
  fails: {
    'a space': [400, ({ client }) => sdk.restrictResource({ client, resourceId: ids.alpha })],
    'an ml model': [422, ({ client }) => sdk.restrictResource({ client, resourceId: ids.churn })],
    'no right': [
      403,
      ({ as }) => sdk.restrictResource({ client: as('member-key'), resourceId: ids.chat }),
    ],
    'not visible': [
      404,
      ({ as }) => sdk.restrictResource({ client: as('outsider-key'), resourceId: ids.chat }),
    ],
  },
});

contract('unrestrictResource', {
  works: {
    once: async ({ client, sandbox, check }) => {
      await sdk.unrestrictResource({ client, resourceId: ids.fraud });
      const spaces = sandbox.snapshot().organizations?.['Platform']?.spaces;
      check(spaces?.['alpha']?.projects?.['fraud']).not.toHaveProperty('restricted');
    },
  },
  fails: {
    'not restricted': [
      404,
      ({ client }) => sdk.unrestrictResource({ client, resourceId: ids.chat }),
    ],
    'no right': [
      403,
      ({ as }) => sdk.unrestrictResource({ client: as('member-key'), resourceId: ids.fraud }),
    ],
  },
});
