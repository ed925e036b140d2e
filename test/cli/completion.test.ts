import { execFileSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allLoaded, commands } from '../../src/cli/commands/index.ts';
import { command, run, scratch } from './run.ts';

/** Words as a shell reads them as they are. */
const quoted = (line: readonly string[]): string =>
  line.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');

/** What a real bash offers after each line of words; the last word is the one being written. */
async function offered(lines: readonly (readonly string[])[]): Promise<readonly string[]> {
  const cwd = await scratch();
  const { stdout: script } = await run(['completion', 'bash']);
  await writeFile(join(cwd, 'script'), script);
  await writeFile(join(cwd, 'my access.yaml'), '');
  const tries = lines.map(
    (line) =>
      `COMP_WORDS=(ax-access ${quoted(line)}); COMP_CWORD=${line.length}; _ax_access; (IFS='|'; echo "\${COMPREPLY[*]}")`,
  );
  const shown = execFileSync('bash', ['--noprofile', '--norc'], {
    cwd,
    encoding: 'utf8',
    input: ['source ./script', ...tries].join('\n'),
  });
  return shown.split('\n').slice(0, lines.length);
}

describe('a real bash', () => {
  const table: readonly (readonly [readonly string[], string])[] = [
    [['va'], 'validate'],
    [['saml', ''], 'export|check'],
    [['saml', 'export', '--format', ''], 'yaml|json|csv|values'],
    [['plan', '--format', '=', 'm'], 'markdown'],
    [['plan', '--format', '='], 'text|json|markdown|html'],
    [['plan', '--allow'], '--allow-destructive'],
    [['plan', '-f', ''], 'my access.yaml|script'],
    [['plan', '--file', 'my'], 'my access.yaml'],
    [['plan', '--parallelism', ''], ''],
    [['plan', '--also', ''], 'markdown=|json=|text=|html='],
    [['--no-color', 'drift', '--fo'], '--format'],
    [['--sandbox', 'plan', '--fo'], '--format'],
    [['completion', 'z'], 'zsh'],
    [['nonsense', ''], commandsWord()],
  ];

  test('offers what can stand there', async () => {
    const found = await offered(table.map(([line]) => line));
    expect(found.map((text, index) => [table[index]?.[0], text])).toEqual(table);
  });

  test('offers every flag of every command, and no other', async () => {
    const helps = await Promise.all(
      commands.map(async ({ name }) => {
        const { stdout } = await run([...name.split(' '), '--help', '--all']);
        return [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
      }),
    );
    const found = await offered(commands.map(({ name }) => [...name.split(' '), '--']));
    expect(found.map((line) => line.split('|').toSorted())).toEqual(
      helps.map((flags) => flags.toSorted()),
    );
  });
});

describe('names', () => {
  const file = `version: 1
roles: {Search Engineer: {permissions: [PROJECT_READ]}}
organizations: {Platform Team: {spaces: {team-alpha: {members: {raj@example.com: member}}}}}
`;

  async function folder(): Promise<string> {
    const cwd = await scratch();
    await writeFile(join(cwd, 'access.yaml'), file);
    await symlink(command(), join(cwd, 'ax-access'));
    return cwd;
  }

  test('of the file and of its runs are offered by a real bash, as a shell reads them', async () => {
    const cwd = await folder();
    await writeFile(
      join(cwd, 'run.yaml'),
      'version: 1\norganizations: {Platform Team: {spaces: {fresh: {}}}}\n',
    );
    expect((await run(['apply', '-f', 'run.yaml', '--sandbox'], { cwd })).code).toBe(0);
    const [{ run: name }]: [{ run: string }] = JSON.parse(
      (await run(['history', '--sandbox', '--json'], { cwd })).stdout,
    ).runs;
    const { stdout: script } = await run(['completion', 'bash']);
    const table: readonly (readonly [readonly string[], string])[] = [
      [['--sandbox', 'undo', ''], name],
      [['--sandbox', 'history', '20'], name],
      [['roles', 'show', ''], 'Search\\ Engineer'],
      [['roles', 'show', 'Search\\ E'], 'Search\\ Engineer'],
      [['roles', 'show', 'x'], ''],
      [['import', '--space', ''], 'team-alpha'],
      [['import', '--organization', 'P'], 'Platform\\ Team'],
      [['who-can', 'team'], 'team-alpha'],
      [['access', ''], 'raj@example.com'],
      [['-f', 'none.yaml', 'access', ''], ''],
      [['undo', '--apply', ''], ''],
    ];
    const tries = table.map(
      ([line]) =>
        `COMP_WORDS=(ax-access ${quoted(line)}); COMP_CWORD=${line.length}; _ax_access; (IFS='|'; echo "\${COMPREPLY[*]}")`,
    );
    await writeFile(join(cwd, 'tries'), [script, ...tries].join('\n'));
    const shown = execFileSync('bash', ['--noprofile', '--norc', 'tries'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: [cwd, process.env['PATH']].join(delimiter), HOME: cwd },
    });
    const found = shown.split('\n').slice(0, table.length);
    expect(found.map((text, index) => [table[index]?.[0], text])).toEqual(table);
  });

  test('come from the file alone, and a file that is broken has none', async () => {
    const cwd = await folder();
    const names = (kinds: string) => run(['completion', '--names', kinds], { cwd });
    expect(await names('organization,space,role')).toEqual({
      code: 0,
      stdout: 'Platform Team\nSearch Engineer\nteam-alpha\n',
      stderr: '',
    });
    await writeFile(join(cwd, 'access.yaml'), `${file}  - broken`);
    expect(await names('role,run')).toEqual({ code: 0, stdout: '', stderr: '' });
    const { code, stderr } = await names('rolle');
    expect(code).toBe(64);
    expect(stderr).toContain('No names for "rolle".');
  });

  test.each([
    ['zsh', 'compadd -- "${(@f)$(ax-access completion --names run $again 2>/dev/null)}"'],
    ['fish', `__ax_access_at "undo"' -a '(__ax_access_names run)'`],
  ])('are asked for by %s', async (shell, text) => {
    expect((await run(['completion', shell])).stdout).toContain(text);
  });
});

function commandsWord(): string {
  return [...new Set(commands.map(({ name }) => name.split(' ')[0]))].join('|');
}

test.each(['zsh', 'fish'])('%s knows every command, flag and format', async (shell) => {
  const { code, stdout } = await run(['completion', shell]);
  expect(code).toBe(0);
  for (const { name, flags, formats } of await allLoaded()) {
    expect(stdout).toContain(`"${name}"`);
    for (const { spelling } of Object.values(flags)) {
      const [, flag = ''] = /--([a-z-]+)/.exec(spelling) ?? [];
      expect(stdout).toContain(shell === 'fish' ? `-l ${flag} ` : `'--${flag}:`);
    }
    for (const format of formats) expect(stdout).toMatch(new RegExp(`\\b${format}\\b`));
  }
});

test.each(['bash', 'zsh', 'fish'])(
  'nothing in the script for %s is run by the shell',
  async (shell) => {
    const { stdout } = await run(['completion', shell]);
    expect(stdout.startsWith('#')).toBe(true);
    // Nothing of a text may be read by the shell.
    expect(stdout).not.toMatch(/`|\$\((?!ax-access)/);
  },
);

test.each([
  [[], 'Missing argument <shell>.'],
  [['tcsh'], 'No completion for "tcsh".'],
  [['bash', 'zsh'], 'Too many arguments'],
])('completion %j is wrong usage', async (args, message) => {
  const { code, stdout, stderr } = await run(['completion', ...args]);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(message);
});
