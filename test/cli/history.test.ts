import { appendFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaintsBy } from '../render/closedSchema.ts';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { enter, onTerminal } from './pty.ts';
import { run } from './run.ts';
import type { Ran } from './run.ts';

const complaints = complaintsBy('schema/lists.schema.json');
const runName = /\d{8}T\d{6}Z-[0-9a-f]{6}/;
const patience = 120_000;

const journals = join('.ax-access', 'sandbox-journal');

/** A folder with an account in the sandbox, where commands are typed as they are printed. */
async function desk(file = addAndRemove) {
  const cwd = await folderWith(file);
  const ax = (line: string): Promise<Ran> =>
    run(line.replace(/^ax-access /, '').split(' '), { cwd });
  const apply = async (flags = ''): Promise<string> => {
    const { stdout } = await ax(`apply --sandbox=seed.yaml --yes${flags}`);
    return stdout;
  };
  const write = (text: string): Promise<void> => writeFile(join(cwd, 'access.yaml'), text);
  const drawn = async (): Promise<string> => (await ax('sandbox show')).stdout;
  return { cwd, ax, apply, write, drawn };
}

const sandbox = '--sandbox=seed.yaml';
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const namesIn = async (cwd: string): Promise<readonly string[]> =>
  (await readdir(join(cwd, journals)))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.replace('.jsonl', ''))
    .toSorted();
const commandsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^(?:Next:|To undo:| {5}) (ax-access [^#\n]*)/gm)].map(([, line = '']) =>
    line.trim(),
  );

test(
  'runs are listed with what they did and how they ended, the last one last',
  async () => {
    const { cwd, ax, apply } = await desk();
    await apply();
    await apply(' --allow-destructive');
    const [first = '', second = ''] = await namesIn(cwd);
    const { code, stdout, stderr } = await ax(`history ${sandbox}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => runName.test(line.slice(0, 23)))).toEqual([
      expect.stringMatching(
        new RegExp(`^${first}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  ana@example\\.com`),
      ),
      expect.stringMatching(new RegExp(`^${second}  `)),
    ]);
    expect(oneLine(stdout)).toContain('+1 done: 1 held back yes');
    expect(oneLine(stdout)).toContain('-1 done yes');
    expect(commandsIn(stdout)).toEqual([
      `ax-access history ${second} ${sandbox}`,
      `ax-access undo ${second} ${sandbox}`,
    ]);
    for (const line of commandsIn(stdout)) expect(await ax(line)).toMatchObject({ code: 0 });

    const json = await ax(`history ${sandbox} --json`);
    expect(complaints(json.stdout)).toEqual([]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      complete: true,
      runs: [
        { run: first, ended: 'done', summary: { done: 1, held: 1 }, can_be_undone: 'all' },
        { run: second, ended: 'done', summary: { done: 1, held: 0 }, can_be_undone: 'all' },
      ],
    });
  },
  patience,
);

test(
  'one run is shown change by change, also by a part of its name',
  async () => {
    const { cwd, ax, apply } = await desk();
    await apply();
    const [name = ''] = await namesIn(cwd);
    const shown = await ax(`history ${name.slice(-6)} ${sandbox}`);
    expect(shown.stdout).toContain(`Run ${name}\n`);
    expect(shown.stdout).toContain('  + create custom role Reader\n');
    expect(oneLine(shown.stdout)).toContain(
      '- remove member cy@example.com from organization Research held back',
    );
    expect(shown.stdout).toContain('Done: 1 held back (+1). Can be undone: yes.');
    const json = await ax(`history ${name} ${sandbox} --json`);
    expect(complaints(json.stdout)).toEqual([]);
    const [only] = JSON.parse(json.stdout).runs;
    expect(only.changes).toMatchObject([
      { address: 'role/Reader', action: 'create', status: 'done', before: null },
      { status: 'held', action: 'delete' },
    ]);
  },
  patience,
);

test(
  'undo without a name takes the last run that changed anything, and goes back as printed',
  async () => {
    const { ax, apply, drawn } = await desk();
    await ax(`sandbox show`);
    await ax(`users list ${sandbox}`);
    const before = await drawn();
    const ran = await apply(' --allow-destructive');
    // It changes nothing, and is passed over.
    await apply(' --allow-destructive');
    const [line = ''] = commandsIn(ran.slice(ran.indexOf('To undo:')));
    const shown = await ax(`undo ${sandbox}`);
    expect(shown.code).toBe(0);
    expect((await ax(line)).stdout).toBe(shown.stdout);
    expect(shown.stdout).toMatch(/^Undo of run \S+\n.*Result: done\.\n/s);
    const next = commandsIn(shown.stdout).at(-1) ?? '';
    expect(next).toMatch(/^ax-access undo \S+ --apply --allow-destructive --sandbox=seed\.yaml$/);
    expect(await ax(next)).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    expect(await drawn()).not.toBe(before);
    expect(await ax(`${next} --yes`)).toMatchObject({ code: 0 });
    expect(await drawn()).toBe(before);
  },
  patience,
);

test(
  'on a terminal, the way back is asked about like any run',
  async () => {
    const { cwd, apply, drawn } = await desk();
    await apply(' --allow-destructive');
    const after = await drawn();
    const args = ['undo', '--apply', '--allow-destructive', sandbox];
    const refused = await onTerminal(args, { cwd });
    await refused.answers('Type the account name (Acme) to continue:', `no${enter}`);
    expect(await refused.ended).toBe(1);
    expect(await drawn()).toBe(after);
    const agreed = await onTerminal(args, { cwd });
    await agreed.answers('Type the account name (Acme) to continue:', `Acme${enter}`);
    expect(await agreed.ended).toBe(0);
    expect(await drawn()).not.toBe(after);
    const lines = agreed.history().split('\n');
    expect(lines.filter((line) => line.length > 80 && !line.includes('ax-access'))).toEqual([]);
  },
  patience,
);

test(
  'after an undo, undo alone asks which run is meant',
  async () => {
    const { cwd, ax, apply } = await desk(addOnly);
    await apply();
    const undone = await ax(`undo --apply --allow-destructive --yes ${sandbox}`);
    expect(undone.code).toBe(0);
    const [first = '', second = ''] = await namesIn(cwd);
    expect(commandsIn(undone.stdout)).toEqual([`ax-access undo ${second} ${sandbox}`]);
    expect(await ax(`undo --apply --yes ${sandbox}`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: The last run, ${second}, undid run ${first}.
  Name a run. To undo what is left: ax-access undo ${first} ${sandbox}
  To take that undo back: ax-access undo ${second} ${sandbox}
`,
    });
    const listed = await ax(`history ${sandbox}`);
    expect(oneLine(listed.stdout)).toContain(`undoes ${first}`);
    expect((await ax(`undo ${first} ${sandbox}`)).stdout).toContain('No changes');
    expect((await ax(`undo ${second} ${sandbox}`)).stdout).toContain('Plan: 1 to add');
  },
  patience,
);

test(
  'what cannot come back is said first, on stderr beside a document',
  async () => {
    const { ax, apply, write } = await desk();
    await write(`version: 1
organizations: {Research: {spaces: {fresh: {members: {cy@example.com: member}}}}}
removed: [{user: bo@example.com}]
limits: {min_admins: 1}
`);
    await apply(' --allow-destructive');
    const { stdout } = await ax(`undo ${sandbox}`);
    const head = stdout.slice(0, stdout.indexOf('.undo.yaml -> Acme'));
    expect(head).toContain('Cannot be undone (1)\n  - person "bo@example.com": ');
    expect(head).toContain(
      'Stays: only an entry under `removed` deletes it (1)\n  - space "fresh".\n',
    );
    const json = await ax(`undo --json ${sandbox}`);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'ax-access/plan@1', command: 'plan' });
    expect(json.stderr).toContain('Cannot be undone (1)\n');
    expect((await ax(`history ${sandbox}`)).stdout).toContain('in part');
  },
  patience,
);

test(
  'a run of which nothing can be undone says why',
  async () => {
    const { cwd, ax, apply, write } = await desk();
    await write('version: 1\norganizations: {Research: {spaces: {fresh: {}}}}\n');
    await apply();
    const [name = ''] = await namesIn(cwd);
    expect(await ax(`undo ${sandbox}`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: No change of run ${name} can be undone.
Stays: only an entry under \`removed\` deletes it (1):
  - space "fresh".
  What it did: ax-access history ${name} ${sandbox}
`,
    });
    await write('version: 1\norganizations: {Research: {spaces: {other: {}}}}\n');
    await apply();
    const again = await ax(`undo ${sandbox}`);
    expect(again.stderr).toMatch(/\n {2}Earlier runs: ax-access history --sandbox=\S+\n$/);
  },
  patience,
);

describe('journals that are not whole', () => {
  test(
    'a run that was killed is interrupted, and its undo covers what it may have done',
    async () => {
      const { cwd, ax, apply } = await desk();
      await apply(' --allow-destructive');
      const [name = ''] = await namesIn(cwd);
      const path = join(cwd, journals, `${name}.jsonl`);
      const text = await readFile(path, 'utf8');
      const begun = text.split('\n').filter((line) => /"type":"(?:start|undo|begin)"/.test(line));
      // The last line was being written.
      await writeFile(path, `${begun.slice(0, -1).join('\n')}\n${begun.at(-1)?.slice(0, 20)}`);
      const listed = await ax(`history ${sandbox}`);
      expect(oneLine(listed.stdout)).toMatch(/interrupted: 2 unknown yes/);
      const one = await ax(`history ${name} ${sandbox}`);
      expect(one.stdout).toContain('OUTCOME UNKNOWN');
      const shown = await ax(`undo ${sandbox}`);
      expect(oneLine(shown.stdout)).toContain(
        'It was interrupted; the undo file covers everything that it may have changed.',
      );
      expect(shown.stdout).toContain('Plan: 1 to add, 0 to change, 1 to destroy');
    },
    patience,
  );

  test(
    'one that is empty or of a later release makes the list incomplete, and the last run uncertain',
    async () => {
      const { cwd, ax, apply } = await desk();
      await apply();
      const [name = ''] = await namesIn(cwd);
      const later = join(journals, '29990101T000000Z-000000.jsonl');
      await appendFile(join(cwd, later), '{"type":"start","format":99}\n');
      const listed = await ax(`history ${sandbox}`);
      expect(listed.code).toBe(1);
      expect(listed.stdout).toContain(name);
      expect(listed.stderr).toBe(
        `error: Not every journal could be read; these are incomplete or from a later release:\n  ${later}\n`,
      );
      const json = await ax(`history ${sandbox} --json`);
      expect(JSON.parse(json.stdout)).toMatchObject({ complete: false, unreadable: [later] });
      expect(complaints(json.stdout)).toEqual([]);
      expect(await ax(`undo ${sandbox}`)).toMatchObject({
        code: 1,
        stderr: `error: The last run is not known for sure: ${later} is incomplete, or from a later release.\n  Name the run: ax-access history ${sandbox}\n`,
      });
      expect(await ax(`undo ${name} ${sandbox}`)).toMatchObject({ code: 0 });
      // An older one is in the way of nothing but the list.
      await rm(join(cwd, later));
      const older = join(cwd, journals, '20000101T000000Z-000000.jsonl');
      await writeFile(older, '');
      expect(await ax(`undo ${sandbox}`)).toMatchObject({ code: 0 });
      expect(await ax(`history ${sandbox}`)).toMatchObject({ code: 1 });
    },
    patience,
  );

  test(
    'an undo file that is gone',
    async () => {
      const { cwd, ax, apply } = await desk();
      await apply();
      const [name = ''] = await namesIn(cwd);
      await rm(join(cwd, journals, `${name}.undo.yaml`));
      expect((await ax(`history ${sandbox}`)).stdout).toMatch(/ no\n/);
      const { code, stderr } = await ax(`undo ${sandbox}`);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `error: Run ${name} has no undo file in ${journals}.\n  What it did: ax-access history ${name} ${sandbox}\n  Restore the file that was reviewed before it, then plan.\n`,
      );
    },
    patience,
  );

  test(
    'of 0.1.0, whose journals say less',
    async () => {
      const { cwd, ax } = await desk();
      await mkdir(join(cwd, journals), { recursive: true });
      const old = 'test/journal/from-0.1.0';
      const names = (await readdir(old)).filter((name) => name.endsWith('.jsonl'));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        // eslint-disable-next-line no-await-in-loop -- a few files
        await writeFile(join(cwd, journals, name), await readFile(join(old, name), 'utf8'));
      }
      const listed = await ax(`history ${sandbox}`);
      expect(listed).toMatchObject({ code: 0, stderr: '' });
      const json = await ax(`history ${sandbox} --json`);
      expect(complaints(json.stdout)).toEqual([]);
      const [name = ''] = await namesIn(cwd);
      const one = await ax(`history ${name} ${sandbox}`);
      expect(one).toMatchObject({ code: 0, stderr: '' });
    },
    patience,
  );
});

test(
  'names that mean no run, or several; folders without runs',
  async () => {
    const { cwd, ax, apply } = await desk();
    const none = await ax('history');
    expect(none).toMatchObject({ code: 0, stdout: 'No runs are recorded here.\n' });
    expect(await ax('undo')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: No runs are recorded in .ax-access/journal.\n  Journals are beside the access file (-f), or in the folder of --journal-dir.\n',
    });
    expect(await ax('undo nonsense')).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'error: No such run in .ax-access/journal: "nonsense".\n  Journals are beside the access file (-f), or in the folder of --journal-dir.\n',
    });
    await apply();
    await apply();
    expect((await ax('undo')).stderr).toContain(
      'Runs on the sandbox are recorded apart: ax-access undo --sandbox\n',
    );
    const [first = '', second = ''] = await namesIn(cwd);
    expect(await ax(`undo ${first.slice(0, 4)} ${sandbox}`)).toMatchObject({
      code: 64,
      stderr: `error: "${first.slice(0, 4)}" is ambiguous; it matches 2 runs:\n  ${first}\n  ${second}\n  Use the whole name of one.\n`,
    });
    expect(await ax(`history nonsense ${sandbox}`)).toMatchObject({
      code: 64,
      stderr: `error: No such run in ${journals}: "nonsense".\n  List runs: ax-access history ${sandbox}\n`,
    });
  },
  patience,
);

test(
  'beside another file, and on a real account',
  async () => {
    const { env } = await served();
    const cwd = await folderWith(addOnly);
    await mkdir(join(cwd, 'prod'));
    await writeFile(join(cwd, 'prod', 'access.yaml'), addOnly);
    const ax = (line: string): Promise<Ran> => run(line.split(' ').slice(1), { cwd, env });
    const ran = await ax('ax-access apply -f prod/access.yaml -q');
    const [line = ''] = commandsIn(ran.stdout);
    expect(line).toMatch(/^ax-access undo \S+ -f prod\/access\.yaml$/);
    const shown = await ax(line);
    expect(shown.stdout).toContain('Plan: 0 to add, 0 to change, 1 to destroy');
    const undone = await ax(`${commandsIn(shown.stdout).at(-1)} --yes`);
    expect(undone.code).toBe(0);
    const [again = ''] = commandsIn(undone.stdout);
    expect(again).toMatch(/^ax-access undo \S+ -f prod\/access\.yaml$/);
    expect((await ax(again)).stdout).toContain('Plan: 1 to add');
    const offline = await run(['history', '-f', 'prod/access.yaml'], { cwd });
    expect(offline).toMatchObject({ code: 0, stderr: '' });
    expect(offline.stdout).toContain('2 runs.');
  },
  patience,
);

test(
  'on terminals of 80 and 60 columns, run names stand at the start of lines',
  async () => {
    const { cwd, apply } = await desk();
    await apply();
    await apply(' --allow-destructive');
    const names = await namesIn(cwd);
    for (const columns of [80, 60]) {
      // eslint-disable-next-line no-await-in-loop -- one terminal after the other
      const terminal = await onTerminal(['history', sandbox], { cwd, columns, rows: 24 });
      // eslint-disable-next-line no-await-in-loop
      expect(await terminal.ended).toBe(0);
      const lines = terminal.history().split('\n');
      const wide = lines.filter((each) => each.length > columns && !each.includes('ax-access'));
      expect(wide).toEqual([]);
      for (const name of names) expect(lines.some((each) => each.startsWith(name))).toBe(true);
    }
  },
  patience,
);
