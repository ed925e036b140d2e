import { Ajv } from 'ajv';
import { beforeEach, expect, test, vi } from 'vitest';
import { fileSchema } from '../../src/load/fileSchema.ts';
import { casesOf, promises } from './contract.ts';
import { clearShelf, notebook } from './notebook.ts';

/** A kind that is added to the list keeps what every kind promises, and nothing else has to know of it. */

vi.mock(import('../../src/kinds/kinds.ts'), async (original) => {
  const { kinds } = await original();
  const { notebook: added } = await import('./notebook.ts');
  return { kinds: [...kinds, added] };
});

vi.mock(import('validators:access'), async () => {
  const schema = fileSchema();
  const { $schema: _draft, ...checked } = schema;
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false });
  return { schema: checked, validate: ajv.compile(checked) };
});

beforeEach(clearShelf);

const cases = casesOf([notebook], {
  notebook: {
    key: ['a/b'],
    value: { description: 'c', shared: false, visible_in: ['space/Org/alpha'] },
    changed: { description: 'd', shared: true, visible_in: ['space/Org/alpha', 'space/Org/beta'] },
  },
}).flatMap((one) =>
  promises
    .filter(({ when }) => when?.(one) !== false)
    .map(({ what, holds }) => [what, holds, one] as const),
);

test.each(cases)('%s', async (_what, holds, one) => {
  await expect(holds(one)).resolves.toBeUndefined();
});
