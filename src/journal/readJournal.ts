import { isRecord } from '../records.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sameId } from '../api/index.ts';
import type { Baseline, KnownIds, Live } from '../model.ts';
import { listKey } from '../names.ts';
import type { Begin, End, Finish, Line, ListCount, Remainder, Source, Start } from './record.ts';

/** A run, according to its journal. */
export interface PastRun {
  readonly start: Start;
  readonly begins: readonly Begin[];
  readonly ends: readonly End[];
  /** Addresses of changes that were started and have no recorded outcome. */
  readonly open: readonly string[];
  /** Absent when the run was killed. */
  readonly finish?: Finish;
  /** Absent in journals of older releases, and of runs without an undo file. */
  readonly remainder?: Remainder;
}

/** The folder of journals, and which of them count. */
export interface Journals {
  readonly folder: string;
  /** Lowercase names of journals that were committed and do not count. Default none. */
  readonly committed?: ReadonlySet<string> | 'all';
}

/** The account and host that a journal must belong to. */
export interface Whose {
  readonly account: Pick<Live['account'], 'id'>;
  readonly host: string;
}

/**
 * The runs recorded in a folder, newest first. Journals of other accounts and unreadable ones are skipped, because no
 * run depends on a journal.
 */
export function* pastRuns(journals: Journals, { account, host }: Whose): Generator<PastRun> {
  for (const name of journalsIn(journals)) {
    const run = parseJournal(textOf(join(journals.folder, name)));
    if (run?.start.host === host && sameId(run.start.account.id, account.id)) yield run;
  }
}

/** A file in the folder of journals, and the run that it records. */
export interface JournalFile {
  readonly path: string;
  /** Absent if it is not a journal, or in the format of a later release. */
  readonly run?: PastRun;
}

/** All journals of a folder, of any account, newest first. */
export const journalFiles = (journals: Journals): readonly JournalFile[] =>
  journalsIn(journals).map((name) => {
    const path = join(journals.folder, name);
    const run = parseJournal(textOf(path));
    return { path, ...(run && { run }) };
  });

/** Whether any run of this account is recorded here. */
export const knowsRuns = (journals: Journals, whose: Whose): boolean =>
  pastRuns(journals, whose).next().done !== true;

/**
 * The baseline of each list, by its key, from the newest run that wrote and knew the list. Other runs set no baselines.
 */
export function lastBaselines(journals: Journals, whose: Whose): ReadonlyMap<string, Baseline> {
  const known = new Map<string, Baseline>();
  const unsure = new Set<string>();
  for (const run of pastRuns(journals, whose)) {
    const { at } = run.finish ?? run.start;
    const lists = listsOf(run);
    for (const { key, kind, ...counted } of lists) {
      if (!known.has(key) && !unsure.has(kind)) known.set(key, { ...counted, at });
    }
    // It may have removed rows from lists that it did not read.
    if (lists.length > 0) for (const kind of run.start.reaches ?? []) unsure.add(kind);
  }
  return known;
}

interface Known extends Pick<Baseline, 'count' | 'masked'> {
  readonly key: string;
  readonly kind: string;
}

function listsOf({ start, ends, open, finish }: PastRun): readonly Known[] {
  if (start.format === 1) return listsOfOld(start, ends, finish);
  if (finish !== undefined) return (finish.lists ?? []).map(known);
  const hasBegun = open.length > 0 || ends.some(({ status }) => status === 'done');
  return hasBegun
    ? start.lists.map(({ after, ...list }) =>
        known({ ...list, count: Math.min(list.count, after) }),
      )
    : [];
}

const kindIn = (list: string): string => list.split(' ', 1)[0] ?? '';

const known = ({ list, place, count, masked }: ListCount): Known => {
  const kind = kindIn(list);
  return {
    key: listKey({ kind, ...(place !== undefined && { place }) }),
    kind,
    count,
    ...(masked !== undefined && { masked }),
  };
};

/** Lists that ax-access 0.1.0 named as this release does, and counted as this one does or lower. */
const sameSince: ReadonlySet<string> = new Set([
  'role',
  'user',
  'organization',
  'organization_member',
  'space',
  'space_member',
  'service_key',
  'project',
]);

/**
 * The baselines of a run of 0.1.0, which recorded lists by name only. It counted role bindings, restrictions and identity
 * providers by the file, or as none when they could not be read, so those start over.
 */
function listsOfOld(
  { lists }: Start,
  ends: readonly End[],
  finish: Finish | undefined,
): readonly Known[] {
  if (!ends.some(({ status, already }) => status === 'done' && !already)) return [];
  const counts = new Map([
    ...lists.map(({ list, count, after }) => [list, Math.min(count, after)] as const),
    ...(finish?.lists ?? []).map(({ list, count }) => [list, count] as const),
  ]);
  return [...counts]
    .map(([list, count]) => ({ key: list, kind: kindIn(list), count }))
    .filter(({ kind }) => sameSince.has(kind));
}

/** Ids that runs recorded for addresses, newest first. */
export function lastIds(journals: Journals, whose: Whose): KnownIds {
  const ids = new Map<string, string>();
  for (const { start, finish } of pastRuns(journals, whose)) {
    for (const [address, id] of Object.entries({ ...start.ids, ...finish?.ids })) {
      if (!ids.has(address)) ids.set(address, id);
    }
  }
  return ids;
}

/** The files of a run, and what it left out because of unknown names. */
export interface Last {
  readonly at: string;
  readonly sources: readonly Source[];
  readonly leftOut: readonly string[];
}

/** The files of the last run that used this file, as they were then; undefined when there was none. */
export function lastSources(journals: Journals, whose: Whose, file: string): Last | undefined {
  for (const { start } of pastRuns(journals, whose)) {
    const { at, sources, left_out: leftOut = [] } = start;
    if (sources[0]?.file === file) return { at, sources, leftOut };
  }
  return undefined;
}

/**
 * Parses a journal. An incomplete last line, left by a crash, is ignored.
 * @returns undefined for a file that is not a journal
 */
function parseJournal(text: string): PastRun | undefined {
  const [start, ...rest] = text.split('\n').flatMap((line) => parsed(line) ?? []);
  if (start?.type !== 'start') return undefined;
  const ends = rest.filter((line) => line.type === 'end');
  const ended = new Set(ends.map(({ address }) => address));
  const begins = rest.filter((line) => line.type === 'begin');
  const finish = rest.find((line) => line.type === 'finish');
  const remainder = rest.findLast((line) => line.type === 'undo');
  return {
    start,
    begins,
    ends,
    open: begins.map(({ address }) => address).filter((address) => !ended.has(address)),
    ...(finish && { finish }),
    ...(remainder && { remainder }),
  };
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const isLine = (value: unknown): value is Line => {
  if (!isRecord(value) || !('type' in value)) return false;
  switch (value.type) {
    case 'start':
      return (
        'format' in value &&
        (value.format === 1 || value.format === 2) &&
        ['run', 'at', 'account', 'host', 'sources', 'lists'].every((name) => name in value)
      );
    case 'begin':
    case 'end':
      return 'address' in value && typeof value.address === 'string';
    case 'undo':
      return ['ended', 'made', 'guarded'].every((name) => isTexts(value[name]));
    default:
      return value.type === 'finish';
  }
};

function parsed(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function journalsIn({ folder, committed }: Journals): readonly string[] {
  if (committed === 'all') return [];
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl') && committed?.has(name.toLowerCase()) !== true)
      .toSorted()
      .toReversed();
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
