import { expect, test } from 'vitest';
import { accountOf, oneSpace } from '../../bench/account.mjs';
import { connect } from '../../src/api/client.ts';
import type { ReadClient } from '../../src/api/index.ts';
import { diff } from '../../src/diff/diff.ts';
import type { Desired } from '../../src/model.ts';
import { around, both, outline } from '../../src/read/focus.ts';
import { filterFor } from '../../src/lists/filter.ts';
import { listPlaces } from '../../src/lists/places.ts';
import { listRoles } from '../../src/lists/roles.ts';
import { read } from '../../src/read/read.ts';
import { everything } from '../../src/read/scope.ts';
import { listPeople, listPending } from '../../src/users/list.ts';
import { printFile } from '../../src/writer/import/print.ts';
import { connectionTo } from '../account/connection.ts';
import { loadText } from '../load/loadText.ts';
import { openSandbox } from '../../src/sandbox/index.ts';

/** How many requests it takes to read a large account: Arize answers 100 queries a minute. */

const people = 5000;
const sandbox = openSandbox({ seed: accountOf(people) });

/** A client of its own, and the requests that are too complex for the server. */
function opened(): { readonly client: ReadClient; readonly refused: string[] } {
  const refused: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const response = await sandbox.handle(request);
    const text = await response.clone().text();
    if (text.includes('has a complexity of')) refused.push(text);
    return response;
  };
  return { client: connect(connectionTo(sandbox, { fetch })), refused };
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

test.each([
  ['the people', listPeople, 50],
  ['the people with a pending invitation', listPending, 1],
  ['the roles, with their holders', listRoles, 2],
])('a list of %s asks by GraphQL for no more than it shows', async (_, list, queries) => {
  const { client, refused } = opened();
  await list(client);
  const { graphql, retries } = client.stats();
  expect(graphql).toBeLessThanOrEqual(queries);
  expect([retries, refused]).toEqual([0, []]);
});

test.each([
  ['all spaces', '*', 95],
  ['ten spaces', 'space-0001*', 30],
])('a list of %s asks who their members are in full queries', async (_, filter, queries) => {
  const { client, refused } = opened();
  const { rows, unread } = await listPlaces(client, 'space', {
    fits: filterFor(filter),
    fewPeople: false,
  });
  expect(unread).toEqual([]);
  expect(rows.every(({ members = 0 }) => members > 0)).toBe(true);
  const { graphql, retries } = client.stats();
  expect(graphql).toBeLessThanOrEqual(queries);
  expect([retries, refused]).toEqual([0, []]);
});

test.each([
  ['organization', 12],
  ['project', 40],
] as const)('the list of each %s asks only for people who are there', async (kind, most) => {
  const fits = filterFor(undefined);
  const { client, refused } = opened();
  const { rows } = await listPlaces(client, kind, { fits, fewPeople: true });
  // The same as with the list of all people.
  expect(rows).toEqual((await listPlaces(opened().client, kind, { fits, fewPeople: false })).rows);
  expect(rows.some(({ members = 0 }) => members > 0)).toBe(true);
  expect(rows.some(({ services = 0 }) => services > 0)).toBe(kind === 'organization');
  const { requests, retries } = client.stats();
  expect(requests).toBeLessThanOrEqual(most);
  expect([retries, refused]).toEqual([0, []]);
});

const { organization, space } = oneSpace(people);

/** The file of the space in the middle of the account. */
async function fileOfSpace(): Promise<Desired> {
  const { client } = opened();
  const focus = { organization, space };
  const live = await read(client, undefined, everything(focus));
  return loadText(printFile(live, focus).text, 'access.yaml').desired;
}

test('a plan of one space reads that space, what is above it, and the people in both', async () => {
  const desired = await fileOfSpace();
  const { client, refused } = opened();
  const live = await read(client, desired);
  expect(diff(desired, live).changes).toEqual([]);
  const { requests, graphql, retries } = client.stats();
  expect(requests).toBeLessThanOrEqual(20);
  expect(graphql).toBeLessThanOrEqual(8);
  expect([retries, refused]).toEqual([0, []]);
});

test('a question about one space finds it, and reads no more', async () => {
  const { client, refused } = opened();
  const asking = client.remembering();
  await read(asking, undefined, outline);
  await read(asking, undefined, around({ kind: 'space', key: [organization, space] }));
  const { requests, graphql, retries } = client.stats();
  // Twenty of them list the spaces of each organization.
  expect(requests).toBeLessThanOrEqual(40);
  expect(graphql).toBeLessThanOrEqual(8);
  expect([retries, refused]).toEqual([0, []]);
});

test('a question about one space looks up no one whom only the file names', async () => {
  const all = await read(opened().client);
  const { desired } = loadText(printFile(all, {}).text, 'access.yaml');
  const { client, refused } = opened();
  const asking = client.remembering();
  await read(asking, desired, outline);
  const place = { kind: 'space', key: [organization, space] } as const;
  const live = await read(asking, desired, around(place));
  // The same answer as without a file.
  const without = await read(opened().client, undefined, around(place));
  expect(live.items.map(({ address }) => address).toSorted()).toEqual(
    without.items.map(({ address }) => address).toSorted(),
  );
  const { requests, graphql, retries } = client.stats();
  expect(requests).toBeLessThanOrEqual(40);
  expect(graphql).toBeLessThanOrEqual(8);
  expect([retries, refused]).toEqual([0, []]);
});

test('a question about a planned account looks up everyone whom the file names, too', () => {
  const place = around({ kind: 'space', key: [organization, space] });
  expect(place.onlyAskedPeople).toBe(true);
  expect(both(everything(), place).onlyAskedPeople).toBeUndefined();
});
