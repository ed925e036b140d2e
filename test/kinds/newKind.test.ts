import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { promises } from './contract.ts';
import type { Case, Promised } from './contract.ts';

/** A kind that is added to the list keeps what every kind promises, and nothing else has to know of it. */

const list = '../../src/kinds/kinds.ts';
const validator = 'validators:access';

/** The contract with one kind more, in modules of its own: the others of this worker are shared with other files. */
async function withNewKind(): Promise<{
  readonly promises: readonly Promised[];
  readonly one: Case;
  clearShelf(): void;
}> {
  vi.resetModules();
  vi.doMock(import('../../src/kinds/kinds.ts'), async (original) => {
    const { kinds } = await original();
    const { notebook } = await import('./notebook.ts');
    return { kinds: [...kinds, notebook] };
  });
  vi.doMock(import('validators:access'), async () => {
    const { fileSchema } = await import('../../src/load/fileSchema.ts');
    const { $schema: _draft, ...schema } = fileSchema();
    const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false });
    return { schema, validate: ajv.compile(schema) };
  });
  const contract = await import('./contract.ts');
  const { clearShelf, notebook } = await import('./notebook.ts');
  const [one] = contract.casesOf([notebook], {
    notebook: {
      key: ['a/b'],
      value: { description: 'c', shared: false, visible_in: ['space/Org/alpha'] },
      changed: {
        description: 'd',
        shared: true,
        visible_in: ['space/Org/alpha', 'space/Org/beta'],
      },
    },
  });
  if (one === undefined) throw new Error('The new kind has no case.');
  return { promises: contract.promises, one, clearShelf };
}

describe('a kind that only this test knows', () => {
  let added: Awaited<ReturnType<typeof withNewKind>>;

  beforeAll(async () => {
    added = await withNewKind();
  });

  afterAll(() => {
    vi.doUnmock(list);
    vi.doUnmock(validator);
    vi.resetModules();
  });

  test.each(promises.map(({ what }, index) => [what, index] as const))('%s', async (_what, at) => {
    const { one, promises: own, clearShelf } = added;
    clearShelf();
    const promise = own[at];
    // Not all are about every kind; which ones are, only the kind in its list can tell.
    const kept = promise?.when?.(one) === false ? Promise.resolve() : promise?.holds(one);
    await expect(kept).resolves.toBeUndefined();
  });
});
