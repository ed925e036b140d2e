import { expect, test } from 'vitest';
import schema from '../../schema/report.schema.json' with { type: 'json' };
import { reportSchema } from '../../scripts/reportSchema.mjs';

test('the schema of the access map is the one of its types, which `npm run schema` writes', () => {
  expect(schema).toEqual(reportSchema());
});
