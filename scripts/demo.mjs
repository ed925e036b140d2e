// The main workflow on the embedded sandbox, in a temporary folder: `npm run demo`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ax-access-demo-'));
copyFileSync(join(root, 'access.yaml'), join(folder, 'access.yaml'));

const steps = [
  { say: 'Show what would change. A plan writes nothing.', args: ['plan'] },
  { say: 'Apply what is safe. Destructive changes are held back.', args: ['apply', '--yes'] },
  {
    say: 'Apply the rest, with consent.',
    args: ['apply', '--allow-destructive', '--yes'],
  },
  { say: 'Plan again: nothing is left to change.', args: ['plan', '--detailed-exitcode'] },
];

let failed = false;
for (const { say, args } of steps) {
  process.stdout.write(`\n# ${say}\n$ ax-access ${[...args, '--sandbox'].join(' ')}\n\n`);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli.cjs'), ...args, '--sandbox'],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  );
  if (status === 0) continue;
  process.stderr.write(`\nThe demo stopped: exit code ${String(status)}.\n`);
  failed = true;
  break;
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
