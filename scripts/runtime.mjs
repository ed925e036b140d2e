// Makes a checkout run, for the action: what ax-access needs at run time and nothing that only its developers need.
// What runs is what the commit holds: its build, where one was committed, else its source, which Node runs by itself.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));
try {
  if (!existsSync('dist/cli.js') && !process.features.typescript) {
    throw new Error(
      `This commit of ax-access holds no build, and Node ${process.versions.node} can't run its source. ` +
        'Use Node 22.18 or later in the job: actions/setup-node with node-version: 22.',
    );
  }
  install({ runtime: true });
} catch (error) {
  const told = error.message
    .trim()
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
  process.stdout.write(`::error title=ax-access::${told}\n`);
  process.exitCode = 1;
}
