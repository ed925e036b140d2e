// Writes schema/access.schema.json from what the kinds say about themselves: `npm run schema`.
import { writeFileSync } from 'node:fs';

const { fileSchema } = await import('../dist/load/fileSchema.js');
writeFileSync('schema/access.schema.json', `${JSON.stringify(fileSchema(), null, 2)}\n`);
