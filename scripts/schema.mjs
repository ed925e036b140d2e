// Writes the schemas that follow from the source: of access files from what the kinds say about themselves, of the access
// map from its types. `npm run schema`.
import { writeFileSync } from 'node:fs';
import { reportSchema } from './reportSchema.mjs';
import { sources } from './sources.mjs';

const [{ fileSchema }] = await sources('load/fileSchema');
const schemas = { access: fileSchema(), report: reportSchema() };
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(`schema/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
