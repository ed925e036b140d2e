import { closest } from '../document/suggest.ts';
import { kinds } from '../kinds/index.ts';
import { listingsOf } from '../kinds/lists.ts';
import type { Baseline, Change, Desired, History, List, Live, Notice, Verdict } from '../model.ts';
import { byText, listKey } from '../names.ts';
import { minuteOf, shellWord, visible } from '../text.ts';
import { baselineOf, isShort, manyOf, missingFrom } from './baseline.ts';
import type { Standard } from './baseline.ts';
import { restsOf } from './rests.ts';
import type { Rest } from './rests.ts';

/** A list that is too far below its baseline for any change to depend on it. */
export interface Short {
  readonly list: List;
  readonly last: Baseline;
}

/** The list, if it is too short for the changes that depend on it and no person confirmed its length. */
export function shortOf(list: List, standard: Standard, history: History): Short | undefined {
  const last = baselineOf(list, history);
  return last !== undefined && isShort(last, list, standard) && !isAccepted(list, history)
    ? { list, last }
    : undefined;
}

/** The lists that may be truncated, for commands that write a file from what was read. */
export const shortIn = (live: Live, history: History | undefined): readonly Short[] =>
  history === undefined || !seesAll(live)
    ? []
    : live.lists.flatMap((list) => shortOf(list, 'most', history) ?? []);

/** The flag that confirms the length of a list. */
export const acceptFlag = ({ name, count }: List): string =>
  `--accept-count ${shellWord(`${name}=${count}`)}`;

/** What is wrong with a list, in words. The flag follows on a line of its own. */
export const shortText = ({ list, last }: Short): string =>
  `The list "${list.name}" may be truncated: it has ${rows(list.count)}, the baseline (run of ${minuteOf(last.at)}) has ${last.count}, and no run removed the difference.`;

const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

/**
 * Judges the lists that changes depend on. In a truncated response, people look gone and roles look unused, so changes that
 * depend on a list below its baseline are held back until a person has checked it.
 * @param changes the changes that would run
 * @param history what earlier runs saw; without it, nothing can be judged
 * @returns the verdicts, and the addresses of the changes to hold back
 */
export function evaluateLists(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  history: History | undefined,
): { readonly verdicts: readonly Verdict[]; readonly held: ReadonlySet<string> } {
  if (history === undefined || !seesAll(live)) return { verdicts: [], held: new Set() };
  const rests = restsOf(changes, desired, live);
  const made = tally(rests.filter(({ isMade }) => isMade));
  const short = new Map<string, Short & { readonly changes: Set<string> }>();
  for (const { change, list, standard, isMade } of rests) {
    const found = shortOf(list, standard, history);
    const key = listKey(list);
    if (found === undefined || (isMade && (made.get(key) ?? 0) < manyOf(found.last))) continue;
    const known = short.get(key) ?? { ...found, changes: new Set() };
    short.set(key, known);
    known.changes.add(change);
  }
  const held = new Set([...short.values()].flatMap((each) => [...each.changes]));
  if (held.size > 0) {
    const all = [...short.values()].toSorted((a, b) => byText(a.list.name, b.list.name));
    return { verdicts: all.map(heldBy), held };
  }
  // A list without a baseline is never reported as complete.
  const isKnown = rests.every(
    ({ list, isMade }) => isMade || baselineOf(list, history) !== undefined,
  );
  return { verdicts: isKnown && history.baselines.size > 0 ? [allRight] : [], held };
}

/** How many changes depend on each list. */
function tally(rests: readonly Rest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { list } of rests) counts.set(listKey(list), (counts.get(listKey(list)) ?? 0) + 1);
  return counts;
}

const heldBy = (each: Short & { readonly changes: ReadonlySet<string> }): Verdict => ({
  rule: 'shrunk',
  scope: each.list.scope,
  verdict: 'held',
  message: `${shortText(each)} Changes that depend on it are held back. Compare the list with the Arize UI; if it is right, add the flag below.`,
  accept: acceptFlag(each.list),
  changes: [...each.changes],
});

const allRight: Verdict = {
  rule: 'shrunk',
  scope: '',
  verdict: 'ok',
  message: 'No list that this run depends on looks truncated.',
  changes: [],
};

/** Lists that are filtered by rights cannot be compared with those of another caller. */
const seesAll = ({ caller }: Live): boolean => caller?.accountAdmin === true;

const isAccepted = ({ name, count }: List, { accepted }: History): boolean =>
  (accepted.get(name) ?? accepted.get(visible(name))) === count;

/** Lists that serve as proof: only a run that depends on one confirms its length. */
const proofs: ReadonlySet<string> = new Set(
  kinds.flatMap((kind) => [
    ...(kind.provedBy ?? []),
    ...(kind.isMadeAgain ? listingsOf(kind).map(({ list }) => list) : []),
  ]),
);

/**
 * The baseline of each list for later runs, before this run's own removals. It falls only where the list was judged: a
 * change depended on it and it was long enough, so little is missing that people may have removed it in Arize, or a person
 * confirmed it.
 * @param changes the changes that run
 */
export function heldTo(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  history: History | undefined,
): readonly List[] {
  if (!seesAll(live)) return [];
  const rests = restsOf(changes, desired, live).filter(({ isMade }) => !isMade);
  const judged = new Set(rests.map(({ list }) => listKey(list)));
  return live.lists.map((list) => {
    const last = history && baselineOf(list, history);
    if (history === undefined || last === undefined || missingFrom(last, list) === 0) return list;
    if (judged.has(listKey(list)) || isAccepted(list, history)) return list;
    if (!proofs.has(list.kind) && !isShort(last, list, 'some')) return list;
    return {
      ...list,
      count: last.count,
      ...(last.masked !== undefined && { masked: last.masked }),
    };
  });
}

/** The confirmed lengths that confirm nothing: of a list that was not read, mostly by a slip, or another than it has. */
export const idleCounts = (
  { lists }: Live,
  accepted: ReadonlyMap<string, number>,
): readonly Notice[] => {
  const names = [...new Set(lists.map(({ name }) => visible(name)))].toSorted(byText);
  const shown = names.slice(0, mostNamed).map((name) => `"${name}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return [...accepted].flatMap(([name, count]) => {
    const counts = lists.filter((list) => visible(list.name) === visible(name));
    if (counts.some((list) => list.count === count)) return [];
    const [list] = counts;
    if (list !== undefined) {
      const message = `--accept-count has no effect: the list "${visible(name)}" has ${rows(list.count)}, not ${count}.`;
      return [{ code: 'other-count', message }];
    }
    const near = closest(name, names);
    const hint =
      near === undefined ? `the lists are ${shown.join(', ')}${more}` : `did you mean "${near}"?`;
    const message = `--accept-count has no effect: this run reads no list "${visible(name)}" (${hint}).`;
    return [{ code: 'unknown-list', message }];
  });
};

/** How many lists are named where none is close to what was written. */
const mostNamed = 8;
