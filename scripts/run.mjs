// What the npm scripts of this project run: `node scripts/run.mjs step step -- arguments`. A step is
// `build`, a script by its path, or the name of a tool's line in package.json. Steps run in the order
// given, the first failure ends the run, and the arguments go to the last step. What is not installed
// is installed first, so this needs Node and the npm registry and nothing else.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';

/** The output of these is shown only if they fail. */
const quiet = ['build', 'types', 'lint', 'format', 'unused', 'package'];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`This is Node ${process.versions.node}; ax-access needs Node 20.19 or later.`);
}

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));
process.env.PATH = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`;
// Tools treat CI as a terminal; a log should contain no color codes.
if (!process.stdout.isTTY && process.env.FORCE_COLOR === undefined) process.env.NO_COLOR = '1';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const [names, passed] = split(process.argv.slice(2));
try {
  install();
  for (const [i, name] of names.entries()) step(name, i === names.length - 1 ? passed : []);
} catch (error) {
  fail(error.message);
}

function step(name, args) {
  if (name === 'build') {
    build((folder) => {
      run(name, ['tsc', '-p', 'tsconfig.build.json', '--outDir', folder, ...args]);
      run(name, ['node', 'scripts/types.mjs', folder]);
      run(name, ['node', 'scripts/bundle.mjs', folder]);
    });
  } else if (name.endsWith('.mjs')) {
    run(name, ['node', name, ...args]);
  } else if (name in scripts) {
    const lines = scripts[name].split(' && ');
    for (const [i, line] of lines.entries())
      run(name, [...line.split(' '), ...(i === lines.length - 1 ? args : [])]);
  } else {
    throw new Error(`package.json has no script called ${name}.`);
  }
}

function run(name, [tool, ...args]) {
  // On stderr: what a step prints on stdout is its result, and nothing else belongs there.
  process.stderr.write(`${name.padEnd(9)} ${[tool, ...args].join(' ')}\n`);
  const silent = quiet.includes(name);
  const done = spawnSync(tool, args, {
    encoding: 'utf8',
    stdio: silent ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status === 0) return;
  const output = silent ? `${done.stdout ?? ''}${done.stderr ?? ''}` : '';
  throw new Error(`${output}${done.error?.message ?? ''}\n${name} failed.`);
}

function split(args) {
  const end = args.indexOf('--');
  return end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
}

function fail(message) {
  process.stderr.write(`${message.trim()}\n`);
  process.exit(1);
}
