import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratch } from '../cli/run.ts';

/** What is installed is what the lock file names, whatever package.json or npm would add. npm itself is played. */

interface Place {
  readonly folder: string;
  /** What npm was called with, call by call. */
  calls(): readonly string[];
  run(
    script: string,
    env?: Readonly<Record<string, string>>,
  ): { code: number | null; said: string };
}

const locked = {
  '': { dependencies: { used: '1.0.0' }, devDependencies: { tool: '2.0.0' } },
  'node_modules/used': { version: '1.0.0', integrity: 'sha512-used' },
  'node_modules/tool': { version: '2.0.0', integrity: 'sha512-tool', dev: true },
};

/** A checkout with two packages; npm makes of it whatever is given. */
async function place(made: object, manifest: object = locked['']): Promise<Place> {
  const folder = await scratch();
  const write = (name: string, value: unknown): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  };
  for (const name of ['install', 'scratch', 'build', 'run', 'runtime']) {
    cpSync(`scripts/${name}.mjs`, join(folder, `scripts/${name}.mjs`));
  }
  write('package.json', { type: 'module', scripts: {}, ...manifest });
  write('package-lock.json', { packages: locked });
  write('made/.package-lock.json', { packages: made });
  for (const path of Object.keys(made)) write(join('made', path.slice(13), 'package.json'), {});
  const npm = join(folder, 'bin/npm');
  write(
    'bin/npm',
    `#!/bin/sh
echo "$*" >> '${folder}/calls'
if [ "$1" = ci ] && [ -f '${folder}/refuse' ]; then echo 'npm error code EUSAGE' >&2; exit 1; fi
cp -r '${folder}/made' node_modules
`,
  );
  spawnSync('chmod', ['755', npm]);
  return {
    folder,
    calls: () => {
      const file = join(folder, 'calls');
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    },
    run(script, env = {}) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(folder, 'scripts', script)],
        {
          encoding: 'utf8',
          env: { PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter), ...env },
        },
      );
      return { code: status, said: stdout + stderr };
    },
  };
}

const { '': _, ...all } = locked;
const { 'node_modules/used': used } = locked;
const evil = { 'node_modules/evil': { version: '6.6.6', integrity: 'sha512-evil' } };

test.each<[string, Readonly<Record<string, string>>]>([
  ['in CI', { CI: 'true' }],
  ['elsewhere', {}],
])(
  'a package.json that the lock file was not written for installs nothing, %s',
  async (_name, env) => {
    const at = await place(
      { ...all, ...evil },
      { ...locked[''], dependencies: { used: '1.0.0', evil: '^6.0.0' } },
    );
    for (const script of ['run.mjs', 'runtime.mjs']) {
      writeFileSync(join(at.folder, 'refuse'), '');
      const { code, said } = at.run(script, env);
      expect(code).toBe(1);
      expect(said).toContain('package.json and package-lock.json disagree about evil.');
    }
    expect(at.calls()).toEqual([]);
    expect(existsSync(join(at.folder, 'node_modules'))).toBe(false);
  },
);

describe('where npm ci refuses the lock file', () => {
  test('a CI installs nothing', async () => {
    const at = await place(all);
    writeFileSync(join(at.folder, 'refuse'), '');
    const { code, said } = at.run('run.mjs', { CI: 'true' });
    expect(code).toBe(1);
    expect(said).toContain('EUSAGE');
    expect(at.calls().map((call) => call.split(' ')[0])).toEqual(['ci']);
  });

  test('a person gets what the lock file names', async () => {
    const at = await place(all);
    writeFileSync(join(at.folder, 'refuse'), '');
    expect(at.run('run.mjs')).toMatchObject({ code: 0 });
    expect(at.calls().map((call) => call.split(' ')[0])).toEqual(['ci', 'install']);
    expect(existsSync(join(at.folder, 'node_modules/tool/package.json'))).toBe(true);
  });

  test.each<[string, object]>([
    ['a package more', { ...all, ...evil }],
    ['another version', { ...all, 'node_modules/used': { ...used, version: '1.0.1' } }],
    ['other contents', { ...all, 'node_modules/used': { ...used, integrity: 'sha512-evil' } }],
  ])('and nothing with %s', async (_name, made) => {
    const at = await place(made);
    writeFileSync(join(at.folder, 'refuse'), '');
    const { code, said } = at.run('run.mjs');
    expect(code).toBe(1);
    expect(said).toContain(
      'npm would install packages that package-lock.json does not list: node_modules/',
    );
    expect(existsSync(join(at.folder, 'node_modules'))).toBe(false);
  });
});

describe('the action', () => {
  const bundler = `import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync(process.argv[2], { recursive: true });
    writeFileSync(process.argv[2] + '/cli.cjs', 'built');`;

  test('installs nothing for a commit that holds its build', async () => {
    const at = await place(all);
    mkdirSync(join(at.folder, 'dist'));
    writeFileSync(join(at.folder, 'dist/cli.cjs'), 'held');
    expect(at.run('runtime.mjs')).toMatchObject({ code: 0, said: '' });
    expect(at.calls()).toEqual([]);
    expect(readFileSync(join(at.folder, 'dist/cli.cjs'), 'utf8')).toBe('held');
    expect(readFileSync('action.yml', 'utf8')).toContain('scripts/runtime.mjs"');
  });

  test('builds another one with what the lock file names', async () => {
    const at = await place(all);
    writeFileSync(join(at.folder, 'scripts/bundle.mjs'), bundler);
    expect(at.run('runtime.mjs')).toMatchObject({ code: 0, said: expect.stringMatching(/npm ci/) });
    expect(at.calls()).toEqual([
      'ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error',
    ]);
    expect(readFileSync(join(at.folder, 'dist/cli.cjs'), 'utf8')).toBe('built');
  });

  test('says on the page of the job what hinders it', async () => {
    const at = await place(all);
    writeFileSync(join(at.folder, 'scripts/bundle.mjs'), "throw new Error('no way');");
    const { code, said } = at.run('runtime.mjs');
    expect(code).toBe(1);
    expect(said).toMatch(/^::error title=ax-access::ax-access could not be built\.%0A.*no way/m);
  });
});
