import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRun, historyOfRuns, lastRun } from '../../src/journal/history.ts';
import type { RecordedRun } from '../../src/journal/history.ts';
import { openJournal } from '../../src/journal/journal.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { journalFiles } from '../../src/journal/readJournal.ts';
import type { PlannedChange } from '../../src/model.ts';
import { scratch } from '../cli/run.ts';

const formerFields = (name: string) => ({ name, permissions: ['PROJECT_READ'] });

const changeOf = (name: string): PlannedChange => ({
  action: 'delete',
  address: `role/${name}`,
  kind: 'role',
  key: [name],
  id: `id-${name}`,
  before: formerFields(name),
  effect: 'destroys',
  stage: 3,
  requires: [],
  needs: [],
  cascade: [],
});

const [a, b] = [changeOf('A'), changeOf('B')];
const failure = new Error('no');

/** A folder with the journal of one run, as some events leave it. */
async function recorded(
  events: (journal: Journal) => void,
  { name = 'R', file = 'access.yaml', hasUndoFile = true } = {},
): Promise<RecordedRun> {
  const folder = await scratch();
  const journal = openJournal(
    folder,
    {
      run: name,
      tool: '1.0.0',
      account: { id: 'QWNjb3VudDox', name: 'Acme' },
      host: 'api.arize.com',
      sources: [{ file, text: 'version: 1\n' }],
      digest: 'sha256:0',
      consent: true,
      changes: 2,
      lists: [],
    },
    () => new Date(0),
  );
  const undo = join(folder, `${name}.undo.yaml`);
  await writeFile(undo, 'version: 1\n');
  if (!hasUndoFile) await rm(undo);
  events(journal);
  const [run] = historyOfRuns(journalFiles({ folder })).runs;
  if (run === undefined) throw new Error('It was not read.');
  return run;
}

const done = (journal: Journal, change: PlannedChange): void => {
  journal.begin(change);
  journal.end({ status: 'done', change });
};

const failed = (journal: Journal, change: PlannedChange): void => {
  journal.begin(change);
  journal.end({ status: 'failed', change, error: failure });
};

const whole = (journal: Journal): void => {
  done(journal, a);
  journal.finish({ complete: true });
};

const none = { ended: [], made: [], guarded: [] };

test.each<[string, string, string, (journal: Journal) => void]>([
  [
    'everything',
    'done',
    'all',
    (journal) => {
      journal.remain(none);
      done(journal, a);
      journal.finish({ complete: true });
    },
  ],
  [
    'nothing but what is held back',
    'nothing',
    'nothing-done',
    (journal) => {
      journal.end({ status: 'held', change: a });
      journal.finish({ complete: true });
    },
  ],
  [
    'what was so already',
    'nothing',
    'nothing-done',
    (journal) => {
      journal.begin(a);
      journal.end({ status: 'done', change: a, already: true });
      journal.finish({ complete: true });
    },
  ],
  [
    'some of it',
    'partial',
    'unknown',
    (journal) => {
      done(journal, a);
      failed(journal, b);
      journal.finish({ complete: false });
    },
  ],
  [
    'none of it',
    'failed',
    'nothing-done',
    (journal) => {
      failed(journal, a);
      journal.end({ status: 'skipped', change: b, because: 'A failed' });
      journal.finish({ complete: false });
    },
  ],
  [
    'what turned out not to be so',
    'failed',
    'nothing-done',
    (journal) => {
      done(journal, a);
      journal.finish({
        complete: false,
        untrue: [{ address: a.address, error: 'it is still there' }],
      });
    },
  ],
  [
    'some of it until it was stopped',
    'interrupted',
    'part',
    (journal) => {
      journal.remain(none);
      done(journal, a);
      journal.end({ status: 'skipped', change: b, because: 'stopped' });
      journal.finish({ complete: false, interrupted: true });
      journal.remain({ ...none, ended: ['role "A": it is gone.'] });
    },
  ],
  [
    'what no one knows, because it was killed',
    'interrupted',
    'all',
    (journal) => {
      journal.remain(none);
      journal.begin(a);
    },
  ],
])('a run that did %s', async (_, end, undoable, events) => {
  const run = await recorded(events);
  expect({ end: run.end, undoable: run.undoable }).toEqual({ end, undoable });
});

test('each change has its outcome and its reason, also if it was never requested', async () => {
  const { changes } = await recorded((journal) => {
    failed(journal, a);
    journal.end({ status: 'skipped', change: b, because: 'A failed' });
    journal.finish({ complete: false });
  });
  expect(changes).toEqual([
    { address: 'role/A', action: 'delete', before: formerFields('A'), status: 'failed', why: 'no' },
    { address: 'role/B', action: 'delete', status: 'skipped', why: 'A failed' },
  ]);
});

test('a run without an undo file can not be undone, and one of an undo file names its run', async () => {
  expect(await recorded(whole, { hasUndoFile: false })).toMatchObject({ undoable: 'none' });
  const back = await recorded(whole, {
    file: '.ax-access/journal/20270331T090000Z-1a2b3c.undo.yaml',
  });
  expect(back.undoes).toBe('20270331T090000Z-1a2b3c');
});

test('a run is found by its whole name, or by the beginning or the end of it', async () => {
  const run = await recorded((journal) => done(journal, a));
  const names = ['20270331T090000Z-1a2b3c', '20270331T100000Z-ffffff', '20270331T100000Z-ffffff0'];
  const runs = names.map((name) => ({ ...run, name }));
  const found = (text: string): string | readonly string[] => {
    const result = findRun(text, runs);
    return result.is === 'one' ? result.run.name : result.is === 'many' ? result.candidates : [];
  };
  expect(found('1a2b3c')).toBe(names[0]);
  expect(found('1A2B3C')).toBe(names[0]);
  expect(found('20270331T09')).toBe(names[0]);
  expect(found(`${names[0]}.undo.yaml`)).toBe(names[0]);
  expect(found(names[1] ?? '')).toBe(names[1]);
  expect(found('20270331')).toEqual(names);
  expect(found('')).toEqual([]);
  expect(found('090000')).toEqual([]);
});

test('the last run is the last one that changed anything, or may have', async () => {
  const did = await recorded((journal) => done(journal, a), { name: 'did' });
  const may = await recorded((journal) => journal.begin(a), { name: 'may' });
  const not = await recorded((journal) => journal.finish({ complete: true }), { name: 'not' });
  expect(lastRun([did, not])?.name).toBe('did');
  expect(lastRun([did, may, not])?.name).toBe('may');
  expect(lastRun([not])).toBeUndefined();
});
