// Makes a checkout runnable, for the action. A commit that contains a build needs nothing; any other commit is built
// here, with the packages in its lock file.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));
try {
  if (!existsSync('dist/cli.cjs')) {
    install();
    build((folder) => {
      const { status, stderr } = spawnSync(process.execPath, ['scripts/bundle.mjs', folder], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`ax-access could not be built.\n${stderr}`);
    });
  }
} catch (error) {
  const told = error.message
    .trim()
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
  process.stdout.write(`::error title=ax-access::${told}\n`);
  process.exitCode = 1;
}
