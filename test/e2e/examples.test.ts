import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

const root = resolve('.');
// Workflows are no accounts: test/ci runs those.
const examples = readdirSync('examples')
  .filter((name) => name !== 'ci')
  .toSorted();

/** A folder that holds one example as the repository does, with its seed, or the sandbox's own. */
async function folderOf(example: string): Promise<{ cwd: string; flags: readonly string[] }> {
  const cwd = await scratch();
  await mkdir(join(cwd, 'examples', example), { recursive: true });
  const file = join('examples', example, 'access.yaml');
  await copyFile(join(root, file), join(cwd, file));
  const seed = join('examples', example, 'account.yaml');
  await copyFile(join(root, seed), join(cwd, seed));
  return { cwd, flags: ['-f', file, `--sandbox=${seed}`] };
}

test('the examples are those that the README names', () => {
  expect(examples).toEqual([
    'access-rules',
    'offboarding',
    'onboarding-a-team',
    'quickstart',
    'renaming-a-role',
    'restricting-a-project',
    'several-organizations',
    'sharing-a-key',
  ]);
});

describe.each(examples)('examples/%s', (example) => {
  test('has a file and an account', () => {
    expect(existsSync(join('examples', example, 'access.yaml'))).toBe(true);
    expect(existsSync(join('examples', example, 'account.yaml'))).toBe(true);
  });

  test('plans the same bytes twice, in text and in json', async () => {
    const { cwd, flags } = await folderOf(example);
    const first = await run(['plan', ...flags], { cwd });
    const second = await run(['plan', ...flags], { cwd });
    expect(first.code).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    const json = await run(['plan', '--json', ...flags], { cwd });
    const again = await run(['plan', '--json', ...flags], { cwd });
    expect(again.stdout).toBe(json.stdout);
  });

  test('is in sync once it is applied in full', async () => {
    const { cwd, flags } = await folderOf(example);
    const before = await run(['plan', '--detailed-exitcode', ...flags], { cwd });
    expect(before.code).toBe(2);
    const applied = await run(['apply', '--allow-destructive', '--yes', ...flags], { cwd });
    expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
    const after = await run(['plan', '--detailed-exitcode', ...flags], { cwd });
    // Admins may be members by name as well, which Arize does not show.
    expect(after.stdout.replaceAll(/\n +/g, ' ').trimEnd().split('\n').at(-1)).toMatch(
      /^No changes(?:\. The account matches \S+| in what was read; (?:\d possible memberships? of (?:an admin is|admins are) not shown|Arize does not show the roles of 1 shared service key))\.$/,
    );
    expect(after.code).toBe(0);
  });
});

test('the quickstart says before its first run how many people the second one takes access from', async () => {
  const cwd = await scratch();
  await copyFile(join(root, 'access.yaml'), join(cwd, 'access.yaml'));
  const losing = async (): Promise<string | undefined> => {
    const { stdout } = await run(['plan', '--sandbox'], { cwd });
    return /# all \d+, (\d+ people lose access)/.exec(stdout)?.[1];
  };
  const first = await losing();
  expect(first).toBe('5 people lose access');
  await run(['apply', '--yes', '--sandbox'], { cwd });
  expect(await losing()).toBe(first);
});
