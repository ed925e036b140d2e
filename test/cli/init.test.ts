import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaAddress, schemaFor } from '../../src/cli/editorSchema.ts';
import { folderWith, served } from './account.ts';
import { enter, onTerminal } from './pty.ts';
import { run, scratch } from './run.ts';

/** Every file in a folder with its text. */
async function filesIn(cwd: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(cwd, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((at) => join(at.parentPath, at.name));
  return Object.fromEntries(
    files.toSorted().map((path) => [path.slice(cwd.length + 1), readFileSync(path, 'utf8')]),
  );
}

const nextOf = (stdout: string): readonly string[] =>
  (/\nNext: ax-access (.*)\n$/.exec(stdout)?.[1] ?? '').split(' ');

/** What the first line of a file tells editors. */
const schemaIn = (text: string): string | undefined =>
  /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];

test('without a key: a worked example for the sandbox, and three commands to a change', async () => {
  const cwd = await scratch();
  const first = await run(['init'], { cwd });
  expect(first).toEqual({
    code: 0,
    stdout: `Created access.yaml: a worked example for the sandbox (ARIZE_API_KEY is not set).
Created .gitignore: .ax-access/ stays out of git.

Next: ax-access plan --sandbox
`,
    stderr: '',
  });
  expect(await readFile(join(cwd, '.gitignore'), 'utf8')).toBe('.ax-access/\n');
  const planned = await run(nextOf(first.stdout), { cwd });
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('2 to change') });
  const applied = await run(['apply', '--sandbox', '--yes'], { cwd });
  expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('Applied: 2 done.') });
  const again = await run(['plan', '--sandbox', '--detailed-exitcode'], { cwd });
  expect(again.code).toBe(0);
});

/** What a page or a result says to run: the first command after a heading. */
const commandAfter = (heading: string, text: string): string =>
  text.slice(text.indexOf(heading)).match(/^.*?\bax-access (\S+(?: --\S+)*)/m)?.[1] ?? '';

test('with nothing but --help to go by, four commands lead to a first change', async () => {
  const cwd = await scratch();
  const help = await run(['--help'], { cwd });
  const first = commandAfter('More:', help.stdout.replace('More:\n', 'More:'));
  expect(first).toBe('init');
  const made = await run(first.split(' '), { cwd });
  const second = commandAfter('Next:', made.stdout);
  expect(second).toBe('plan --sandbox');
  const planned = await run(second.split(' '), { cwd });
  const third = commandAfter('Next:', planned.stdout);
  expect(third).toBe('apply --sandbox');
  const pty = await onTerminal(third.split(' '), { cwd });
  await pty.answers('Type the account name (Acme) to continue:', `Acme${enter}`);
  expect(await pty.ended).toBe(0);
  expect(pty.screen()).toContain('Applied: 2 done.');
});

describe('with a key', () => {
  test('the whole account as a file, whose plan is empty', async () => {
    const { sandbox, env } = await served();
    const cwd = await scratch();
    const { code, stdout } = await run(['init'], { cwd, env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Created access.yaml: the account Acme, as it is now.
Created .gitignore: .ax-access/ stays out of git.

Next: ax-access plan
`,
    });
    expect(await run([...nextOf(stdout), '--detailed-exitcode'], { cwd, env })).toMatchObject({
      code: 0,
    });
    const imported = await run(['import'], { cwd, env });
    expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe(imported.stdout);
    expect(sandbox.counts().writes).toBe(0);
  });

  test('or one organization or space of it', async () => {
    const { env } = await served();
    const cwd = await scratch();
    const lab = await run(['init', '--space', 'lab', '-f', 'lab.yaml'], { cwd, env });
    expect(lab).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Next: ax-access plan -f lab.yaml\n'),
    });
    const file: unknown = parse(await readFile(join(cwd, 'lab.yaml'), 'utf8'));
    expect(file).not.toHaveProperty('users');
    expect(file).toHaveProperty('organizations.Research.spaces.lab');
    const none = await run(['init', '--organization', 'Reserch'], { cwd, env });
    expect(none).toEqual({
      code: 64,
      stdout: '',
      stderr: 'error: No such organization: "Reserch".\n  Did you mean "Research"?\n',
    });
    expect(existsSync(join(cwd, 'access.yaml'))).toBe(false);
  });

  test('nothing is written where the account can not be read', async () => {
    const { env } = await served();
    const cwd = await scratch();
    const wrong = { ...env, ARIZE_API_KEY: 'ak-wrong' };
    expect(await run(['init'], { cwd, env: wrong })).toMatchObject({ code: 1, stdout: '' });
    expect(await filesIn(cwd)).toEqual({});
  });
});

test('a sandbox with an account counts as one', async () => {
  const cwd = await folderWith('version: 1\n');
  const { code, stdout } = await run(['init', '-f', 'own.yaml', '--sandbox=seed.yaml'], { cwd });
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Created own.yaml: the account Acme, as it is now.\n'),
  });
  expect(await run([...nextOf(stdout), '--detailed-exitcode'], { cwd })).toMatchObject({ code: 0 });
});

test('what is there stays, byte for byte, and a second run changes nothing', async () => {
  const cwd = await scratch();
  await mkdir(join(cwd, '.github/workflows'), { recursive: true });
  const own = {
    'access.yaml': '# mine\nversion: 1\n',
    '.github/workflows/access-apply.yml': '# mine, too\n',
  };
  for (const [path, text] of Object.entries(own)) {
    // eslint-disable-next-line no-await-in-loop -- two
    await writeFile(join(cwd, path), text);
  }
  await writeFile(join(cwd, '.gitignore'), 'node_modules/');
  const { stdout } = await run(['init', '--ci', 'github'], { cwd });
  expect(stdout).toContain('Kept access.yaml, which was there already.');
  expect(stdout).toContain('Changed .gitignore: .ax-access/ stays out of git.');
  expect(stdout).toContain('Kept .github/workflows/access-apply.yml.');
  const files = await filesIn(cwd);
  expect(files).toMatchObject({ ...own, '.gitignore': 'node_modules/\n.ax-access/\n' });
  const again = await run(['init', '--ci', 'github'], { cwd });
  expect(again.stdout).not.toMatch(/Created|Changed/);
  expect(await filesIn(cwd)).toEqual(files);
});

test('a link counts as a file that is there', async () => {
  const cwd = await scratch();
  await symlink('elsewhere.yaml', join(cwd, 'access.yaml'));
  await run(['init'], { cwd });
  expect(existsSync(join(cwd, 'elsewhere.yaml'))).toBe(false);
});

describe('--ci', () => {
  test.each([
    [
      'github',
      '.github/workflows',
      ['access-apply.yml', 'access-drift.yml', 'access-pull-request.yml'],
    ],
    ['gitlab', '.', ['.gitlab-ci.yml']],
  ])('%s: the files of the examples, as they are', async (service, folder, names) => {
    const cwd = await scratch();
    const { code, stdout } = await run(['init', '--ci', service], { cwd });
    expect(code).toBe(0);
    for (const name of names) {
      const example = readFileSync(join('examples/ci', service, name), 'utf8');
      expect(readFileSync(join(cwd, folder, name), 'utf8')).toBe(example);
      expect(stdout).toContain(`Created ${join(folder, name)}.\n`);
    }
    expect(stdout).toContain('ARIZE_API_KEY');
  });

  test('of a file that lies deeper, at the top of the repository and with its path', async () => {
    const cwd = await scratch();
    execFileSync('git', ['init', '-q'], { cwd });
    await mkdir(join(cwd, 'iam'));
    await run(['init', '-f', 'iam/prod.yaml', '--ci', 'github'], { cwd });
    await run(['init', '-f', 'prod.yaml', '--ci', 'gitlab'], { cwd: join(cwd, 'iam') });
    const plan = readFileSync(join(cwd, '.github/workflows/access-pull-request.yml'), 'utf8');
    expect(plan).toMatch(/^ +command: validate\n +file: "iam\/prod\.yaml"$/m);
    expect(parse(plan)).toHaveProperty('jobs.plan.steps');
    const jobs = readFileSync(join(cwd, '.gitlab-ci.yml'), 'utf8');
    expect(jobs).toContain('- ax-access validate -f iam/prod.yaml\n');
    expect(jobs).toContain('- ax-access apply -f iam/prod.yaml --expect-digest');
    expect(jobs).toContain('paths: [iam/.ax-access/journal]');
  });
});

/** What an editor reads for a file whose schema is a path. */
const readFor = (file: string): string =>
  readFileSync(resolve(dirname(file), schemaIn(readFileSync(file, 'utf8')) ?? ''), 'utf8');

describe('editors find the schema', () => {
  const real = readFileSync('schema/access.schema.json', 'utf8');

  test.each(['init', 'import -o access.yaml'])(
    'in node_modules of the project, also from a folder in it: %s',
    async (line) => {
      const { env } = await served();
      const cwd = await scratch();
      const home = join(cwd, 'node_modules/ax-access/schema');
      await mkdir(home, { recursive: true });
      await mkdir(join(cwd, 'iam/prod'), { recursive: true });
      await cp('schema/access.schema.json', join(home, 'access.schema.json'));
      for (const folder of ['.', 'iam/prod']) {
        const at = join(cwd, folder);
        // eslint-disable-next-line no-await-in-loop -- one after the other
        await run(line.split(' '), { cwd: at, env });
        expect(readFor(join(at, 'access.yaml'))).toBe(real);
      }
      const text = readFileSync(join(cwd, 'iam/prod/access.yaml'), 'utf8');
      expect(schemaIn(text)).toBe('../../node_modules/ax-access/schema/access.schema.json');
      expect(await run(['validate'], { cwd })).toMatchObject({ code: 0 });
    },
  );

  test('in a clone', () => {
    expect(schemaFor('.')).toBe('./schema/access.schema.json');
    expect(schemaFor('examples/quickstart')).toBe('../../schema/access.schema.json');
  });

  test('at the address of the release, where the project has a repository of its own', () => {
    const repository = { url: 'git+https://github.com/acme/ax-access.git' };
    const address = schemaAddress({ repository, version: '1.2.3' });
    expect(address).toBe(
      'https://raw.githubusercontent.com/acme/ax-access/v1.2.3/schema/access.schema.json',
    );
    expect(existsSync(address?.split('/v1.2.3/')[1] ?? '')).toBe(true);
    const none = { url: 'git+https://github.com/no_owner/ax-access.git' };
    expect(schemaAddress({ repository: none, version: '1.2.3' })).toBeUndefined();
  });

  test('else in a copy that init makes, which import names too and git ignores', async () => {
    const { env } = await served();
    const cwd = await scratch();
    execFileSync('git', ['init', '-q'], { cwd });
    expect(schemaIn((await run(['import'], { cwd, env })).stdout)).toBeUndefined();
    await run(['init'], { cwd, env });
    expect(readFor(join(cwd, 'access.yaml'))).toBe(real);
    await run(['import', '-o', 'again.yaml'], { cwd, env });
    expect(readFor(join(cwd, 'again.yaml'))).toBe(real);
    const status = execFileSync('git', ['status', '--short', '-uall'], { cwd, encoding: 'utf8' });
    expect(status).toBe('?? .gitignore\n?? access.yaml\n?? again.yaml\n');
  });
});

test.each([
  ['init --ci jenkins', 64, 'Invalid value "jenkins" for --ci.\n  Use one of: github, gitlab.'],
  ['init -f -', 64, 'The standard input cannot be edited.'],
  ['init -f iam/access.yaml', 1, 'No such folder: iam.\n  Create it first: mkdir -p iam'],
  ['init --space lab', 64, '--organization and --space need an account.\n  Set ARIZE_API_KEY'],
])('%s is refused, and nothing is written', async (line, code, message) => {
  const cwd = await scratch();
  const ran = await run(line.split(' '), { cwd });
  expect(ran).toMatchObject({ code, stdout: '' });
  expect(ran.stderr).toContain(message);
  expect(await filesIn(cwd)).toEqual({});
});

test.each([
  ['validate', [], 'ax-access init'],
  ['plan --sandbox', [], 'ax-access init'],
  ['apply --sandbox', [], 'ax-access init'],
  ['drift --sandbox', [], 'ax-access init'],
  ['import --update --sandbox', [], 'ax-access init'],
  ['who-can account --desired', [], 'ax-access init'],
  ['saml export --format values', [], 'ax-access init'],
  ['validate -f my.yaml', [], 'ax-access init -f my.yaml'],
  ['validate', ['acces.yaml'], 'ax-access init'],
  ['validate', ['compose.yaml'], 'ax-access init'],
  ['validate', ['compose.yaml', 'values.yaml'], 'ax-access init'],
])('where there is no file, %s names init: %j', async (line, names, wanted) => {
  const cwd = await scratch();
  for (const name of names) {
    // eslint-disable-next-line no-await-in-loop -- a few
    await writeFile(join(cwd, name), 'a: 1\n');
  }
  const { code, stderr } = await run(line.split(' '), { cwd });
  expect(code).toBe(1);
  const hint = stderr.replaceAll(/\s+/g, ' ');
  expect(hint).toContain(`${wanted} `);
  const words = wanted.split(' ').slice(1);
  expect(await run(words, { cwd })).toMatchObject({ code: 0 });
});
