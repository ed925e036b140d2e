import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { served } from './account.ts';
import { run, scratch } from './run.ts';

/** Where secrets go is judged before anything runs: a secret is shown once, and its key is made by then. */

/** A role, and then a key: without a look before, the role is made when the key turns out to lead nowhere. */
const withKey = (deliver: string, name = 'traces'): string => `version: 1
roles:
  Reader: { permissions: [PROJECT_READ] }
organizations:
  Research:
    spaces:
      lab:
        service_keys:
          ${name}: { role: member, deliver: ${deliver} }
`;

interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly writes: () => number;
}

async function place(text: string, prepare?: (cwd: string) => unknown): Promise<Place> {
  const { sandbox, env } = await served();
  const cwd = await scratch();
  await prepare?.(cwd);
  await writeFile(join(cwd, 'access.yaml'), text);
  return { cwd, env, writes: () => sandbox.counts().writes };
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@x.org', ...args], {
    encoding: 'utf8',
  });
const repository = (cwd: string): string => git(cwd, 'init', '-q');

/** What a command says that refuses a file, and writes nothing. */
async function refusal(at: Place, command = 'validate'): Promise<string> {
  const { code, stdout, stderr } = await run([command], at);
  expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' });
  expect(at.writes()).toBe(0);
  expect(existsSync(join(at.cwd, '.ax-access/journal'))).toBe(false);
  return stderr;
}

describe('a path that git does not ignore', () => {
  const file = withKey('{ file: keys/a.key }');
  const expected = `access.yaml:9:52: error: "keys/a.key" is inside a git repository that does not ignore it, so the secret could be committed
  9 |           traces: { role: member, deliver: { file: keys/a.key } }
    |                                                    ^~~~~~~~~~
  add it to .gitignore
`;

  test('is an error before anything is written', async () => {
    const at = await place(file, repository);
    expect(await refusal(at, 'validate')).toContain(expected);
    expect(await refusal(at, 'plan')).toContain(expected);
    expect(await refusal(at, 'apply')).toContain(expected);
  });

  test('is none once it does', async () => {
    const at = await place(file, async (cwd) => {
      repository(cwd);
      await writeFile(join(cwd, '.gitignore'), 'keys/\n');
    });
    expect(await run(['validate'], at)).toMatchObject({ code: 0 });
    expect(await run(['apply'], at)).toMatchObject({ code: 0 });
    expect(await readdir(join(at.cwd, 'keys'))).toEqual(['a.key']);
  });

  test('or that it keeps although it ignores it', async () => {
    const at = await place(file, async (cwd) => {
      repository(cwd);
      await mkdir(join(cwd, 'keys'));
      await writeFile(join(cwd, 'keys/a.key'), 'committed');
      git(cwd, 'add', '-A');
      await writeFile(join(cwd, '.gitignore'), 'keys/\n');
    });
    expect(await refusal(at)).toContain(expected);
  });

  test('in a repository above, and from a folder in it', async () => {
    const at = await place(file, repository);
    const cwd = join(at.cwd, 'a/b');
    await mkdir(cwd, { recursive: true });
    const { code, stderr } = await run(['validate', '-f', '../../access.yaml'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('"keys/a.key" is inside a git repository that does not ignore it');
  });

  test('or of which git says nothing', async () => {
    const at = await place(file, (cwd) => writeFile(join(cwd, '.git'), 'nonsense'));
    expect(await refusal(at)).toContain(
      '"keys/a.key" is inside a git repository, and git could not tell whether it ignores it: fatal:',
    );
  });

  test('or in the repository of somebody else, which is not asked', async () => {
    const at = await place(file, async (cwd) => {
      repository(cwd);
      await writeFile(join(cwd, '.gitignore'), 'keys/\n');
      await mkdir(join(cwd, 'keys'));
      repository(join(cwd, 'keys'));
    });
    expect(await refusal(at)).toContain(
      `is inside the git repository ${join(at.cwd, 'keys')}, not that of the access file`,
    );
  });
});

test('nothing is run that a folder named by the file holds', async () => {
  const at = await place(withKey('{ file: keys/a.key }'), async (cwd) => {
    repository(cwd);
    await writeFile(join(cwd, '.gitignore'), 'keys/\n');
    // What a commit can hold: a bare repository of plain files, whose settings name a program.
    const inner = join(cwd, 'keys');
    for (const folder of ['objects', 'refs', 'hooks']) {
      // eslint-disable-next-line no-await-in-loop
      await mkdir(join(inner, folder), { recursive: true });
    }
    await writeFile(join(inner, 'HEAD'), 'ref: refs/heads/main\n');
    const program = join(cwd, 'steal.sh');
    await writeFile(program, `#!/bin/sh\nenv > ${join(cwd, 'stolen')}\n`);
    await chmod(program, 0o755);
    const settings = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${cwd}\n\tfsmonitor = ${program}\n`;
    await writeFile(join(inner, 'config'), settings);
    // And the same in the settings of the repository itself.
    git(cwd, 'config', 'core.fsmonitor', program);
  });
  for (const args of [['validate'], ['plan'], ['apply']]) {
    // eslint-disable-next-line no-await-in-loop
    expect(await run(args, at)).toMatchObject({ code: 0 });
  }
  expect(existsSync(join(at.cwd, 'stolen'))).toBe(false);
});

test('git gets no key of ours, and is not led to another repository', async () => {
  const at = await place(withKey('{ file: keys/a.key }'), async (cwd) => {
    repository(cwd);
    await mkdir(join(cwd, 'bin'));
    await writeFile(
      join(cwd, 'bin/git'),
      `#!/bin/sh\nenv > '${join(cwd, 'seen')}'\nprintf '%s\\0' '${join(cwd, 'keys/a.key')}'\n`,
      { mode: 0o755 },
    );
  });
  const env = { ...at.env, PATH: `${join(at.cwd, 'bin')}:${process.env['PATH']}`, GIT_DIR: '/x' };
  expect(await run(['plan'], { cwd: at.cwd, env })).toMatchObject({ code: 0 });
  const seen = await readFile(join(at.cwd, 'seen'), 'utf8');
  expect(seen).toContain('PATH=');
  expect(seen).not.toMatch(/^(?:ARIZE|GIT(?!_TERMINAL_PROMPT=0$))_/m);
});

describe('a path that leads elsewhere than it says', () => {
  test.each<[string, string, string]>([
    ['an absolute one', '/tmp/a.key', 'the path of a secret cannot be absolute: "/tmp/a.key"'],
    ['one of a home', '~/a.key', 'the path of a secret cannot be absolute: "~/a.key"'],
    ['one upwards', 'keys/../../a.key', 'the path of a secret cannot contain ".."'],
    ['a folder', 'keys/', 'the path of a secret is a folder: "keys/"'],
    ['one into git', '.git/hooks/post-checkout', 'the path of a secret is in a folder of git'],
    [
      'one into our own',
      '.ax-access/journal/a',
      'the path of a secret is in a folder of ax-access',
    ],
    ['the file itself', 'access.yaml', 'the secret would overwrite "access.yaml"'],
  ])('%s', async (_, path, expected) => {
    const at = await place(withKey(`{ file: ${path} }`));
    expect(await refusal(at)).toContain(`access.yaml:9:52: error: ${expected}`);
  });

  test('through a link', async () => {
    const outside = await scratch();
    const at = await place(withKey('{ file: keys/sub/a.key }'), (cwd) =>
      symlink(outside, join(cwd, 'keys')),
    );
    expect(await refusal(at)).toContain(
      `access.yaml:9:52: error: "keys" is a link to ${outside}, so the secret would end up somewhere else`,
    );
    expect(await readdir(outside)).toEqual([]);
  });

  test('or is a link itself', async () => {
    const at = await place(withKey('{ file: a.key }'), (cwd) =>
      symlink('/dev/stdout', join(cwd, 'a.key')),
    );
    expect(await refusal(at)).toContain('"a.key" is a link to ');
  });

  test.each<[string, (cwd: string) => Promise<unknown>, string]>([
    [
      'a folder',
      (cwd) => mkdir(join(cwd, 'keys/a.key'), { recursive: true }),
      '"keys/a.key" is not a regular file',
    ],
    ['in a file', (cwd) => writeFile(join(cwd, 'keys'), ''), '"keys" is not a folder'],
  ])('or is %s', async (_, prepare, expected) => {
    expect(await refusal(await place(withKey('{ file: keys/a.key }'), prepare))).toContain(
      expected,
    );
  });
});

const twice = (one: string, two: string, anchor = ''): string => `version: 1
organizations:
  Research:
    spaces:
      lab:
        service_keys:
          a: { role: member, deliver: ${anchor}${one} }
      new:
        service_keys:
          a: { role: member, deliver: ${two} }
`;

describe('two secrets with one destination', () => {
  const names =
    'the secrets of service key "a" in "Research" / "lab" and service key "a" in "Research" / "new"';

  test.each<[string, string, string, string, string]>([
    ['of one name', '{ file: k/a.key }', '{ file: k/a.key }', '', 'the same file'],
    ['written otherwise', '{ file: k/a.key }', '{ file: ./k//a.key }', '', 'the same file'],
    [
      'but for case',
      '{ file: k/a.key }',
      '{ file: k/A.key }',
      '',
      'paths that some file systems treat as the same file',
    ],
    ['by an anchor', '{ file: k/a.key }', '*d', '&d ', 'the same file'],
    ['of a command', '{ command: [put, x] }', '{ command: [put, x] }', '', 'the same command'],
  ])('%s', async (_, one, two, anchor, what) => {
    const at = await place(twice(one, two, anchor));
    expect(await refusal(at)).toContain(`error: ${names} go to ${what}\n`);
  });

  test('in two files', async () => {
    const at = await place(`include: [more.yaml]\n${withKey('{ file: k/a.key }')}`, (cwd) =>
      writeFile(
        join(cwd, 'more.yaml'),
        'users: {new@example.com: {name: New, role: member, invite: temporary_password, deliver: {file: k/a.key}}}\n',
      ),
    );
    expect(await refusal(at)).toMatch(/the secrets of .* and .* go to the same file\n/);
  });

  test('and commands whose words differ are two', async () => {
    const at = await place(twice('{ command: [put, x] }', '{ command: [put, y] }'));
    expect(await run(['validate'], at)).toMatchObject({ code: 0 });
  });
});

test('a temporary password without a destination', async () => {
  const text = `version: 1
users:
  new@example.com: { name: New, role: member, invite: temporary_password }
`;
  const at = await place(text);
  expect(await refusal(at)).toContain(
    'access.yaml:3:55: error: the temporary password has no destination',
  );
  expect(await refusal(at, 'apply')).toContain('the temporary password has no destination');
});

test('everything is said at once', async () => {
  const at = await place(
    withKey('{ file: a.key }').replace('[PROJECT_READ]', '[PROJECT_REED]'),
    repository,
  );
  const { stderr } = await run(['validate'], at);
  expect(stderr).toContain('PROJECT_REED');
  expect(stderr).toContain('"a.key" is inside a git repository');
  expect(stderr).toContain('2 errors in access.yaml');
});

describe('what only the machine of the run knows', () => {
  test('a program that is not there ends the run before its first write', async () => {
    const at = await place(withKey('{ command: [no-such-program-here, "a b"] }'));
    expect(await run(['validate'], at)).toMatchObject({ code: 0 });
    expect(await run(['plan'], at)).toMatchObject({ code: 0 });
    const { code, stderr } = await run(['apply'], at);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'The secret of service key "traces" cannot be delivered: "no-such-program-here" cannot be started: it is not in PATH.\n  Nothing was written.',
    );
    expect(at.writes()).toBe(0);
    expect(existsSync(join(at.cwd, '.ax-access/journal'))).toBe(false);
  });

  test('a saved plan is judged where it runs', async () => {
    const at = await place(withKey('{ file: keys/a.key }'));
    expect(await run(['plan', '--out', 'plan.json'], at)).toMatchObject({ code: 0 });
    repository(at.cwd);
    const { code, stderr } = await run(['apply', 'plan.json'], at);
    expect(code).toBe(1);
    expect(stderr).toContain('access.yaml:9:52: error: "keys/a.key" is inside a git repository');
    expect(at.writes()).toBe(0);
  });
});

test('a file with no secrets asks git nothing', async () => {
  const at = await place('version: 1\nroles: {Reader: {permissions: [PROJECT_READ]}}\n', (cwd) =>
    writeFile(join(cwd, '.git'), 'nonsense'),
  );
  expect(await run(['validate'], at)).toMatchObject({ code: 0 });
});
