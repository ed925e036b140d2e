import * as sdk from '@arizeai/ax-client';
import { people as ids } from '../people.ts';
import { contract, everyPage } from './contract.ts';

contract('listAuditLogs', {
  works: {
    'every page, newest first': async ({ client, as, check }) => {
      for (const name of ['a', 'b', 'c']) {
        await sdk.createProject({ client: as('member-key'), name, space: ids.alpha });
      }
      const { rows, pages } = await everyPage((more) => sdk.listAuditLogs({ client, ...more }));
      check(pages).toBe(2);
      check(
        rows.map(({ userId, operationName, operationText }) => [
          userId,
          operationName,
          operationText,
        ]),
      ).toEqual(
        ['c', 'b', 'a'].map((name) => [
          ids.raj,
          'createProject',
          JSON.stringify({ name, space_id: ids.alpha }),
        ]),
      );
    },
    'of one person, one kind and one time': async ({ client, check }) => {
      await sdk.createRole({ client, name: 'R', permissions: ['TAG_READ'] });
      const some = async (more: object): Promise<number> =>
        (await sdk.listAuditLogs({ client, ...more })).data.length;
      check(await some({ userId: ids.jane, operationType: 'MUTATION' })).toBe(1);
      check(await some({ userId: ids.raj })).toBe(0);
      check(await some({ startTime: new Date('2026-02-01T00:00:00Z') })).toBe(0);
      check(await some({ endTime: '2026-01-02T00:00:00Z' })).toBe(1);
    },
  },
  fails: {
    'no account admin': [403, ({ as }) => sdk.listAuditLogs({ client: as('orgadmin-key') })],
    'no time': [400, ({ client }) => sdk.listAuditLogs({ client, startTime: 'yesterday' })],
  },
});
