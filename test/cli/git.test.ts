import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addOnly, folderWith, served } from './account.ts';
import { run } from './run.ts';

/** What a repository holds is read with git, and nothing of it is started: it may come from a pull request. */

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@x.org', ...args], {
    encoding: 'utf8',
  });

/** A repository with the file in it, and a program that leaves a trace when it is run. */
async function checkout(): Promise<{ cwd: string; program: string; trace: string }> {
  const cwd = await folderWith(addOnly);
  const trace = join(cwd, 'stolen');
  const program = join(cwd, 'steal.sh');
  await writeFile(program, `#!/bin/sh\nenv > '${trace}'\ncat "$1"\n`, { mode: 0o755 });
  git(cwd, 'init', '-q');
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-qm', 'first');
  return { cwd, program, trace };
}

/** What a commit can hold: a bare repository of plain files, whose settings name a program. */
async function embedded(folder: string, program: string, parts = '.'): Promise<void> {
  await mkdir(join(folder, parts, 'objects'), { recursive: true });
  await mkdir(join(folder, parts, 'refs'));
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  if (parts !== '.') await writeFile(join(folder, 'commondir'), `${parts}\n`);
  const settings = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${folder}\n\tfsmonitor = ${program}\n`;
  await writeFile(join(folder, 'config'), settings);
}

describe('an access file inside of what looks like a repository', () => {
  const key = `version: 1
organizations: {Research: {spaces: {lab: {service_keys: {t: {role: member, deliver: {file: a.key}}}}}}}
`;
  test.each<[string, readonly string[], string?]>([
    ['that names a file for a secret', ['validate']],
    ['compared with a commit', ['plan', '--base', 'HEAD']],
    ['whose parts lie in a folder of it', ['validate'], 'parts'],
  ])('%s starts nothing', async (_, args, parts) => {
    const { env } = await served();
    const { cwd, program, trace } = await checkout();
    const inner = join(cwd, 'inner');
    await embedded(inner, program, parts);
    await writeFile(join(inner, 'access.yaml'), args.includes('--base') ? addOnly : key);
    const ran = await run([...args, '-f', 'access.yaml'], { cwd: inner, env });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('looks like a bare git repository');
    expect(existsSync(trace)).toBe(false);
  });
});

test('--base starts no filter, driver, pager or monitor of the repository', async () => {
  const { env } = await served();
  const { cwd, program, trace } = await checkout();
  await writeFile(join(cwd, '.gitattributes'), '*.yaml diff=own filter=own\n');
  for (const name of [
    'core.fsmonitor',
    'core.pager',
    'pager.show',
    'diff.own.textconv',
    'filter.own.smudge',
  ]) {
    git(cwd, 'config', name, program);
  }
  const { code, stdout } = await run(['plan', '--base', 'HEAD'], { cwd, env });
  expect({ code, trace: existsSync(trace) }).toEqual({ code: 0, trace: false });
  expect(stdout).toContain('access.yaml -> Acme');
});

test('--base gives git no key of ours, and is not led to another repository', async () => {
  const { env } = await served();
  const { cwd } = await checkout();
  const bin = join(cwd, 'bin');
  await mkdir(bin);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  await writeFile(join(bin, 'git'), `#!/bin/sh\nenv > '${cwd}/seen'\nexec ${real} "$@"\n`, {
    mode: 0o755,
  });
  const more = { ...env, PATH: `${bin}:${process.env['PATH']}`, GIT_DIR: '/x' };
  const { code } = await run(['plan', '--base', 'HEAD'], { cwd, env: more });
  expect(code).toBe(0);
  expect(await readFile(join(cwd, 'seen'), 'utf8')).not.toMatch(
    /^(?:ARIZE|GIT(?!_TERMINAL_PROMPT=0$))_/m,
  );
});
