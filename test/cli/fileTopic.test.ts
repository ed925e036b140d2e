import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileTopic } from '../../src/cli/fileTopic.ts';
import type { SchemaKey } from '../../src/document/schemaKeys.ts';
import { schemaKeys } from '../../src/document/schemaKeys.ts';
import { fileSchema } from '../../src/load/fileSchema.ts';
import { loadText } from '../load/loadText.ts';

const below = (keys: readonly SchemaKey[]): readonly SchemaKey[] =>
  keys.flatMap((key) => [key, ...below(key.keys)]);

const top = schemaKeys(fileSchema());
const all = below(top);

test('every key of the file has a page with what it is, by its path', () => {
  const wrong = all.filter(({ name, path }) => {
    const { head, text } = fileTopic(path.join('.'), top);
    return !head.startsWith(`${name}: `) || text === '';
  });
  expect(wrong.map(({ path }) => path.join('.'))).toEqual([]);
  expect(all.length).toBeGreaterThan(50);
});

test('a page about a key lists the keys below it', () => {
  const wrong = all.filter(({ path, keys }) => {
    const { sections } = fileTopic(path.join('.'), top);
    const listed = sections.flatMap(({ items }) => items.map(([term]) => term));
    return listed.join() !== keys.map(({ name }) => name).join();
  });
  expect(wrong.map(({ path }) => path.join('.'))).toEqual([]);
});

test('the key that a page names for more is found as it is written', () => {
  const named = all.flatMap(
    ({ path }) =>
      /ax-access help file (\S+)$/.exec(fileTopic(path.join('.'), top).end)?.slice(1) ?? [],
  );
  expect(named.length).toBeGreaterThan(10);
  for (const key of named) expect(fileTopic(key).head).toMatch(/: (?!\d+ keys)/);
});

test('the example of the whole file is a valid file', () => {
  const [, example = ''] = /Example:\n((?: {2}.*\n)+)/.exec(`${fileTopic(undefined).end}\n`) ?? [];
  expect(parse(example)).toMatchObject({ version: 1 });
  const { desired } = loadText(example.replaceAll(/^ {2}/gm, ''), 'access.yaml');
  expect(desired.items.map(({ kind }) => kind)).toContain('organization_member');
});

test.each([
  ['servce_keys', /^Did you mean "service_keys"\?$/],
  ['organizations.spaces.membrs', /^Did you mean "organizations\.spaces\.members"\?$/],
  ['usrs', /^Did you mean "users"\?$/],
  ['organizations.nonsense', /^Its keys under organizations: description, .*, members, spaces/],
  ['nonsense', /^Its keys at the top: version, account, /],
])('an unknown key %s gets a suggestion', (key, hint) => {
  expect(() => fileTopic(key)).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: `access.yaml has no key "${key}".`,
      hint: expect.stringMatching(hint),
    }),
  );
});
