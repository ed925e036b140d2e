import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const seed = {
  account: { name: 'Acme' },
  users: {
    'jane@example.com': { name: 'Jane Doe', role: 'admin' },
    'omar@example.com': { name: 'Omar Haddad', role: 'admin' },
    'raj@example.com': { name: 'Raj Patel', role: 'member' },
  },
  organizations: { Platform: { spaces: { vault: { private: true } } } },
};

const guarded = `version: 1
users: {raj@example.com: {name: Raj Patel}}
limits: {removals: 3}
protected: [{space: vault, organization: Platform}]
`;
const loose = `version: 1
users: {raj@example.com: {name: Raj Patel}}
limits: {removals: 4}
`;

const said = (when: string): string =>
  `! \`protected\` no longer lists space "vault" in organization "Platform" (it did ${when}). ! The limit \`removals\` is raised to 4 (it was 3 ${when}). access.yaml:3 `;

async function folder() {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  const write = (text: string) => writeFile(join(cwd, 'access.yaml'), text);
  const ax = (...args: readonly string[]) =>
    run([...args, '--sandbox=seed.yaml', '-q'], { cwd, env: { COLUMNS: '100' } });
  return { cwd, write, ax };
}

const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd,
    stdio: 'pipe',
  });

/** A text without its line breaks. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('a guard that the file loosens is the first that a plan says, against a git ref', async () => {
  const { cwd, write, ax } = await folder();
  await write(guarded);
  git(cwd, 'init', '-q');
  git(cwd, 'add', 'access.yaml');
  git(cwd, 'commit', '-qm', 'guarded');
  await write(loose);

  const also = ['--also', 'markdown=plan.md', '--also', 'json=plan.json'];
  const planned = await ax('plan', '--base', 'HEAD', ...also);
  expect(flat(planned.stdout).indexOf(`${said('at HEAD')}No changes.`)).toBe(0);
  const page = (await readFile(join(cwd, 'plan.md'), 'utf8')).split('\n');
  expect(page.slice(1, 5)).toEqual([
    '',
    '> [!WARNING]',
    '> **The file guards less than before**',
    '>',
  ]);
  expect(page[5]).toContain('`protected` no longer lists space');
  const document: unknown = JSON.parse(await readFile(join(cwd, 'plan.json'), 'utf8'));
  expect(document).toMatchObject({
    loosened: [
      { code: 'protected-removed', address: 'space/Platform/vault' },
      { code: 'limit-raised', source: { line: 3 } },
    ],
  });
  const drifted = await ax('drift', '--base', 'HEAD', '--also', 'markdown=drift.md');
  expect(flat(drifted.stdout).indexOf(`${said('at HEAD')}No drift.`)).toBe(0);
  const issue = (await readFile(join(cwd, 'drift.md'), 'utf8')).split('\n');
  expect(issue.slice(1, 5)).toEqual(page.slice(1, 5));
  const applied = await ax('apply', '--base', 'HEAD');
  expect(flat(applied.stdout).indexOf(`${said('at HEAD')}No changes.`)).toBe(0);
});

test('nothing is said where nothing is loosened, or the file is new', async () => {
  const { cwd, write, ax } = await folder();
  await write(guarded);
  git(cwd, 'init', '-q');
  git(cwd, 'add', 'access.yaml');
  git(cwd, 'commit', '-qm', 'guarded');
  expect((await ax('plan', '--base', 'HEAD')).stdout).toMatch(/^No changes\./);
  await writeFile(join(cwd, 'other.yaml'), loose);
  const other = await ax('plan', '-f', 'other.yaml', '--base', 'HEAD');
  expect(other).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No changes\./) });
  expect(other.stderr).toContain(
    'other.yaml is not in HEAD, so there is nothing to compare it with.',
  );
});

test('without a ref it is said against the last run, until a run had it', async () => {
  const { write, ax } = await folder();
  await write(guarded);
  // No earlier run, no earlier version: nothing is said.
  expect((await ax('apply')).stdout).toMatch(/^No changes\./);
  await write(loose);
  const planned = flat((await ax('plan', '--out', 'plan.json')).stdout);
  const [when = ''] = /in the run of \d{4}-\d\d-\d\d \d\d:\d\d UTC/.exec(planned) ?? [];
  expect(planned.indexOf(`${said(when)}No changes.`)).toBe(0);
  expect(flat((await ax('apply', 'plan.json')).stdout).indexOf(said(when))).toBe(0);
  expect((await ax('plan')).stdout).toMatch(/^No changes\./);
});

test('it is said before a person is offboarded, too', async () => {
  const { write, ax } = await folder();
  await write(guarded.replace('space: vault, organization: Platform', 'user: raj@example.com'));
  await ax('apply');
  await write(loose);
  const { stdout } = await ax('users', 'offboard', 'raj@example.com');
  expect(flat(stdout)).toContain(
    '! `protected` no longer lists person "raj@example.com" (it did in the run of',
  );
});
