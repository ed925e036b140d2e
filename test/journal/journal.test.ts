import { appendFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJournal, runName } from '../../src/journal/journal.ts';
import { knowsRuns, lastBaselines, lastSources, pastRuns } from '../../src/journal/readJournal.ts';
import type { PlannedChange } from '../../src/model.ts';
import { scratch } from '../cli/run.ts';

const account = { id: 'QWNjb3VudDoxOitmNW4=', name: 'Acme' };
const whose = { account, host: 'api.arize.com' };

const change: PlannedChange = {
  action: 'delete',
  address: 'role/Old',
  kind: 'role',
  key: ['Old'],
  id: 'Um9sZTox',
  before: { name: 'Old', permissions: ['PROJECT_READ'] },
  effect: 'destroys',
  stage: 3,
  requires: [],
  needs: [],
  cascade: [],
};

const start = (run: string, count: number, text = 'version: 1\n') => ({
  run,
  tool: '1.0.0',
  ...whose,
  sources: [{ file: 'access.yaml', text }],
  digest: 'sha256:0',
  consent: true,
  changes: 1,
  lists: [{ list: 'role', count, after: count - 1 }],
});

const at = (day: number) => () => new Date(Date.UTC(2026, 0, day));

const open = (folder: string, run: string, count: number, day: number, text?: string) =>
  openJournal(folder, start(run, count, text), at(day));

test('a run is written down line by line, for its owner alone', async () => {
  const folder = join(await scratch(), 'deep', 'journal');
  const journal = open(folder, 'a', 3, 1);
  journal.begin(change);
  journal.end({ status: 'done', change, requestIds: ['r-1'] });
  journal.finish({ complete: true, lists: [{ list: 'role', count: 2 }] });
  const lines = (await readFile(journal.file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { type: 'start', format: 2, at: '2026-01-01T00:00:00.000Z', ...start('a', 3) },
    {
      type: 'begin',
      at: '2026-01-01T00:00:00.000Z',
      address: 'role/Old',
      kind: 'role',
      action: 'delete',
      before: { name: 'Old', permissions: ['PROJECT_READ'] },
      after: null,
    },
    {
      type: 'end',
      at: '2026-01-01T00:00:00.000Z',
      address: 'role/Old',
      status: 'done',
      request_ids: ['r-1'],
    },
    {
      type: 'finish',
      at: '2026-01-01T00:00:00.000Z',
      complete: true,
      lists: [{ list: 'role', count: 2 }],
    },
  ]);
  expect((await stat(journal.file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('a journal is never written over', async () => {
  const folder = await scratch();
  open(folder, 'a', 3, 1);
  expect(() => open(folder, 'a', 3, 1)).toThrow('EEXIST');
});

test('names of runs in the same second sort as the runs began', () => {
  const moments = [0, 1, 2, 10, 99, 100, 998, 999].map(
    (ms) => new Date(Date.UTC(2026, 10, 26, 4, 50, 38, ms)),
  );
  const names = moments.map(runName);
  expect(names.toSorted()).toEqual(names);
  expect(names.every((name) => /^20261126T045038Z-[0-9a-f]{6}$/.test(name))).toBe(true);
});

test('names of runs sort as the runs began', () => {
  const names = [1, 2, 11].map((day) => runName(at(day)()));
  expect(names.toSorted()).toEqual(names);
});

test('wherever a crash cuts a journal, what stands before is read', async () => {
  const folder = await scratch();
  const journal = open(folder, 'a', 3, 1);
  const afterStart = (await stat(journal.file)).size;
  journal.begin(change);
  journal.end({ status: 'done', change });
  journal.finish({ complete: true });
  const { size } = await stat(journal.file);
  const seen = new Set<string>();
  for (let length = size; length >= 0; length -= 1) {
    // Each cut is shorter than the one before.
    // eslint-disable-next-line no-await-in-loop
    await truncate(journal.file, length);
    const runs = [...pastRuns({ folder }, whose)];
    expect(runs).toHaveLength(length >= afterStart - 1 ? 1 : 0);
    const [run] = runs;
    if (run !== undefined) {
      seen.add(`${run.open.length} open, ${run.ends.length} ended, ${run.finish !== undefined}`);
    }
  }
  expect([...seen]).toEqual([
    '0 open, 1 ended, true',
    '0 open, 1 ended, false',
    '1 open, 0 ended, false',
    '0 open, 0 ended, false',
  ]);
});

test('the newest word counts, and a run that was killed counts with the least that it may have left', async () => {
  const folder = await scratch();
  open(folder, 'a', 30, 1).finish({ complete: true, lists: [{ list: 'role', count: 29 }] });
  expect(lastBaselines({ folder }, whose).get('role')).toEqual({
    count: 29,
    at: '2026-01-01T00:00:00.000Z',
  });
  const killed = open(folder, 'b', 29, 2);
  expect(lastBaselines({ folder }, whose).get('role')?.count).toBe(29);
  killed.begin(change);
  expect(lastBaselines({ folder }, whose).get('role')?.count).toBe(28);
});

test('what is no journal, or of another account, is passed over', async () => {
  const folder = await scratch();
  await writeFile(join(folder, 'a.jsonl'), 'no json\n');
  await writeFile(join(folder, 'b.jsonl'), '{"type":"start","format":3}\n');
  await mkdir(join(folder, 'c.jsonl'));
  open(folder, 'd', 3, 1);
  expect(knowsRuns({ folder }, whose)).toBe(true);
  expect(knowsRuns({ folder }, { ...whose, host: 'elsewhere' })).toBe(false);
  expect(knowsRuns({ folder }, { ...whose, account: { id: 'QWNjb3VudDoyOitmNW4=' } })).toBe(false);
  expect(knowsRuns({ folder: join(folder, 'nowhere') }, whose)).toBe(false);
});

test('lines that a later release adds are passed over', async () => {
  const folder = await scratch();
  const journal = open(folder, 'a', 3, 1);
  await appendFile(journal.file, '{"type":"weather","is":"fine"}\n');
  journal.finish({ complete: true });
  const [run] = pastRuns({ folder }, whose);
  expect(run?.finish?.complete).toBe(true);
});

test('the file of the last run that used it is known', async () => {
  const folder = await scratch();
  open(folder, 'a', 3, 1, 'version: 1 # old\n');
  open(folder, 'b', 3, 2, 'version: 1 # new\n');
  expect(lastSources({ folder }, whose, 'access.yaml')).toEqual({
    at: '2026-01-02T00:00:00.000Z',
    sources: [{ file: 'access.yaml', text: 'version: 1 # new\n' }],
    leftOut: [],
  });
  expect(lastSources({ folder }, whose, 'other.yaml')).toBeUndefined();
});
