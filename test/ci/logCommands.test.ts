import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { annotations } from '../../src/render/annotations/github.ts';
import { inert } from '../../src/text.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { folderWith, served } from '../cli/account.ts';
import { command, environment, run } from '../cli/run.ts';
import { commandsIn } from './runner.ts';

/** What a CI would take for a command of its own, wherever it finds it. */
const orders = [
  '##[add-mask]Research',
  'a ##[error]b',
  '##[add-path]/tmp/evil',
  '##vso[task.setvariable variable=x]y',
  'x##vso[task.complete result=Failed;]',
  "##teamcity[buildStatus text='x']",
  '::add-mask::Research',
  '::error file=access.yaml,line=1::all is well',
  '###[warning]x',
  '::stop-commands::x',
];

/** What Azure's agent and TeamCity look for, anywhere in a line. */
const elsewhere = /##(?:\p{Cc}\[[\d;]*m)?(?:vso|teamcity)?\[/u;

describe('a text in a log', () => {
  const texts = fc
    .array(
      fc.constantFrom(
        ...orders,
        '#',
        '##',
        '[',
        ']',
        ':',
        '::',
        'error',
        'vso',
        ' ',
        '\n',
        '\r\n',
        '\t',
        '\u001b[1m',
        '\u001b[0m',
        'x',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

  test('holds no command, whatever it is made of', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const shown = inert(text);
        expect(commandsIn(shown)).toEqual([]);
        expect(commandsIn(shown.replaceAll(/\p{Cc}\[\d*m/gu, ''))).toEqual([]);
        expect(shown).not.toMatch(elsewhere);
        expect(inert(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  test('means the same in JSON', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = `${JSON.stringify({ [text]: [text] }, null, 2)}\n`;
        expect(JSON.parse(inert(document))).toEqual(JSON.parse(document));
      }),
    );
  });

  test('is left as it is where it is no command', () => {
    const plain = '### Heading\n#[x] [##] a::b std::vector ## [x]\n';
    expect(inert(plain)).toBe(plain);
  });

  test('as an annotation is one, and no more', () => {
    for (const order of orders) {
      const text = annotations([{ severity: 'error', code: 'c', message: `${order}\n${order}` }]);
      expect(commandsIn(text)).toHaveLength(1);
      expect(text).not.toMatch(elsewhere);
    }
  });
});

/** An account in which hostile people named things. */
const seed: Seed = {
  account: { name: '::error::x' },
  users: {
    'ana@example.com': { name: 'Ana', role: 'admin' },
    'bo@example.com': { name: 'Bo', role: 'admin' },
  },
  organizations: Object.fromEntries(
    orders.map((name) => [name, { members: { 'ana@example.com': 'admin' }, spaces: { lab: {} } }]),
  ),
};

const file = `version: 1
organizations:
${orders.map((name) => `  ${JSON.stringify(name)}: {members: {ana@example.com: member}}`).join('\n')}
`;

test.each([
  ['CI', ['plan']],
  ['CI', ['plan', '--json']],
  ['CI', ['plan', '--format', 'markdown']],
  ['CI', ['plan', '-f', 'wrong.yaml']],
  ['GITHUB_ACTIONS', ['drift']],
  ['TF_BUILD', ['plan']],
] as const)('where %s is set, %j prints no command', async (ci, args) => {
  const { env } = await served(undefined, seed);
  const cwd = await folderWith(file);
  await writeFile(join(cwd, 'wrong.yaml'), file.replaceAll('member}', '"::error::x"}'));
  const { stdout, stderr } = await run(args, {
    cwd,
    env: { ...env, [ci]: 'true', FORCE_COLOR: '1' },
  });
  expect(stdout + stderr).toMatch(/u0023/);
  expect(commandsIn(stdout)).toEqual([]);
  expect(commandsIn(stderr)).toEqual([]);
  expect(stdout + stderr).not.toMatch(elsewhere);
});

test('a document that breaking would change is written to a file alone', async () => {
  const { env } = await served(undefined, seed);
  const cwd = await folderWith(file);
  const ax = (...args: readonly string[]) => run(args, { cwd, env: { ...env, CI: 'true' } });
  const refused = await ax('import');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('Write it to a file: --out PATH.');
  expect(await ax('import', '--out', 'new.yaml')).toMatchObject({ code: 0 });
  const written = await readFile(join(cwd, 'new.yaml'), 'utf8');
  for (const order of orders) expect(written).toContain(order);
});

test('a document that a shell writes to a file keeps its names', async () => {
  const { env } = await served(undefined, seed);
  const cwd = await folderWith(file);
  const out = await open(join(cwd, 'new.yaml'), 'w');
  const child = spawn(process.execPath, [command(), 'import'], {
    cwd,
    env: environment(cwd, { ...env, CI: 'true' }),
    stdio: ['ignore', out.fd, 'ignore'],
  });
  const code = await new Promise((done) => {
    child.once('close', done);
  });
  await out.close();
  expect(code).toBe(0);
  const names = Object.keys(parse(await readFile(join(cwd, 'new.yaml'), 'utf8')).organizations);
  expect(names.toSorted()).toEqual(orders.toSorted());
});
