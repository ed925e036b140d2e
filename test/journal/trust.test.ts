import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trustedJournals } from '../../src/journal/trust.ts';
import { scratch } from '../cli/run.ts';

/** A pull request can bring journals along: those that git tracks are not believed. */

const journals = '.ax-access/journal';

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@x.org', ...args], {
    stdio: 'pipe',
  });
}

/** A repository in which runs wrote journals of these names. */
async function repository(...names: readonly string[]): Promise<string> {
  const cwd = await scratch();
  await mkdir(join(cwd, journals), { recursive: true });
  for (const name of names) {
    // eslint-disable-next-line no-await-in-loop -- one or two
    await writeFile(join(cwd, journals, name), '');
  }
  git(cwd, 'init', '-q');
  return cwd;
}

const trusted = (cwd: string) =>
  trustedJournals(journals, { folder: cwd, env: process.env }, join(cwd, journals));

test('journals that runs wrote here are believed', async () => {
  expect(await trusted(await repository('own.jsonl'))).toEqual({ folder: journals });
});

test('one that came with a commit is not, and the others are', async () => {
  const cwd = await repository('own.jsonl', 'Foreign.jsonl');
  git(cwd, 'add', '-f', `${journals}/Foreign.jsonl`);
  expect(await trusted(cwd)).toEqual({
    folder: journals,
    committed: new Set(['foreign.jsonl']),
    doubt: 'git tracks files in .ax-access/journal',
  });
});

test('what is behind a link of the checkout is not', async () => {
  const cwd = await repository('own.jsonl');
  const elsewhere = await scratch();
  await symlink(elsewhere, join(cwd, 'linked'));
  const found = await trustedJournals(
    'linked/journal',
    { folder: cwd, env: process.env },
    join(cwd, 'linked/journal'),
  );
  expect(found).toMatchObject({ committed: 'all', doubt: expect.stringContaining('is a link') });
});
