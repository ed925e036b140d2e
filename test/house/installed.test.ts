import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { built } from '../built.ts';
import { scratch } from '../cli/run.ts';

const npm = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'] as const;

test('the packed package does every example in an empty project, and is a library there', () => {
  built('cli.cjs');
  const said = execFileSync(process.execPath, ['scripts/installed.mjs'], { encoding: 'utf8' });
  const examples = readdirSync('examples').filter((name) => name !== 'ci');
  expect(said.trim().split('\n')).toEqual([
    ...examples.toSorted().map((name) => `${process.version}: examples/${name}`),
    `${process.version}: from nothing to a change`,
    `${process.version}: as a library`,
  ]);
});

/** A fresh clone, whose build is played. */
async function clone(builds: string): Promise<string> {
  const folder = join(await scratch(), 'my clone');
  mkdirSync(join(folder, 'scripts'), { recursive: true });
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  writeFileSync(join(folder, 'scripts/run.mjs'), builds);
  return folder;
}

const builds = `import { mkdirSync, writeFileSync } from 'node:fs';
  const dist = import.meta.dirname + '/../dist';
  console.log('said by the build');
  mkdirSync(dist);
  writeFileSync(dist + '/cli.cjs', 'console.log("ran", ...process.argv.slice(2))');`;

const start = (command: string, args: readonly string[], node: readonly string[] = []) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, command, ...args], {
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
};

test('npm install -g of a clone leaves the command on the path, and its first run builds it', async () => {
  const folder = await clone(builds);
  const prefix = await scratch();
  execFileSync('npm', [...npm, '-g', '--prefix', prefix, folder], { stdio: 'ignore' });
  const env = {
    PATH: [join(prefix, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  };
  const run = (args: string) =>
    spawnSync('sh', ['-c', `ax-access ${args}`], { cwd: prefix, env, encoding: 'utf8' });
  expect(run('plan --json')).toMatchObject({
    stdout: 'ran plan --json\n',
    stderr: 'Building this clone of ax-access, once.\nsaid by the build\n',
  });
  expect(run('drift')).toMatchObject({ stdout: 'ran drift\n', stderr: '' });
});

test('a clone that can not be built says so', async () => {
  const folder = await clone('console.error("npm could not install."); process.exitCode = 1;');
  expect(start(join(folder, 'bin/ax-access.cjs'), ['plan'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'Building this clone of ax-access, once.\nnpm could not install.\n' +
      'error: This clone of ax-access could not be built.\n  Fix what is said above, and run it again.\n',
  });
});

test('a Node that is too old is told', async () => {
  const folder = await clone(builds);
  const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.18.3'}})`;
  expect(start(join(folder, 'bin/ax-access.cjs'), ['plan'], ['--import', old])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: This is Node 20.18.3, but ax-access needs Node 20.19 or later.\n  Install a newer Node: https://nodejs.org\n',
  });
});
