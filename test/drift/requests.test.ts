import { expect, test } from 'vitest';
import { connect } from '../../src/api/client.ts';
import { integer, object } from '../../src/api/index.ts';
import { diff } from '../../src/diff/diff.ts';
import { printFile } from '../../src/writer/import/print.ts';
import { loadText } from '../load/loadText.ts';
import { read } from '../../src/read/read.ts';
import { generateSeed, openSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { connectionTo } from '../account/connection.ts';
import { run } from '../cli/run.ts';

/** Every list has a page, also an empty one. */
const pages = (entries: number, page: number): number => Math.max(1, Math.ceil(entries / page));

const bound = (places: readonly { bindings?: object }[]): number =>
  places.reduce((sum, { bindings = {} }) => sum + Object.keys(bindings).length, 0);

/** The pages of every list that a look at a whole account needs: 100 entries by REST, 50 by GraphQL. */
async function pagesThereAre(sandbox: Sandbox): Promise<number> {
  const { users, roles = {}, organizations = {} } = sandbox.snapshot();
  const everybody = Object.keys(users).length;
  const spaces = Object.values(organizations).flatMap((each) => Object.values(each.spaces ?? {}));
  const projects = spaces.flatMap((space) => Object.values(space.projects ?? {}));
  const rest = [
    pages(Object.values(users).filter(({ status }) => status !== 'inactive').length, 100),
    pages(Object.keys(roles).length + 4, 100),
    pages(Object.keys(organizations).length, 100),
    ...Object.values(organizations).map((each) =>
      pages(Object.keys(each.spaces ?? {}).length, 100),
    ),
    ...spaces.map((space) => pages(Object.keys(space.projects ?? {}).length, 100)),
    pages(bound(spaces), 100),
    pages(bound(projects), 100),
    pages(projects.filter(({ restricted }) => restricted === true).length, 100),
  ];
  const graphql = [
    pages(everybody, 50),
    pages(Object.keys(organizations).length, 50),
    ...Object.values(organizations).map((each) =>
      pages(Object.keys(each.members ?? {}).length, 50),
    ),
    ...(await spaceSizes(sandbox)).map((size) => pages(size, 50)),
  ];
  return [...rest, ...graphql].reduce((sum, each) => sum + each, 0);
}

/** How many people Arize lists in each space: everybody who gets in. */
async function spaceSizes(sandbox: Sandbox): Promise<readonly number[]> {
  const client = connect(connectionTo(sandbox));
  const spaces = await client.list('/v2/spaces', 'spaces');
  const size = object({ node: object({ spaceUsers: object({ totalCount: integer }) }) });
  const query = `query S($id: ID!) {
  node(id: $id) { ... on Space { spaceUsers(first: 1) { totalCount } } }
}`;
  return Promise.all(
    spaces.map(({ id }) =>
      client.query('S', query, { id }, (data) => size(data, 'data').node.spaceUsers.totalCount),
    ),
  );
}

test('a look at 5,000 people sends no more requests than there are pages', async () => {
  const seed = generateSeed({ users: 5000, spaces: 60, organizations: 20, random: 7 });
  const sandbox = openSandbox({ seed });
  const { text } = printFile(await read(connect(connectionTo(sandbox))));
  const { desired } = loadText(text, 'access.yaml');
  const there = await pagesThereAre(sandbox);

  const before = sandbox.counts();
  const client = connect(connectionTo(sandbox));
  const { changes, manual } = diff(desired, await read(client, desired));
  const after = sandbox.counts();
  expect([...changes, ...manual]).toEqual([]);
  const sent = after.reads + after.writes - before.reads - before.writes;
  expect(client.stats().requests).toBe(sent);
  expect(sent).toBeLessThanOrEqual(there);
  // GraphQL allows few queries a minute, so several pages go into one.
  expect(client.stats().graphql).toBeLessThan(there / 2);
});

test('-v ends with the number of requests', async () => {
  const { stderr } = await run(['drift', '-f', '-', '-v', '--sandbox'], {
    input: 'version: 1\nusers: {}\n',
  });
  const [, all, rest, graphql] =
    /\nSent (\d+) read requests: (\d+) REST, (\d+) GraphQL\.\n$/.exec(stderr) ?? [];
  expect(Number(all)).toBe(Number(rest) + Number(graphql));
  expect(stderr.match(/^(?:GET|POST) .* in \d+ ms/gm)).toHaveLength(Number(all));
});
