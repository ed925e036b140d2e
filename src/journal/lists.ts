import { itemsAfter } from '../diff/after.ts';
import { kindOf, parentOf, refAddress } from '../kinds/index.ts';
import { listingsOf, rowsIn } from '../kinds/lists.ts';
import type { Change, History, List, Live, LiveItem, Outcome } from '../model.ts';
import { listKey } from '../names.ts';
import { baselineOf, missingFrom } from '../plan/baseline.ts';
import type { ListCount, Start } from './record.ts';
import { emailIn } from '../key.ts';

/** What a run records about lists, for later runs. */

const countOf = ({ name, place, count, masked }: List): ListCount => ({
  list: name,
  ...(place !== undefined && { place }),
  count,
  ...(masked !== undefined && { masked }),
});

/**
 * The baselines of the lists at the start of a run. If the run is killed, the size of each is between the two numbers.
 * @param lists the baselines for later runs, before this run removes anything
 * @param running the changes that are about to be made
 */
export function listsBefore(
  lists: readonly List[],
  running: readonly Change[],
  { items }: Live,
): Pick<Start, 'lists' | 'reaches'> {
  const taken = takenBy(running, items);
  const reaches = [...new Set(running.filter(takes).flatMap(reachOf))];
  return {
    lists: lists.map((list) => ({ ...countOf(list), after: list.count - taken(list) })),
    ...(reaches.length > 0 && { reaches }),
  };
}

/**
 * The baselines for later runs after a run. A baseline falls by what the run removed. A list that was read again lowers
 * it no further, because that response may be truncated, too.
 * @param lists the baselines before the run removed anything
 * @param told the outcomes of its changes, according to Arize
 * @param live the account before it, and `again` after it, if it was read
 * @param history for lists that were only read afterwards
 * @returns undefined for a run that wrote nothing, which sets no baselines
 */
export function listsAfter(
  lists: readonly List[],
  told: readonly Outcome[],
  { live, again }: { readonly live: Live; readonly again: Live | undefined },
  history: History | undefined,
): readonly ListCount[] | undefined {
  const written = told.filter(hasWritten).map(({ change }) => change);
  if (written.length === 0) return undefined;
  const taken = takenBy(written, live.items);
  const found = new Map(again?.lists.map((list) => [listKey(list), list]));
  const known = new Set(lists.map(listKey));
  const fresh = [...found.values()].filter((list) => {
    const last = history && baselineOf(list, history);
    return !known.has(listKey(list)) && (last === undefined || missingFrom(last, list) === 0);
  });
  const kept = lists.map((list) => {
    const left = { ...list, count: Math.max(0, list.count - taken(list)) };
    const now = found.get(listKey(list));
    return now !== undefined && missingFrom(left, now) === 0 ? now : left;
  });
  return [...kept, ...fresh].map(countOf);
}

/** Whether Arize made a change for it, or may have. */
const hasWritten = (outcome: Outcome): boolean => {
  switch (outcome.status) {
    case 'done':
      return outcome.already !== true;
    case 'failed':
      return 'outcome' in outcome.error && outcome.error.outcome === 'unknown';
    case 'skipped':
    case 'held':
      return false;
  }
};

const isPerson = ({ kind }: Change): boolean => kindOf(kind).keyedBy === 'person';

const takes = ({ effect }: Change): boolean => effect === 'destroys';

const reachOf = ({ kind }: Change): readonly List['kind'][] => kindOf(kind).reaches ?? [];

/** A row of a list, and the item in it. */
interface Row {
  readonly list: string;
  readonly name: string;
  readonly item: LiveItem;
}

/** How many rows of a list some changes remove, at most. */
function takenBy(changes: readonly Change[], items: readonly LiveItem[]): (list: List) => number {
  const left = new Set(rowsOf(itemsAfter(items, changes), items).map(markOf));
  const gone = rowsOf(items, items).filter((row) => !left.has(markOf(row)));
  const reaching = changes.filter((change) => takes(change) && reachOf(change).length > 0);
  const emails = new Set(reaching.filter(isPerson).map(({ key }) => emailIn(key)));
  // A service key has its own row in each list in which its service identity has one.
  const others = reaching
    .filter((change) => !isPerson(change))
    .map((change) => ({
      reach: reachOf(change),
      own: gone.filter(({ item }) => item.address === change.address),
    }));
  return (list) => {
    const key = listKey(list);
    const { holders } = list;
    const seen = new Set(
      gone
        .filter((row) => row.list === key)
        // If the owners of all rows are known, they count for people who are removed everywhere.
        .filter(({ item }) => holders === undefined || !emails.has(emailIn(item.key)))
        .map(({ name }) => name),
    );
    const everywhere = [...emails].map((email) => holders?.get(email) ?? 0);
    const unseen = others
      .filter(({ reach, own }) => reach.includes(list.kind) && own.every((row) => row.list !== key))
      .map(({ own }) => own.length);
    return [seen.size, ...everywhere, ...unseen].reduce((sum, each) => sum + each, 0);
  };
}

const markOf = ({ list, name }: Row): string => `${list} ${name}`;

/** @param live has the ids of organizations, spaces and projects */
function rowsOf(items: readonly LiveItem[], live: readonly LiveItem[]): readonly Row[] {
  const ids = new Map(live.map(({ address, id }) => [address, id]));
  return items.flatMap((item) => {
    const parent = parentOf(item);
    const place = parent && ids.get(refAddress(parent));
    return listingsOf(kindOf(item.kind)).flatMap((listing) => {
      const { list: kind, isWhole } = listing;
      const list = listKey({ kind, ...(place !== undefined && !isWhole && { place }) });
      return rowsIn(listing, item).map((name): Row => ({ list, name, item }));
    });
  });
}
