import { expect, test } from 'vitest';
import { accountOf } from '../../bench/account.mjs';
import { connect } from '../../src/api/client.ts';
import type { ReadClient } from '../../src/api/index.ts';
import { read } from '../../src/read/read.ts';
import { openSandbox } from '../../src/sandbox/index.ts';

/** How many requests it takes to read a large account: Arize answers 100 queries a minute. */

const people = 5000;
const sandbox = openSandbox({ seed: accountOf(people) });

/** A client of its own, and the requests that are too complex for the server. */
function opened(): { readonly client: ReadClient; readonly refused: string[] } {
  const refused: string[] = [];
  const client = connect({
    baseUrl: 'http://127.0.0.1',
    graphqlUrl: 'http://127.0.0.1/graphql',
    apiKey: sandbox.keys()[0]?.key ?? '',
    version: '0',
    queriesPerMinute: Number.MAX_SAFE_INTEGER,
    async fetch(request) {
      const response = await sandbox.handle(request);
      const text = await response.clone().text();
      if (text.includes('has a complexity of')) refused.push(text);
      return response;
    },
    sleep: () => Promise.resolve(),
  });
  return { client, refused };
}

test('an import of 5,000 people takes as many queries as their memberships fill', async () => {
  const { client, refused } = opened();
  const live = await read(client);
  expect(live.items.filter(({ kind }) => kind === 'user')).toHaveLength(people);
  const { requests, graphql, retries } = client.stats();
  expect(requests).toBeLessThanOrEqual(174 * 1.05);
  expect(graphql).toBeLessThanOrEqual(95);
  expect([retries, refused]).toEqual([0, []]);
});
