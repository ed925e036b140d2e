// Keeps only the declarations in a folder that an entry of package.json needs: `node scripts/types.mjs FOLDER`.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [, , folder] = process.argv;
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const needed = new Set();
const entries = Object.values(exports).flatMap((each) => each.types ?? []);
for (const entry of entries) visit(join(folder, entry.slice('./dist/'.length)));

for (const name of readdirSync(folder, { recursive: true })) {
  const path = join(folder, name);
  if (path.endsWith('.d.ts') && !needed.has(path)) rmSync(path);
}

function visit(path) {
  if (needed.has(path)) return;
  needed.add(path);
  for (const [, name] of readFileSync(path, 'utf8').matchAll(
    /(?:from|import\()\s*['"]([^'"]+)['"]/g,
  )) {
    // A bundled package is not installed with this one, so its types are missing.
    if (!/^(?:\.|node:)/.test(name))
      throw new Error(`${path} names types of ${name}, which is not installed with the package.`);
    if (name.startsWith('.')) visit(join(dirname(path), name.replace(/\.[jt]s$/, '.d.ts')));
  }
}
