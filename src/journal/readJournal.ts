import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sameId } from '../api/index.ts';
import type { Live } from '../model.ts';
import type { End, Finish, Line, ListCount, Source, Start } from './record.ts';

/** A run as its journal tells it. */
export interface PastRun {
  readonly start: Start;
  readonly ends: readonly End[];
  /** Addresses of changes that were begun and of which no end is known. */
  readonly open: readonly string[];
  /** Absent when the run was killed. */
  readonly finish?: Finish;
}

/** Which account a journal must be of, and where it is. */
export interface Whose {
  readonly account: Pick<Live['account'], 'id'>;
  readonly host: string;
}

/**
 * The runs that a folder tells of, the newest first. Journals of other accounts, and what can not be read, are passed
 * over: a journal helps and is never needed.
 */
export function* pastRuns(folder: string, { account, host }: Whose): Generator<PastRun> {
  for (const name of journalsIn(folder)) {
    const run = parseJournal(textOf(join(folder, name)));
    if (run?.start.host === host && sameId(run.start.account.id, account.id)) yield run;
  }
}

/** Whether any run of this account is written down here. */
export const knowsRuns = (folder: string, whose: Whose): boolean =>
  pastRuns(folder, whose).next().done !== true;

/** What was in each list when it was last looked at by a run, by its name. */
export function lastCounts(
  folder: string,
  whose: Whose,
): ReadonlyMap<string, { readonly count: number; readonly at: string }> {
  const known = new Map<string, { count: number; at: string }>();
  for (const { start, finish } of pastRuns(folder, whose)) {
    const { at } = finish ?? start;
    for (const { list, count } of finish?.lists ?? bounds(start)) {
      if (!known.has(list)) known.set(list, { count, at });
    }
  }
  return known;
}

/** Of a run that was not read again it is only known between which numbers each list is. */
const bounds = ({ lists }: Start): readonly ListCount[] =>
  lists.map(({ list, count, after }) => ({ list, count: Math.min(count, after) }));

/** What a run was made of, and what it left out because of unknown names. */
export interface Last {
  readonly at: string;
  readonly sources: readonly Source[];
  readonly leftOut: readonly string[];
}

/** The files of the last run that used this one, as they were then; undefined when there was none. */
export function lastSources(folder: string, whose: Whose, file: string): Last | undefined {
  for (const { start } of pastRuns(folder, whose)) {
    const { at, sources, left_out: leftOut = [] } = start;
    if (sources[0]?.file === file) return { at, sources, leftOut };
  }
  return undefined;
}

/**
 * Takes a journal apart. A last line that was cut by a crash counts as not written.
 * @returns undefined for what is no journal
 */
function parseJournal(text: string): PastRun | undefined {
  const [start, ...rest] = text.split('\n').flatMap((line) => parsed(line) ?? []);
  if (start?.type !== 'start') return undefined;
  const ends = rest.filter((line) => line.type === 'end');
  const ended = new Set(ends.map(({ address }) => address));
  const finish = rest.find((line) => line.type === 'finish');
  return {
    start,
    ends,
    open: rest
      .filter((line) => line.type === 'begin')
      .map(({ address }) => address)
      .filter((address) => !ended.has(address)),
    ...(finish && { finish }),
  };
}

const isLine = (value: unknown): value is Line => {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  switch (value.type) {
    case 'start':
      return (
        'format' in value &&
        value.format === 1 &&
        ['run', 'at', 'account', 'host', 'sources', 'lists'].every((name) => name in value)
      );
    case 'begin':
    case 'end':
      return 'address' in value && typeof value.address === 'string';
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

function journalsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
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
