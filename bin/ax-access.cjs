#!/usr/bin/env node
// Starts the command. It stands outside of dist: a Node that is too old ends in a sentence and not in an error of the
// parser, and a clone is built when it is first used, whether npm runs scripts or not.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const inPackage = (path) => join(__dirname, '..', path);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `This is Node ${process.versions.node}, but ax-access needs Node 20.19 or later.`,
    'Install a newer Node: https://nodejs.org',
  );
} else if (isBuilt() || isBuiltNow()) {
  // eslint-disable-next-line import/no-unassigned-import -- it runs
  require('../dist/cli.cjs');
} else {
  fail('This clone of ax-access could not be built.', 'Fix what is said above, and run it again.');
}

function isBuilt() {
  return existsSync(inPackage('dist/cli.cjs'));
}

/** Builds a clone. It says so on stderr: stdout is for the result of the command. */
function isBuiltNow() {
  process.stderr.write('Building this clone of ax-access, once.\n');
  const { spawnSync } = require('node:child_process');
  const build = [inPackage('scripts/run.mjs'), 'build'];
  const { status } = spawnSync(process.execPath, build, { stdio: ['ignore', 2, 2] });
  return status === 0 && isBuilt();
}

function fail(what, next) {
  process.stderr.write(`error: ${what}\n  ${next}\n`);
  process.exitCode = 1;
}
