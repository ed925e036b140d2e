import { afterEach, describe, expect, test, vi } from 'vitest';
import { kindOf, kinds } from '../../src/kinds/index.ts';
import type { KindName } from '../../src/model.ts';
import { casesOf, promises } from './contract.ts';
import { samples } from './samples.ts';

/** The contract notices a kind that does not keep it: each test plants one fault, as an author may make it. */

afterEach(() => {
  vi.restoreAllMocks();
});

/** Which promises a kind breaks, of those that begin with a text. */
async function broken(name: KindName, what: string): Promise<readonly string[]> {
  const [one] = casesOf([kindOf(name)], samples);
  if (one === undefined) throw new Error(`There is no case for ${name}.`);
  const own = promises.filter((each) => each.what.startsWith(what) && each.when?.(one) !== false);
  const failed = await Promise.all(
    own.map(({ what: promise, holds }) =>
      holds(one).then(
        () => [],
        () => [promise],
      ),
    ),
  );
  return failed.flat();
}

test('a kind without a sample', () => {
  expect(() => casesOf([...kinds, { name: 'notebook' }], samples)).toThrow(
    'The kind "notebook" has no sample in test/kinds/samples.ts.',
  );
});

describe('a kind', () => {
  const space = kindOf('space');

  test('that is never listed', async () => {
    vi.spyOn(space, 'list').mockResolvedValue([]);
    expect(await broken('space', 'is made')).toHaveLength(1);
  });

  test('that is imported without one of its fields', async () => {
    const { print } = space;
    vi.spyOn(space, 'print').mockImplementation(({ private: _left, ...rest }) => print(rest));
    expect(await broken('space', 'stands in an import')).toHaveLength(1);
  });

  test('of which a field in the file counts for nothing', async () => {
    const { parse } = space;
    vi.spyOn(space, 'parse').mockImplementation((value, complain) => {
      const written = parse(value, complain);
      const { private: _left, ...fields } = written?.fields ?? {};
      return written && { ...written, fields };
    });
    expect(await broken('space', 'is changed')).toHaveLength(1);
  });

  test('that is updated without a request', async () => {
    vi.spyOn(space, 'update').mockResolvedValue(undefined);
    expect(await broken('space', 'is changed')).toHaveLength(1);
    expect(await broken('space', 'is renamed')).toHaveLength(1);
  });

  test('that is removed without a request', async () => {
    vi.spyOn(space, 'remove').mockResolvedValue(undefined);
    expect(await broken('space', 'goes')).toHaveLength(1);
  });

  test('that is never read where the file names it', async () => {
    const member = kindOf('space_member');
    vi.spyOn(member, 'needs').mockReturnValue([{ kind: 'role', key: ['Reader'] }]);
    expect(await broken('space_member', 'is seen')).toHaveLength(1);
  });
});
