import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintsBy } from '../render/closedSchema.ts';
import { addAndRemove, folderWith, served } from './account.ts';
import { onTerminal } from './pty.ts';
import { run, scratch } from './run.ts';
import { sealed } from './sealed.ts';

const complaints = complaintsBy('schema/plan.schema.json');

/** A folder with the example, and what `plan` printed when it saved its plan. */
async function example(...flags: readonly string[]) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), await readFile('access.yaml', 'utf8'));
  const save = ['plan', '--sandbox', '--out', 'plan.json', ...flags, '-q'];
  const { code, stdout } = await run(save, { cwd });
  expect(code).toBe(0);
  return { cwd, path: join(cwd, 'plan.json'), printed: stdout };
}

/** What stands below the two lines about the saved plan itself. */
const belowHead = (text: string): string => text.slice(text.indexOf('\n\n') + 2);

test.each([[[]], [['--details']], [['--allow-destructive']]])(
  'plan with %j is printed again as it was, offline',
  async (flags) => {
    const { cwd, printed } = await example(...flags);
    const details = flags.filter((flag) => flag === '--details');
    const shown = await run(['show', 'plan.json', ...details], { cwd });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(belowHead(shown.stdout)).toBe(printed);
    expect(shown.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^plan\.json: made \d{4}-\d\d-\d\d \d\d:\d\d UTC as jane@example\.com for Acme in the sandbox\. Valid until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. Effects on people and guards are as of then; apply checks them again\./,
    );
  },
);

test('as JSON and Markdown, what plan said and where it is from', async () => {
  const { cwd, printed } = await example('--json');
  const { stdout } = await run(['show', 'plan.json', '--json'], { cwd });
  const { saved, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual(JSON.parse(printed));
  expect(saved).toMatchObject({ file: 'plan.json', host: '127.0.0.1', sandbox: true });
  expect(saved).not.toHaveProperty('stale');
  expect(complaints(stdout)).toEqual([]);

  const markdown = await run(['plan', '--sandbox', '--format', 'markdown', '-q'], { cwd });
  const shown = await run(['show', 'plan.json', '--format', 'markdown'], { cwd });
  const added = shown.stdout.split('\n').filter((line) => line.startsWith('`plan.json`: made '));
  expect(added).toHaveLength(1);
  expect(shown.stdout).toContain('\nax-access apply plan.json --allow-destructive --sandbox  #');
  const same = shown.stdout
    .replace(`${added.join('\n')}\n\n`, '')
    .replaceAll('apply plan.json', 'apply');
  expect(same).toBe(markdown.stdout);
});

test('the next step that a saved plan names applies it', async () => {
  const { cwd, printed } = await example('--allow-destructive');
  const [, line = ''] = /^Next: ax-access (.*)$/m.exec(printed) ?? [];
  expect(line).toBe('apply plan.json --allow-destructive --sandbox');
  const ran = await run([...line.split(' '), '--yes'], { cwd });
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain('Applied: 16 done.');
});

test('what a saved plan contains is no flag of the next step, and what finds its account is', async () => {
  const { env } = await served();
  const cwd = await folderWith(addAndRemove);
  const limits = ['--max-removals', '3', '--target', 'role/Reader'];
  const flags = [...limits, '--journal-dir', 'my logs', '--accept-count', 'user=3'];
  const made = await run(['plan', '--out', 'plan.json', '-q', ...flags], { cwd, env });
  const [, line = ''] = /^Next: ax-access ([^#]*?) *(?:#.*)?$/m.exec(made.stdout) ?? [];
  expect(line).toBe("apply plan.json --journal-dir 'my logs' --accept-count user=3");
  const shown = await run(['show', 'plan.json'], { cwd });
  expect(/^Next: ax-access ([^#]*?) *(?:#.*)?$/m.exec(shown.stdout)?.[1]).toBe(line);
  expect(shown.stdout).toContain('1 other change is left out');
  const ran = await run(line.replace("'my logs'", 'logs').split(' '), { cwd, env });
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain('Applied: 1 done.');
});

test('one that is too old is shown, and says so first and last', async () => {
  const { cwd, path } = await example();
  await writeFile(
    path,
    sealed(await readFile(path, 'utf8'), 'made_at', '2026-01-02T03:04:05.678Z'),
  );
  const { code, stdout } = await run(['show', 'plan.json'], { cwd });
  expect(code).toBe(0);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    "made 2026-01-02 03:04 UTC as jane@example.com for Acme in the sandbox. Can't be applied any more: it was made at 2026-01-02T03:04:05.678Z, and a plan is valid for 24 hours.",
  );
  const [, again = ''] = /^Next: ax-access (.*)$/m.exec(stdout) ?? [];
  expect(again).toBe('plan --out plan.json --overwrite --sandbox');
  expect(stdout).not.toContain('apply plan.json');
  const json = await run(['show', 'plan.json', '--json'], { cwd });
  expect(JSON.parse(json.stdout).saved.stale).toContain('valid for 24 hours');
  const markdown = await run(['show', 'plan.json', '--format', 'markdown'], { cwd });
  expect(markdown.stdout).toContain("> [!WARNING]\n> **Can't be applied any more: ");
  expect(await run([...again.split(' '), '-q'], { cwd })).toMatchObject({ code: 0 });
  expect((await run(['show', 'plan.json'], { cwd })).stdout).toContain('Valid until');
});

test('what only show reads is no consent, and hides no change', async () => {
  const { env, sandbox } = await served();
  const cwd = await folderWith(addAndRemove);
  await run(['plan', '--out', 'plan.json', '-q'], { cwd, env });
  const path = join(cwd, 'plan.json');
  const text = await readFile(path, 'utf8');
  const { shown } = JSON.parse(text);
  const lies = { ...shown, planned_with_consent: true, marks: {}, guards: [], notices: [] };
  await writeFile(path, sealed(text, 'shown', lies));
  const { stdout } = await run(['show', 'plan.json'], { cwd });
  expect(stdout).toContain('remove cy@example.com');
  const ran = await run(['apply', 'plan.json', '--yes', '-q'], { cwd, env });
  expect(ran.stdout).toContain('Applied: 1 done, 1 held back.');
  expect(sandbox.counts().writes).toBe(1);
});

test.each([
  [
    'an access file',
    'access.yaml',
    'access.yaml is not a saved plan: it is not valid JSON.',
    'plan -f access.yaml',
  ],
  ['no file', 'none.json', 'none.json does not exist.', 'plan --out plan.json'],
  [
    'a plan of 0.1.0',
    'old.json',
    'old.json is a saved plan in another format',
    'plan --out old.json --overwrite',
  ],
])('%s', async (_, path, says, hint) => {
  const cwd = await folderWith(addAndRemove);
  const old = await readFile('test/cli/savedPlans/0.1.0-members.json', 'utf8');
  await writeFile(join(cwd, 'old.json'), old);
  const ran = await run(['show', path], { cwd });
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).toContain(`ax-access ${hint}\n`);
});

test('a narrow terminal', async () => {
  const { cwd } = await example();
  const terminal = await onTerminal(['show', 'plan.json'], { cwd, columns: 60, rows: 24 });
  expect(await terminal.ended).toBe(0);
  expect(terminal.screen()).toContain('Next: ax-access apply plan.json --sandbox');
  const wide = terminal
    .history()
    .split('\n')
    .filter((line) => line.length > 60 && !line.includes('ax-access'));
  expect(wide).toEqual([]);
});
