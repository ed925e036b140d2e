import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addAndRemove, folderWith, give, served } from './account.ts';
import { run } from './run.ts';
import type { Ran } from './run.ts';
import { sealed } from './sealed.ts';

const save = ['plan', '--out', 'plan.json', '-q'];
const applySaved = ['apply', 'plan.json', '-q'];
const consent = ['--allow-destructive', '--yes'];

/** A folder with a saved plan for a served account. */
async function saved() {
  const account = await served();
  const cwd = await folderWith(addAndRemove);
  const made = await run(save, { cwd, env: account.env });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const ax = (args: readonly string[]): Promise<Ran> => run(args, { cwd, env: account.env });
  return { ...account, cwd, ax, path: join(cwd, 'plan.json') };
}

/** Runs a saved plan that somebody has edited. */
const edited = async (edit: (text: string) => string) => {
  const { sandbox, path, ax } = await saved();
  await writeFile(path, edit(await readFile(path, 'utf8')));
  const ran = await ax([...applySaved, ...consent]);
  expect(sandbox.counts().writes).toBe(0);
  return { code: ran.code, says: ran.stderr.split('\n')[0] };
};

const set = (name: string, value: unknown) => (text: string) =>
  JSON.stringify({ ...JSON.parse(text), [name]: value });

/** Another value of the same sort. */
const otherwise = (value: unknown): unknown =>
  typeof value === 'boolean'
    ? !value
    : String(value).replace(/\d/, (digit) => String((Number(digit) + 1) % 10));

const resealed = (name: string, value: unknown) => (text: string) => sealed(text, name, value);

const lock = (cwd: string) => join(cwd, '.ax-access', 'apply.lock');

test('what was reviewed is what runs, whatever the file says by then; what needs consent waits for it', async () => {
  const { sandbox, cwd, ax } = await saved();
  await writeFile(join(cwd, 'access.yaml'), 'version: 1\nroles: {}\n');
  const first = await ax(applySaved);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('Applied: 1 done, 1 held back.');
  // A new plan would say something else by now.
  expect(first.stdout).toContain('Next: ax-access apply plan.json --allow-destructive');
  expect(sandbox.counts().byOperation).toMatchObject({ create_role: 1 });

  const second = await ax([...applySaved, ...consent]);
  expect(second.stdout).toContain('Applied: 1 done.');
  expect(sandbox.counts()).toMatchObject({ writes: 2 });

  const third = await ax([...applySaved, ...consent]);
  expect(third.code).toBe(5);
  expect(third.stderr).toMatch(
    /^error: plan\.json cannot be applied: it was applied at \d{4}-\d\d-\d\d \d\d:\d\d UTC, and a plan can be applied only once\./,
  );
  expect(sandbox.counts()).toMatchObject({ writes: 2 });
});

test('a plan is run once, also where no journal was kept', async () => {
  const { ax } = await saved();
  expect((await ax([...applySaved, ...consent])).code).toBe(0);
  const again = await ax([...applySaved, ...consent, '--journal-dir', 'elsewhere']);
  expect(again.code).toBe(5);
  expect(again.stderr).toContain(
    'plan.json cannot be applied: all its changes are already applied.',
  );
});

test('for its owner alone, without consent and without the key', async () => {
  const { path, env } = await saved();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const text = await readFile(path, 'utf8');
  expect(text).not.toContain(env['ARIZE_API_KEY']);
  expect(Object.keys(JSON.parse(text))).toEqual([
    'schema',
    'id',
    'tool',
    'made_at',
    'account',
    'host',
    'sources',
    'today',
    'assert_roles',
    'limits',
    'changes',
    'ids',
    'digest',
    'shown',
    'checksum',
  ]);
  const { shown: _shown, ...applied } = JSON.parse(text);
  expect(JSON.stringify(applied)).not.toContain('"held"');
});

test('somebody else changed what it is about: exit 5, and what moved', async () => {
  const { sandbox, env, ax } = await saved();
  await give(env, 'Cy', 'ADMIN');
  const { writes } = sandbox.counts();
  const ran = await ax([...applySaved, ...consent]);
  expect(ran.code).toBe(5);
  expect(ran.stderr).toBe(`error: plan.json cannot be applied: 1 item has changed since it was made:
  member cy@example.com of organization Research: it now has role "admin"
The plan is stale. Nothing was written.
  Plan again: ax-access plan --out plan.json --overwrite
`);
  expect(sandbox.counts().writes).toBe(writes);
});

describe('a file that cannot be used', () => {
  test.each([
    [
      'cut off',
      (text: string) => text.slice(0, 200),
      1,
      'is not a saved plan: it is not valid JSON.',
    ],
    ['something else', () => '{"schema": "ax-access/plan@1"}', 1, 'is not a saved plan:'],
    ['with fewer changes', set('changes', []), 1, 'it was altered: its digest does not match.'],
    ['with another account', set('account', { id: 'x', name: 'y' }), 1, 'it was altered'],
    [
      'with a higher limit',
      (text: string) => text.replace('"removals": 50', '"removals": 51'),
      1,
      'it was altered',
    ],
    ['of another release', resealed('tool', '99.0.0'), 5, 'ax-access 99.0.0 made it, but this is '],
    ['of an older format', set('schema', 'ax-access/saved-plan@0'), 5, 'another release than '],
    [
      'that lacks something',
      set('limits', undefined),
      1,
      "it was altered: it must have required property 'limits'.",
    ],
    [
      'with a checksum that is none',
      set('checksum', 'x'),
      1,
      'it was altered: /checksum must match pattern',
    ],
    [
      'of the day before yesterday',
      resealed('made_at', '2020-01-01T00:00:00.000Z'),
      5,
      'a plan is valid for 24 hours',
    ],
    [
      'of tomorrow',
      resealed('made_at', '2999-01-01T00:00:00.000Z'),
      5,
      'which is in the future: check the clock',
    ],
    ['for another host', resealed('host', 'api.arize.com'), 1, 'Wrong account: plan.json is for '],
    [
      'with a kind that does not exist',
      (text: string) => {
        const { shown } = JSON.parse(text);
        const untouched = [{ kind: 'dashboard', scope: '', reason: 'ignored', count: 1 }];
        return resealed('shown', { ...shown, untouched })(text);
      },
      1,
      'it names a kind of resource that does not exist, "dashboard".',
    ],
    [
      'with a change of a kind that does not exist',
      (text: string) => {
        const [first, ...rest] = JSON.parse(text).changes;
        return resealed('changes', [{ ...first, kind: 'dashboard' }, ...rest])(text);
      },
      1,
      'is not a saved plan',
    ],
    [
      'whose file says something else by now',
      (text: string) =>
        text.replace('Reader: {permissions: [PROJECT_READ]}', 'Reader: {permissions: [TAG_READ]}'),
      1,
      'it was altered: its checksum does not match.',
    ],
    [
      'that names somebody else in a change',
      (text: string) => text.replace('"key": [', '"key": ["evil", '),
      1,
      'it was altered: its checksum does not match.',
    ],
    ...['id', 'tool', 'made_at', 'host', 'today', 'assert_roles'].map(
      (name): [string, (text: string) => string, number, string] => [
        `whose ${name} somebody has edited`,
        (text) => set(name, otherwise(JSON.parse(text)[name]))(text),
        1,
        'it was altered: its checksum does not match.',
      ],
    ),
    [
      'with something added',
      set('note', 'reviewed'),
      1,
      'it was altered: its checksum does not match.',
    ],
  ])('%s', async (_, edit, code, words) => {
    const ran = await edited(edit);
    expect(ran.code).toBe(code);
    expect(ran.says).toContain(words);
  });

  test('that is not there, or is an access file', async () => {
    const { ax } = await saved();
    expect((await ax(['apply', 'nowhere.json'])).stderr).toContain('nowhere.json does not exist.');
    expect((await ax(['apply', 'other.yaml'])).stderr).toContain(
      'Use -f for an access file: -f other.yaml',
    );
  });
});

test('only what is in it runs: later differences are left as they are, and told', async () => {
  const { env, ax } = await saved();
  await give(env, 'Bo', 'MEMBER');
  const ran = await ax([...applySaved, ...consent]);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toBe('1 other difference is not in the saved plan and stays as it is.\n');
  expect(ran.stdout).toContain('Applied: 2 done.');
  expect((await ax(['drift', '-q'])).stdout).toContain('bo@example.com');
});

test('limits are judged anew, by what was reviewed', async () => {
  const { sandbox, cwd, env } = await saved();
  const plan = await run([...save, '--overwrite', '--max-removals', '0'], { cwd, env });
  expect(plan.code).toBe(0);
  const ran = await run([...applySaved, ...consent], { cwd, env });
  expect([ran.code, sandbox.counts().writes]).toEqual([3, 0]);
});

describe('a digest that somebody reviewed', () => {
  test('lets the same plan through, and no other', async () => {
    const { cwd, env, ax, sandbox } = await saved();
    const { stdout } = await ax(['plan', '--json']);
    const { digest } = JSON.parse(stdout);
    for (const given of [digest, digest.slice('sha256:'.length)]) {
      // eslint-disable-next-line no-await-in-loop
      expect((await ax(['plan', '--expect-digest', given])).code).toBe(0);
    }
    // It begins alike: only the last digit is another one.
    const last = digest.endsWith('0') ? '1' : '0';
    const alike = await ax(['apply', '-q', '--expect-digest', `${digest.slice(0, -1)}${last}`]);
    expect([alike.code, sandbox.counts().writes]).toEqual([5, 0]);
    // All of both is shown: the short form of the two is the same.
    expect(alike.stderr).toContain(
      `its digest is ${digest.slice('sha256:'.length)}, not ${digest.slice('sha256:'.length, -1)}${last}.`,
    );
    await writeFile(join(cwd, 'access.yaml'), addAndRemove.replace('Reader', 'Writer'));
    const other = await run(['apply', '-q', '--expect-digest', digest], { cwd, env });
    expect([other.code, sandbox.counts().writes]).toEqual([5, 0]);
    expect(other.stdout).toBe('');
    expect(other.stderr).toMatch(
      /^error: This is not the reviewed plan: its digest is [0-9a-f]{64}, not [0-9a-f]{64}\. Nothing was written\.\n/,
    );
  });
});

test('the digest that was carried beside a saved plan stands against another file in its place', async () => {
  const { cwd, ax, sandbox, path } = await saved();
  const { digest }: { digest: string } = JSON.parse(await readFile(path, 'utf8'));
  const expecting = [...applySaved, '--expect-digest', digest];
  await writeFile(join(cwd, 'access.yaml'), addAndRemove.replace('Reader', 'Writer'));
  expect(await ax([...save, '--overwrite'])).toMatchObject({ code: 0 });
  const swapped = await ax(expecting);
  expect([swapped.code, sandbox.counts().writes]).toEqual([5, 0]);
  expect(swapped.stderr).toContain('This is not the reviewed plan');

  await writeFile(join(cwd, 'access.yaml'), addAndRemove);
  expect(await ax([...save, '--overwrite'])).toMatchObject({ code: 0 });
  expect(await ax(expecting)).toMatchObject({ code: 0 });
  // Of what is left to do it is the same plan.
  expect(await ax([...expecting, '--allow-destructive'])).toMatchObject({ code: 0 });
  expect(sandbox.counts().writes).toBe(2);
});

describe('two runs at once', () => {
  test('the second one does not begin', async () => {
    const { sandbox, env } = await served();
    const cwd = await folderWith(addAndRemove);
    await mkdir(join(cwd, '.ax-access'));
    // This test's own process is there, as another run would be.
    const holder = { pid: process.pid, host: hostname(), since: '2026-01-01T00:00:00.000Z' };
    await writeFile(lock(cwd), JSON.stringify(holder));
    const ran = await run(['apply'], { cwd, env });
    expect([ran.code, sandbox.counts().writes]).toEqual([1, 0]);
    expect(ran.stderr)
      .toBe(`error: Another run is writing: process ${process.pid} on ${hostname()}, since 2026-01-01T00:00:00.000Z.
  Wait for it to finish. If it is no longer running, remove .ax-access/apply.lock and run this again. Nothing was written.
`);
    // Whoever only looks does not care.
    expect((await run(['plan'], { cwd, env })).code).toBe(0);
  });

  test('a run that was killed stands in nobody’s way', async () => {
    const { env } = await served();
    const cwd = await folderWith(addAndRemove);
    await mkdir(join(cwd, '.ax-access'));
    // No process has such a number.
    const holder = { pid: 2 ** 30, host: hostname(), since: '2026-01-01T00:00:00.000Z' };
    await writeFile(lock(cwd), JSON.stringify(holder));
    const ran = await run(['apply'], { cwd, env });
    expect(ran.code).toBe(0);
    // It may have been killed before it had a journal.
    expect(ran.stderr).toContain(
      'The run that began at 2026-01-01T00:00:00.000Z did not finish. If it changed anything, its journal lists what; the rest is planned again.',
    );
    expect(await readdir(join(cwd, '.ax-access'))).toEqual(['.gitignore', 'journal']);
  });
});
