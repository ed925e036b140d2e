import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { run, scratch, start } from './run.ts';
import type { Ran } from './run.ts';

/**
 * Most tests run the command in a process that ran others before. This shows that it says the same there: one line after
 * the other in two folders, in one of them each in a process of its own.
 */
const day = '--today=2026-03-25';

/** Command lines, some with variables before them, as shells take them. */
const lines: readonly string[] = [
  '--version',
  '--help',
  'plan --help',
  'plna',
  'validate',
  'validate --json',
  'test',
  'validate -f broken.yaml',
  'validate -f broken.yaml --format github',
  'validate -f nowhere.yaml --json',
  'plan',
  'plan --json',
  'sandbox log --json',
  'doctor --sandbox',
  `plan --sandbox ${day}`,
  `plan --sandbox --json --detailed-exitcode ${day}`,
  `plan --sandbox --format markdown --also json=also.json ${day}`,
  `plan --sandbox --out plan.json ${day}`,
  'show plan.json',
  `apply plan.json --sandbox ${day}`,
  `apply plan.json --sandbox --yes ${day}`,
  `apply --sandbox --allow-destructive --yes --json ${day}`,
  `plan --sandbox --detailed-exitcode ${day}`,
  'history --sandbox',
  `undo --sandbox ${day}`,
  `FORCE_COLOR=1 COLUMNS=60 drift --sandbox ${day}`,
  `CI=true GITHUB_ACTIONS=true drift --sandbox ${day}`,
  `drift --sandbox ${day}`,
  'rules suggest --sandbox',
  `who-can DATASET_CREATE team-alpha --sandbox ${day}`,
  `explain tom@example.com team-alpha --json --sandbox ${day}`,
  'access mei@example.com --sandbox',
  'roles list --sandbox',
  'roles show nowhere --sandbox',
  'roles permissions --filter dataset',
  'rules suggest --sandbox',
  'organizations list --sandbox',
  'spaces list --sandbox --json',
  'projects list --sandbox --filter fraud',
  'init --help',
  'users list --pending --sandbox',
  'users reinvite eve@example.com --sandbox',
  'users resend-invitation ivy@example.com --sandbox',
  'users reset-password omar@example.com --sandbox',
  `users offboard raj@example.com --sandbox ${day}`,
  `keys list --sandbox ${day}`,
  `keys rotate ingest --sandbox ${day}`,
  `keys revoke ingest --older --sandbox ${day}`,
  `keys create-user-key laptop --to-file laptop.key --sandbox ${day}`,
  `keys refresh laptop --to-file laptop.key --sandbox ${day}`,
  `report map --sandbox ${day}`,
  `report review --sandbox ${day}`,
  'import --sandbox -o imported.yaml',
  'import --sandbox -o imported.yaml',
  'saml export --sandbox --format csv',
  'saml check --sandbox',
  'completion bash',
  'sandbox show',
  'sandbox seed --users 5 --spaces 2 --random 7',
  'sandbox reset',
];

const variable = /^([A-Z_]+)=(.*)$/;

/** What differs from run to run: the folder, and when it was. */
const withoutRun = (text: string, cwd: string): string =>
  text
    .replaceAll(cwd, '<folder>')
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, '<run>')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?/g, '<time>');

const seen = ({ code, stdout, stderr }: Ran, cwd: string): Ran => ({
  code,
  stdout: withoutRun(stdout, cwd),
  stderr: withoutRun(stderr, cwd),
});

async function folder(): Promise<string> {
  const cwd = await scratch();
  await copyFile('access.yaml', join(cwd, 'access.yaml'));
  await writeFile(join(cwd, 'broken.yaml'), 'version: 1\nroels: {}\n');
  return cwd;
}

test('a command says the same in a process that ran others before', async () => {
  const [shared, own] = [await folder(), await folder()];
  for (const line of lines) {
    const words = line.split(' ');
    const args = words.filter((word) => !variable.test(word));
    const env = Object.fromEntries(
      words.flatMap((word) => {
        const [, name, value] = variable.exec(word) ?? [];
        return name === undefined ? [] : [[name, value ?? '']];
      }),
    );
    const expected = seen(await (await start(args, { cwd: own, env })).ended, own);
    const found = seen(await run(args, { cwd: shared, env }), shared);
    expect({ line, ...found }).toEqual({ line, ...expected });
  }
});

test('every command is among them, but the one that goes on', () => {
  const missing = commands
    .map(({ name }) => name)
    .filter((name) => !lines.some((line) => `${line} `.includes(`${name} `)));
  expect(missing).toEqual(['sandbox start']);
});
