import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { openSandbox, parseSeed, serve } from '../../src/sandbox/index.ts';
import { run, scratch } from '../cli/run.ts';
import { blocksOf, commandLine, guides, wordsOf } from './pages.ts';

type Tree = { readonly [name: string]: unknown };

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Two accounts as one: what only one of them has, and of lists both. */
function joined(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  if (!isTree(one) || !isTree(other)) return other;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    names.map((name) => [
      name,
      name in one && name in other ? joined(one[name], other[name]) : (other[name] ?? one[name]),
    ]),
  );
}

/** People whom no guide names: they are taken out by hand and demoted meanwhile. */
const others = Array.from({ length: 12 }, (_, index) => `other${index}@example.com`);

const each = (role: string): Tree => Object.fromEntries(others.map((email) => [email, role]));

const desk = { members: each('member'), spaces: { desk: { members: each('member') } } };

const besides: Tree = {
  users: Object.fromEntries(others.map((email) => [email, { name: email, role: 'member' }])),
  organizations: { Desk: desk },
};

/** Those about the file and its runs, which are not among an administrator's tasks of a week. */
const apart = [
  'from-the-console-to-a-file.md',
  'when-something-went-wrong.md',
  'write-down-what-must-never-happen.md',
];

/** Whoever leaves comes last: the other guides name him. */
const order = (names: readonly string[]): readonly string[] =>
  names.toSorted((a, b) => Number(a.startsWith('offboard')) - Number(b.startsWith('offboard')));

const isRun = ([command, verb]: readonly string[]): boolean =>
  command === 'apply' || command === 'keys' || verb === 'offboard';

/** What only adds, or touches the caller alone, asks nothing. */
const isAsked = ([, verb = '']: readonly string[]): boolean =>
  !['create-user-key', 'refresh'].includes(verb);

const isAlarm = (text: string): boolean => /shrunk:|truncated response\.|HELD BACK/.test(text);

test('the eight guides in a row on one account raise no alarm, nor does what an administrator does in between', async () => {
  const names = order(
    (await readdir(guides)).filter((name) => name.endsWith('.md') && !apart.includes(name)),
  );
  expect(names).toHaveLength(8);
  const pages = await Promise.all(
    names.map(async (name) => blocksOf(await readFile(join(guides, name), 'utf8'))),
  );
  const seeds = pages.flatMap((blocks) =>
    blocks.flatMap(({ info, content }): unknown[] =>
      info === 'yaml account.yaml' ? [parse(content)] : [],
    ),
  );
  const seed = parseSeed([...seeds, besides].reduce(joined), 'the account of all guides');
  const sandbox = openSandbox({ seed });
  const { url, graphqlUrl, close } = await serve(sandbox);
  onTestFinished(close);
  const key = sandbox.keys()[0]?.key ?? '';
  const env = { ARIZE_API_KEY: key, ARIZE_BASE_URL: url, ARIZE_GRAPHQL_ENDPOINT: graphqlUrl };
  const cwd = await scratch();

  const ask = async (method: string, path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${url}${path}`, { method, headers });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const idIn = async (list: string, name = ''): Promise<string> => {
    const found: Record<string, { id: string; name: string }[]> = JSON.parse(
      JSON.stringify(await ask('GET', `/v2/${list}?limit=100`)),
    );
    return found[list]?.find((item) => item.name === name)?.id ?? '';
  };
  const alarms: string[] = [];
  const ended: string[] = [];
  const ax = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run([...args, '-q'], { cwd, env });
    const said = `ax-access ${args.join(' ')}: ${code}`;
    ended.push(said);
    if (code === 3 || isAlarm(stdout + stderr)) alarms.push(`${said}\n${stdout}${stderr}`);
    return stdout;
  };
  const consent = ['--allow-destructive', '--yes'] as const;
  const journals = join(cwd, '.ax-access', 'journal');
  const lastUndo = async (): Promise<string | undefined> => {
    const files = await readdir(journals).catch(() => []);
    return files
      .filter((name) => name.endsWith('.undo.yaml'))
      .toSorted()
      .at(-1);
  };

  const week = join(cwd, 'week.yaml');
  await writeFile(week, stringify({ version: 1, organizations: { Desk: desk } }));
  await ax('apply', '-f', 'week.yaml');

  for (const [index, blocks] of pages.entries()) {
    /* eslint-disable no-await-in-loop -- one thing after the other, as in a week */
    const before = await lastUndo();
    for (const { info, content } of blocks) {
      const [kind, name = ''] = info.split(' ');
      if (kind === 'yaml' && name !== '' && !name.endsWith('=') && name !== 'account.yaml') {
        await mkdir(dirname(join(cwd, name)), { recursive: true });
        await writeFile(join(cwd, name), content);
      }
      if (kind !== 'console') continue;
      for (const [, command = ''] of content.matchAll(commandLine)) {
        const args = wordsOf(command).filter((word) => !word.startsWith('--sandbox'));
        // On this account more of it reduces access; what only looks leaves no trace.
        const isAnswered = args.includes('--yes') || !isAsked(args);
        if (isRun(args)) await ax(...args, ...(isAnswered ? [] : ['--yes']));
      }
    }
    const undo = await lastUndo();
    await ax('drift');
    // Somebody is taken out by hand, and the file says so from then on.
    const owner = await idIn('organizations', 'Desk');
    await ask('DELETE', `/v2/organizations/${owner}/users/${await idIn('users', others[index])}`);
    await ax('drift', '--adopt', '-f', 'week.yaml');
    if (undo !== undefined && undo !== before)
      await ax('apply', '-f', join('.ax-access/journal', undo), ...consent);
    // And somebody else is demoted.
    const text = await readFile(week, 'utf8');
    await writeFile(week, text.replace(': member', ': read-only'));
    await ax('apply', '-f', 'week.yaml', '--yes');
    /* eslint-enable no-await-in-loop */
  }
  expect(alarms).toEqual([]);
  // Each of them did something: whoever was taken out by hand stayed out, and the others were demoted in turn.
  expect(sandbox.snapshot().organizations?.['Desk']?.members).toEqual({
    'other8@example.com': 'read-only',
    ...Object.fromEntries(others.slice(9).map((email) => [email, 'member'])),
  });
  expect(ended.filter((said) => said.includes('apply') && !/: [04]$/.test(said))).toEqual([]);
});
