import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { connect, connectForWriting } from '../../src/api/client.ts';
import { apply } from '../../src/apply/apply.ts';
import { diff } from '../../src/diff/diff.ts';
import { printFile } from '../../src/writer/import/print.ts';
import { connectionTo } from '../account/connection.ts';
import { loadText } from '../load/loadText.ts';
import { plan } from '../../src/plan/plan.ts';
import { read } from '../../src/read/read.ts';
import { generateSeed, loadSeed, openSandbox } from '../../src/sandbox/index.ts';
import type { Behaviour, Seed } from '../../src/sandbox/index.ts';

/** Wherever the documentation of Arize leaves two ways open, the tool has to go both. */
const switches: readonly (readonly [string, Partial<Behaviour>])[] = [
  ['as assumed', {}],
  ['admins hide no memberships', { mask_admin_memberships: false }],
  ['roles of organization members unreadable', { organization_roles_readable: false }],
  ['organizations under two ids', { rest_organization_prefix: 'Organization' }],
  ['bindings seen by everybody', { bindings_filtered: false }],
  ['no bots among the users', { bots_in_user_list: false }],
  ['lower-case enums of older servers', { lower_case_enums: true }],
  ['short and empty pages', { short_pages: true }],
  ['a word beside a role drops the role', { binding_survives_word: false }],
  ['a role beside a word leaves the word', { custom_replaces_word: false }],
  ['predefined roles called like words', { word_roles: true }],
];

/** The account behind a sandbox, seen by the stages. */
function account(seed: Seed, behaviour: Partial<Behaviour>) {
  const sandbox = openSandbox({ seed, behaviour });
  const connection = connectionTo(sandbox);
  return {
    async plan(text: string) {
      const { desired } = loadText(text, 'access.yaml');
      const live = await read(connect(connection), desired);
      return plan(diff(desired, live), desired, live, { allowDestructive: true });
    },
    import: async () => printFile(await read(connect(connection))).text,
    writer: () => connectForWriting(connection),
  };
}

test('a server that refuses what a run writes is seen before the first write', async () => {
  const seed = await loadSeed('examples/quickstart/account.yaml');
  const live = account(seed, { lower_case_enums: true });
  const { guards } = await live.plan(await readFile('access.yaml', 'utf8'));
  expect(guards.filter(({ verdict }) => verdict === 'blocked').map(({ rule }) => rule)).toEqual([
    'release',
  ]);
});

/** Those that take what is written to them. */
const writable = switches.filter(([, { lower_case_enums: isOlder }]) => isOlder !== true);

test.each(writable)('%s: the example is applied to the end', async (_, behaviour) => {
  const live = account(await loadSeed('examples/quickstart/account.yaml'), behaviour);
  const file = await readFile('access.yaml', 'utf8');
  const first = await live.plan(file);
  expect(first.changes.length).toBeGreaterThan(10);
  const outcomes = await apply(first, live.writer());
  expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([]);
  expect((await live.plan(file)).changes).toEqual([]);
});

describe.each(switches)('%s', (_, behaviour) => {
  test.each([1, 2, 3])('what is imported plans empty: account %i', async (random) => {
    const live = account(generateSeed({ users: 60, spaces: 6, random }), behaviour);
    const made = await live.plan(await live.import());
    expect({ changes: made.changes, manual: made.manual }).toEqual({ changes: [], manual: [] });
  });
});
