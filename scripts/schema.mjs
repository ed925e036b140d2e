// Writes schema/access.schema.json from what the kinds say about themselves: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { sources } from './sources.mjs';

const [{ fileSchema }] = await sources('load/fileSchema');
writeFileSync('schema/access.schema.json', `${JSON.stringify(fileSchema(), null, 2)}\n`);
