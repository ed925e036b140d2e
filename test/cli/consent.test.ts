import { expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { run, start } from './run.ts';

/** The process takes its pipes for a terminal, at which somebody types. */
const terminal = {
  NODE_OPTIONS: '--import=data:text/javascript,process.stdin.isTTY=true;process.stderr.isTTY=true;',
  NO_COLOR: '1',
};
const question = "Type the account's name, Acme, to go on:";

const demote = `version: 1
organizations:
  Research:
    members:
      ana@example.com: admin
      cy@example.com: read-only
`;

/** Answers the question with `typed`, and says how it went. */
async function answered(
  args: readonly string[],
  typed: string | ((accountId: string) => string),
  { file = addAndRemove, more = {} }: { file?: string; more?: Record<string, string> } = {},
) {
  const { sandbox, env } = await served();
  const cwd = await folderWith(file);
  const input = typeof typed === 'string' ? typed : typed(await accountId(env));
  const ran = await run(args, { cwd, env: { ...env, ...terminal, ...more }, input });
  return { ...ran, asked: ran.stderr.includes(question), writes: sandbox.counts().writes };
}

async function accountId(env: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(env['ARIZE_GRAPHQL_ENDPOINT'] ?? '', {
    method: 'POST',
    headers: { 'x-api-key': env['ARIZE_API_KEY'] ?? '' },
    body: JSON.stringify({ query: '{ account { id } }' }),
  });
  const { data }: { data: { account: { id: string } } } = JSON.parse(await answer.text());
  return data.account.id;
}

const both = ['apply', '--allow-destructive'];

test.each([
  ['the name', () => 'Acme\n'],
  ['the name amid spaces', () => '  Acme \n'],
  ['the id', (id: string) => `${id}\n`],
])('%s is consent', async (_, typed) => {
  const { code, asked, writes } = await answered(both, typed);
  expect({ code, asked, writes }).toEqual({ code: 0, asked: true, writes: 2 });
});

test.each([
  ['another name', 'acme\n'],
  ['yes', 'yes\n'],
  ['an empty line', '\n'],
  ['the end of the input', ''],
])('%s is none, and nothing is written', async (_, typed) => {
  const { code, asked, writes, stderr } = await answered(both, typed);
  expect({ code, asked, writes }).toEqual({ code: 1, asked: true, writes: 0 });
  expect(stderr).toMatch(
    /Nothing was written: .*\n {2}Look at the plan again before you run it again\.\n$/,
  );
});

test('who answers sees the plan, wherever stdout goes', async () => {
  const { stdout, stderr } = await answered([...both, '--json'], 'no\n');
  expect(stderr).toContain('remove member cy@example.com');
  expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'consent' } });
});

test('reducing access is confirmed, too', async () => {
  const { code, asked, writes } = await answered(['apply'], 'no\n', { file: demote });
  expect({ code, asked, writes }).toEqual({ code: 1, asked: true, writes: 0 });
});

test.each([
  ['only grants run', ['apply'], { file: addOnly }, 1],
  ['what takes away is held back', ['apply'], {}, 1],
  ['--yes', [...both, '--yes'], {}, 2],
  ['a CI', both, { more: { CI: 'true' } }, 2],
])('nobody is asked: %s', async (_, args, options, expected) => {
  const { code, asked, writes } = await answered(args, '', options);
  expect({ code, asked, writes }).toEqual({ code: 0, asked: false, writes: expected });
});

test('with --no-input, what would need an answer fails, and nothing is written', async () => {
  const { code, asked, writes, stderr } = await answered([...both, '--no-input'], '');
  expect({ code, asked, writes }).toEqual({ code: 1, asked: false, writes: 0 });
  expect(stderr).toContain(
    'This would take access away (1 of 2 changes), and with --no-input nobody is asked.',
  );
});

test('a signal ends the question, and nothing is written', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(addAndRemove);
  const { child, says, ended } = await start(both, {
    cwd,
    env: { ...env, ...terminal },
    input: null,
  });
  await says(question);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect({ code, writes: sandbox.counts().writes }).toEqual({ code: 130, writes: 0 });
  expect(stderr).toMatch(/Interrupted\. Nothing was written\.\n$/);
});
