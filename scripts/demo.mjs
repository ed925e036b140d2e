// The main job on the embedded sandbox, in a folder of its own: `npm run demo`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ax-access-demo-'));
copyFileSync(join(root, 'access.yaml'), join(folder, 'access.yaml'));

const steps = [
  ['What would change? A plan writes nothing.', ['plan'], 0],
  ['Apply what is safe. Removals are held back.', ['apply', '--yes'], 0],
  ['Apply the rest: with consent, removals too.', ['apply', '--allow-destructive', '--yes'], 0],
  ['And now? Nothing is left to do.', ['plan', '--detailed-exitcode'], 0],
];

let failed = false;
for (const [say, args, expected] of steps) {
  process.stdout.write(`\n# ${say}\n$ ax-access ${[...args, '--sandbox'].join(' ')}\n\n`);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli.js'), ...args, '--sandbox'],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  );
  if (status === expected) continue;
  process.stderr.write(`\nThe demo expected exit code ${expected} and got ${status}.\n`);
  failed = true;
  break;
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
