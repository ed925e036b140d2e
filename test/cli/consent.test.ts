import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { Gate } from './gate.ts';
import { ctrlC, ctrlD, enter, inShell, onTerminal } from './pty.ts';
import type { Pty } from './pty.ts';
import { run } from './run.ts';

const prompt = 'Type the account name (Acme) to continue:';

const demote = `version: 1
organizations:
  Research:
    members:
      ana@example.com: admin
      cy@example.com: read-only
`;

const both = ['apply', '--allow-destructive'];

interface Asking {
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A served account, with a folder whose file asks for something. */
async function asking({ file = addAndRemove, env: more = {} }: Asking = {}) {
  const { sandbox, env } = await served();
  const cwd = await folderWith(file);
  return { cwd, env: { ...env, ...more }, writes: () => sandbox.counts().writes };
}

/** The account's id, as GraphQL gives it. */
async function accountId(env: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(env['ARIZE_GRAPHQL_ENDPOINT'] ?? '', {
    method: 'POST',
    headers: { 'x-api-key': env['ARIZE_API_KEY'] ?? '' },
    body: JSON.stringify({ query: '{ account { id } }' }),
  });
  const { data }: { data: { account: { id: string } } } = JSON.parse(await answer.text());
  return data.account.id;
}

/** Everything that the terminal got once the question stood there. */
const sinceQuestion = (pty: Pty): string => pty.bytes().split(prompt).slice(1).join(prompt);

/** The rows down to the last one with something in it: a short plan leaves room below the question. */
const writtenRows = (pty: Pty): readonly string[] =>
  pty.rows().slice(0, pty.rows().findLastIndex((row) => row !== '') + 1);

/** Code for every process of Node that a command starts, to be there before the command's own. */
const preloaded = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
});

describe('the question', () => {
  test('stands at the end of the screen, below what is at stake', async () => {
    const { cwd, env } = await asking();
    const pty = await onTerminal(both, { cwd, env });
    await pty.shows(prompt);
    expect(writtenRows(pty).slice(-5)).toEqual([
      '      1 person loses everything.',
      '',
      'Of 2 changes, 1 is destructive; 1 person loses access.',
      '1 person loses everything: cy@example.com',
      prompt,
    ]);
    expect(pty.cursor()).toEqual({ row: writtenRows(pty).length - 1, column: prompt.length + 1 });
  });

  test('is not drawn over, however long it takes to answer', async () => {
    // A clock that ticks a thousand times a second, for whatever draws by one.
    const hasty = preloaded(
      'const slow = setInterval; globalThis.setInterval = (work, ms, ...rest) => slow(work, 1, ...rest);',
    );
    const { cwd, env, writes } = await asking({ env: hasty });
    const pty = await onTerminal(both, { cwd, env });
    await pty.shows(prompt);
    for (const typed of ['A', 'Ac', 'Acm', 'Acme']) {
      pty.type(typed.slice(-1));
      // eslint-disable-next-line no-await-in-loop -- as people type
      await pty.shows(new RegExp(`${typed}$`));
      expect(writtenRows(pty).at(-1)).toBe(`${prompt} ${typed}`);
    }
    expect(sinceQuestion(pty)).not.toContain('Reading');
    pty.type(enter);
    expect(await pty.ended).toBe(0);
    expect(pty.history()).toContain(`${prompt} Acme\n`);
    expect(writes()).toBe(2);
  });

  test.each([
    ['a line', `Acme${enter}`],
    ['the beginning of one', 'Acme'],
    ['another answer, and more', `no${enter}${enter}rm -rf x`],
  ])('is not answered by what was typed before it stood there: %s', async (_, early) => {
    const [arrived, release] = [new Gate(), new Gate()];
    const { sandbox, env } = await served(async (_request, next) => {
      arrived.open();
      await release.opened;
      return next();
    });
    const cwd = await folderWith(addAndRemove);
    const shell = await inShell(
      `ax-access ${both.join(' ')}; read -r left; echo "To the shell: <$left>"`,
      { cwd, env },
    );
    await arrived.opened;
    shell.type(early);
    // The terminal shows what it has taken.
    await shell.shows(early.split(enter).at(-1) || early.split(enter)[0] || early);
    release.open();
    await shell.shows(prompt);
    expect(writtenRows(shell).at(-1)).toBe(prompt);
    expect(shell.cursor().column).toBe(prompt.length + 1);
    expect(writtenRows(shell).slice(-4, -1)).toEqual([
      '',
      'Of 2 changes, 1 is destructive; 1 person loses access.',
      '1 person loses everything: cy@example.com',
    ]);
    shell.type(`Acme${enter}`);
    await shell.shows('Applied: 2 done.');
    shell.type(`later${enter}`);
    await shell.shows('To the shell: <later>');
    expect(sandbox.counts().writes).toBe(2);
  });

  test.each([
    ['the name', () => 'Acme'],
    ['the name amid spaces', () => '  Acme '],
    ['the name after Ctrl-Z', () => '\u001aAcme'],
    ['the id', (id: string) => id],
  ])('takes %s', async (_, typed) => {
    const { cwd, env, writes } = await asking();
    const pty = await onTerminal(both, { cwd, env });
    await pty.shows(prompt);
    pty.type(`${typed(await accountId(env))}${enter}`);
    expect(await pty.ended).toBe(0);
    expect(writes()).toBe(2);
  });

  test.each([
    ['another name', `acme${enter}`],
    ['yes', `yes${enter}`],
    ['an empty line', enter],
    ['the end of the input', ctrlD],
  ])('takes no other answer: %s', async (_, typed) => {
    const { cwd, env, writes } = await asking();
    const pty = await onTerminal(both, { cwd, env });
    await pty.shows(prompt);
    pty.type(typed);
    expect(await pty.ended).toBe(1);
    expect(writes()).toBe(0);
    expect(pty.screen()).toMatch(
      /^error: Nothing was written: .*\n {2}Review the plan again before you run it again\.$/m,
    );
  });

  test('ends with Ctrl-C, and the terminal is as it was', async () => {
    const { cwd, env, writes } = await asking();
    const shell = await inShell(
      `stty -a > before; ax-access ${both.join(' ')}; echo "code $?"; stty -a > after`,
      { cwd, env },
    );
    await shell.shows(prompt);
    shell.type(ctrlC);
    expect(await shell.ended).toBe(0);
    expect(writes()).toBe(0);
    expect(shell.screen()).toMatch(/:\nInterrupted\. Nothing was written\.\ncode 130$/);
    const modes = (name: string) => readFile(join(cwd, name), 'utf8');
    expect(await modes('after')).toBe(await modes('before'));
  });

  test('ends with a signal', async () => {
    const { cwd, env, writes } = await asking();
    const pty = await onTerminal(both, { cwd, env });
    await pty.shows(prompt);
    process.kill(pty.pid, 'SIGTERM');
    expect(await pty.ended).toBe(130);
    expect(writes()).toBe(0);
    expect(pty.screen()).toMatch(
      /:\nStopping\. Press Ctrl-C again to stop at once\.\nInterrupted\. Nothing was written\.$/,
    );
  });

  test('ends with the time of the run', async () => {
    // The hour of the run is over when somebody says so.
    const hour = preloaded(
      'const real = setTimeout; globalThis.setTimeout = (work, ms, ...rest) => ms === 3600000 ? process.once("SIGUSR2", work) && real(() => 0) : real(work, ms, ...rest);',
    );
    const { cwd, env, writes } = await asking({ env: hour });
    const pty = await onTerminal(both, { cwd, env });
    await pty.shows(prompt);
    process.kill(pty.pid, 'SIGUSR2');
    expect(await pty.ended).toBe(1);
    expect(writes()).toBe(0);
    expect(pty.screen()).toContain(
      'error: Nothing was written: the run reached its time limit (60 min,\n  --time-limit).',
    );
  });

  test('is about a plan on the same screen, wherever stdout goes', async () => {
    const { cwd, env, writes } = await asking();
    const shell = await inShell(`ax-access ${both.join(' ')} --json > out.json; cat out.json`, {
      cwd,
      env,
    });
    await shell.shows(prompt);
    expect(shell.history()).toContain('- remove cy@example.com from Research');
    shell.type(`no${enter}`);
    expect(await shell.ended).toBe(0);
    expect(shell.screen()).toContain('"kind": "consent"');
    expect(writes()).toBe(0);
  });

  test('is asked for a plan that only reduces, and for a saved one', async () => {
    const { cwd, env, writes } = await asking({ file: demote });
    const pty = await onTerminal(['apply'], { cwd, env });
    await pty.shows(/^This change reduces access.*\nType /m);
    pty.type(ctrlD);
    expect(await pty.ended).toBe(1);
    expect(await run(['plan', '--out', 'plan.json'], { cwd, env })).toMatchObject({ code: 0 });
    const saved = await onTerminal(['apply', 'plan.json'], { cwd, env });
    await saved.shows(prompt);
    expect(writes()).toBe(0);
    saved.type(`Acme${enter}`);
    expect(await saved.ended).toBe(0);
    expect(writes()).toBe(1);
  });

  test.each<[string, readonly string[], string, number]>([
    ['only grants run', ['apply'], addOnly, 1],
    ['what destroys is held back', ['apply'], addAndRemove, 1],
    ['--yes', [...both, '--yes'], addAndRemove, 2],
    ['the digest', [...both, '--expect-digest', 'DIGEST'], addAndRemove, 2],
  ])('is not asked: %s', async (_, args, file, expected) => {
    const { cwd, env, writes } = await asking({ file });
    const pty = await onTerminal(await withDigest(args, { cwd, env }), { cwd, env });
    expect(await pty.ended).toBe(0);
    expect(pty.history()).not.toContain('to continue');
    expect(writes()).toBe(expected);
  });
});

/** The same with the digest of the plan in the place of the word. */
async function withDigest(
  args: readonly string[],
  options: Parameters<typeof run>[1],
): Promise<readonly string[]> {
  const { stdout } = await run(['plan', '--json'], options);
  const { digest }: { digest: string } = JSON.parse(stdout);
  return args.map((arg) => (arg === 'DIGEST' ? digest : arg));
}

const seed = {
  account: { name: 'Acme' },
  users: {
    'ana@x.org': { name: 'Ana', role: 'admin' },
    'bo@x.org': { name: 'Bo', role: 'admin' },
    'raj@x.org': { name: 'Raj', role: 'member' },
    'svc@b.x.org': { name: 'svc', role: 'member', bot: true },
  },
  api_keys: [{ name: 'batch', user: 'svc@b.x.org' }],
  organizations: {
    P: {
      members: { 'raj@x.org': 'member', 'svc@b.x.org': 'member' },
      spaces: { s: { private: true, members: { 'svc@b.x.org': 'member' } } },
    },
  },
};

const cut = `version: 1
organizations: { P: { members: { raj@x.org: read-only } } }
`;

/** A folder with an embedded account, and what that looks like. */
async function folder(file: string) {
  const cwd = await folderWith(file);
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  const look = async () => (await run(['sandbox', 'show'], { cwd })).stdout;
  const ax = (line: string) =>
    run([...line.split(' '), '--sandbox=seed.yaml', '-q'], { cwd, env: { COLUMNS: '200' } });
  await ax('plan');
  return { cwd, look, ax, before: await look() };
}

test.each([
  [
    'users offboard raj@x.org',
    [
      'This change is destructive; 1 person loses access.',
      '1 person loses everything: raj@x.org',
      '1 change cannot be undone: block person raj@x.org',
    ],
  ],
  [
    'keys revoke batch',
    ['This change is destructive.', '1 change cannot be undone: revoke service key batch in P / s'],
  ],
])('%s asks on a terminal, and says what cannot be undone', async (line, stakes) => {
  const { cwd, look, before } = await folder('version: 1\n');
  const flags = ['--apply', '--allow-destructive', '--sandbox=seed.yaml'];
  const pty = await onTerminal([...line.split(' '), ...flags], { cwd });
  await pty.shows(prompt);
  expect(writtenRows(pty).slice(-1 - stakes.length, -1)).toEqual(stakes);
  pty.type(`no${enter}`);
  expect(await pty.ended).toBe(1);
  expect(await look()).toBe(before);
});

test('an account whose name nobody can type is asked for by its id', async () => {
  const cwd = await folderWith(cut);
  const named = { ...seed, account: { name: 'Ac\u200bme', id: 7 } };
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(named));
  const pty = await onTerminal(['apply', '--sandbox=seed.yaml'], { cwd });
  await pty.shows(/^Type the account id \((\S+)\) to continue:$/m);
  const [, id = ''] = /account id \((\S+)\) /.exec(pty.screen()) ?? [];
  pty.type(`${id}${enter}`);
  expect(await pty.ended).toBe(0);
});

describe('where no question can be asked', () => {
  const removal = 'version: 1\norganizations: { P: { members: {} } }\n';

  test.each([
    ['apply', cut],
    ['plan --apply', cut],
    ['apply --allow-destructive', removal],
    ['users offboard raj@x.org --apply --allow-destructive', removal],
    ['keys revoke batch --apply --allow-destructive', removal],
  ])('%s needs --yes, and writes nothing without', async (line, file) => {
    const { look, ax, before } = await folder(file);
    const without = await ax(line);
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(
      /^error: This run reduces or destroys access \((?:the only change|\d of \d changes)\), and there is no terminal to ask for confirmation\. Nothing was written\.\n {2}To confirm, use --yes\b.*\.\n$/,
    );
    expect(await look()).toBe(before);
    expect(await ax(`${line} --yes`)).toMatchObject({ code: 0, stderr: '' });
    expect(await look()).not.toBe(before);
  });

  test.each<[string, readonly string[], Record<string, string>, string]>([
    ['--no-input', ['--no-input'], {}, '--no-input turns off the confirmation prompt'],
    ['a CI', [], { CI: 'true' }, 'CI is set, so there is no confirmation prompt'],
  ])('%s on a terminal is the same', async (_, flags, env, why) => {
    const { cwd, look, before } = await folder(cut);
    const args = ['apply', '--sandbox=seed.yaml', '-q', ...flags];
    const pty = await onTerminal(args, { cwd, env, columns: 200 });
    expect(await pty.ended).toBe(1);
    expect(pty.screen()).toContain(`(the only change), and ${why}. Nothing was written.`);
    expect(await look()).toBe(before);
  });

  test('what is held back, and what only grants, needs no answer', async () => {
    const { ax } = await folder(removal);
    expect(await ax('apply --no-input')).toMatchObject({ code: 0, stderr: '' });
    const grant = await folder(
      'version: 1\norganizations: { P: { members: { raj@x.org: admin } } }\n',
    );
    expect(await grant.ax('apply --no-input')).toMatchObject({ code: 0, stderr: '' });
    expect(await grant.look()).not.toBe(grant.before);
  });

  test('the digest of the plan is an answer', async () => {
    const { ax, look, before } = await folder(cut);
    const { stdout } = await ax('plan --json');
    const { digest }: { digest: string } = JSON.parse(stdout);
    expect(await ax(`apply --expect-digest ${digest}`)).toMatchObject({ code: 0, stderr: '' });
    expect(await look()).not.toBe(before);
  });

  test.each(['', ' --no-input'])('naming a saved plan is an answer%s', async (more) => {
    const { ax, look, before } = await folder(cut);
    expect(await ax('plan --out plan.json')).toMatchObject({ code: 0 });
    expect(await ax(`apply plan.json${more}`)).toMatchObject({ code: 0, stderr: '' });
    expect(await look()).not.toBe(before);
  });

  test('no command that is printed as the next step holds the answer', async () => {
    const { cwd, ax } = await folder(removal);
    const printed: string[] = [];
    for (const line of [
      'plan --yes',
      'users offboard raj@x.org --yes',
      'keys revoke batch --yes',
      'apply --yes',
      'apply --allow-destructive --yes',
    ]) {
      // eslint-disable-next-line no-await-in-loop -- one sandbox, one at a time
      const { stdout, stderr } = await ax(line);
      printed.push(stdout, stderr);
    }
    const undo = (await readdir(cwd, { recursive: true })).find((name) => /undo/.test(name)) ?? '';
    printed.push(await readFile(join(cwd, undo), 'utf8'));
    const text = printed.join('\n');
    expect(text.match(/ax-access /g)?.length).toBeGreaterThan(5);
    expect(text).not.toContain('--yes');
  });

  test('programs get the reason as a document', async () => {
    const { ax } = await folder(cut);
    const { code, stdout } = await ax('apply --json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'consent' } });
  });
});
