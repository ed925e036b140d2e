import { kinds } from '../kinds/index.ts';
import { listingsOf } from '../kinds/lists.ts';
import type { Baseline, Change, Desired, History, List, Live, Verdict } from '../model.ts';
import { byText, listKey } from '../names.ts';
import { minuteOf, shellWord, visible } from '../text.ts';
import { baselineOf, isShort, manyOf, missingFrom } from './baseline.ts';
import type { Standard } from './baseline.ts';
import { restsOf } from './rests.ts';
import type { Rest } from './rests.ts';

/** A list that is short of its baseline, so that nothing should rest on it. */
export interface Short {
  readonly list: List;
  readonly last: Baseline;
}

/** Whether a list is too short for what rests on it, and no person confirmed its length. */
export function shortOf(list: List, standard: Standard, history: History): Short | undefined {
  const last = baselineOf(list, history);
  return last !== undefined && isShort(last, list, standard) && !isAccepted(list, history)
    ? { list, last }
    : undefined;
}

/** The lists that are so short that what they don't show may be there: for those who read what they show. */
export const shortIn = (live: Live, history: History | undefined): readonly Short[] =>
  history === undefined || !seesAll(live)
    ? []
    : live.lists.flatMap((list) => shortOf(list, 'most', history) ?? []);

/** The flag that says that a list is right as it is. */
export const acceptFlag = ({ name, count }: List): string =>
  `--accept-count ${shellWord(`${name}=${count}`)}`;

/** What is wrong with a list, for people; the flag follows on a line of its own. */
export const shortText = ({ list, last }: Short): string =>
  `The list "${list.name}" has ${rows(list.count)}; the baseline (run of ${minuteOf(last.at)}) has ${last.count}, and no run took the difference. It may be a truncated response.`;

const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

/**
 * Looks at the lists that changes rest on. A server that cuts a list makes people in the rest of it look gone and a role
 * look unused: what rests on one that is short of its baseline is held back until a person has looked.
 * @param changes those that would run
 * @param history what earlier runs saw; without it, that is not known
 * @returns what the guard says, and the addresses of the changes to hold back
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
  // A list without a baseline is not said to be whole.
  const isKnown = rests.every(
    ({ list, isMade }) => isMade || baselineOf(list, history) !== undefined,
  );
  return { verdicts: isKnown && history.baselines.size > 0 ? [allRight] : [], held };
}

/** How many changes rest on each list. */
function tally(rests: readonly Rest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { list } of rests) counts.set(listKey(list), (counts.get(listKey(list)) ?? 0) + 1);
  return counts;
}

const heldBy = (each: Short & { readonly changes: ReadonlySet<string> }): Verdict => ({
  rule: 'shrunk',
  scope: each.list.scope,
  verdict: 'held',
  message: `${shortText(each)} What rests on it is held back. Compare the list with Arize's own pages; if it is right, add the flag below.`,
  accept: acceptFlag(each.list),
  changes: [...each.changes],
});

const allRight: Verdict = {
  rule: 'shrunk',
  scope: '',
  verdict: 'ok',
  message: 'No list that this run rests on is short of its baseline.',
  changes: [],
};

/** Lists that are filtered by rights say nothing about those of another caller. */
const seesAll = ({ caller }: Live): boolean => caller?.accountAdmin === true;

const isAccepted = ({ name, count }: List, { accepted }: History): boolean =>
  (accepted.get(name) ?? accepted.get(visible(name))) === count;

/** Lists by which something is proved: only a run that rests on one says that it is right. */
const proofs: ReadonlySet<string> = new Set(
  kinds.flatMap((kind) => [
    ...(kind.provedBy ?? []),
    ...(kind.isMadeAgain ? listingsOf(kind).map(({ list }) => list) : []),
  ]),
);

/**
 * What later runs hold each list to, before what this one takes. It falls where the list was judged: where something
 * rested on it and it was long enough, where so little is missing that people may have taken it by hand, or where one
 * said so.
 * @param changes those that run
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
