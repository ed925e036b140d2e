import equal from 'fast-deep-equal';
import { sameId } from '../api/wire.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Difference, Fields, Live, LiveItem, PlannedChange } from '../model.ts';

/** How what a change is about looks now, compared with what the change was made for. */
export type Freshness =
  /** As it was: the change can be made. */
  | { readonly is: 'open' }
  /** As it is to be: there is nothing left to do. */
  | { readonly is: 'done' }
  /** Otherwise, in words. */
  | { readonly is: 'moved'; readonly what: string };

/**
 * Looks whether planned changes still fit the account, each by what it is about.
 * @param now what separates the file from the account by a fresh look, with everything that speaks against a change
 * @returns one standing for each change, by address
 */
export function freshnessOf(
  changes: readonly PlannedChange[],
  now: Pick<Difference, 'changes' | 'manual' | 'unknown' | 'kept'>,
  { items, hidden }: Live,
): ReadonlyMap<string, Freshness> {
  const found = new Map(items.map((item) => [item.address, item]));
  const fresh = new Map(now.changes.map((change) => [change.address, change]));
  const refused = new Map([
    ...now.kept.map(({ removal }) => [removal.address, keptText] as const),
    ...[...now.unknown, ...now.manual].flatMap(({ address, message, skips = [] }) =>
      [address, ...skips.map((skip) => skip.address)].map((each) => [each, message] as const),
    ),
  ]);
  return new Map(
    changes.map((change) => {
      const { address } = change;
      const becomes = change.action === 'update' ? change.becomes : undefined;
      const other = becomes && found.get(becomes.address);
      const isMoved = other !== undefined && isMovedTo(change, other);
      const seen = look(change, found.get(address), hidden.get(address), isMoved);
      if (seen.is !== 'open') return [address, seen];
      return [address, judge(change, fresh.get(address), refused.get(address))];
    }),
  );
}

const keptText = 'the file names something unknown now that may have meant it';

/** By what is there. */
function look(
  change: PlannedChange,
  item: LiveItem | undefined,
  hiddenBy: string | undefined,
  isMoved: boolean,
): Freshness {
  if (item === undefined) {
    if (change.action === 'create') return { is: 'open' };
    if (isMoved) return { is: 'done' };
    if (hiddenBy !== undefined) return moved(`being ${hiddenBy} hides it now`);
    return change.action === 'delete' ? { is: 'done' } : moved('it is not there any more');
  }
  // Something else may have taken the name. A grant belongs to the person, under any id.
  const isOther =
    change.action !== 'create' &&
    kindOf(change.kind).keyedBy === 'name' &&
    !sameId(change.id, item.id);
  if (isOther) return moved('another has its name now');
  switch (change.action) {
    case 'create': {
      if (isAs(change, change.after, item.fields)) return { is: 'done' };
      const wrong = differing(change, change.after, item.fields);
      return moved(
        wrong.length === 0
          ? 'it is there now'
          : `it is there now, with ${shown(item.fields, wrong)}`,
      );
    }
    case 'update': {
      if (item.status === 'blocked') return moved('it is blocked now');
      // Of what has come due, nothing that can be seen says that it was done: another id would.
      if (!change.due && isAs(change, change.after, item.fields)) return { is: 'done' };
      const states = change.expand === undefined ? [change.before] : [change.before, change.expand];
      const wrong = states.map((state) => differing(change, state, item.fields));
      if (wrong.some((names) => names.length === 0)) return { is: 'open' };
      return moved(`it has ${shown(item.fields, wrong[0] ?? [])} now`);
    }
    case 'delete': {
      if (item.status === 'blocked') return { is: 'done' };
      const wrong = differing(change, change.before, item.fields);
      return wrong.length === 0 ? { is: 'open' } : moved(`it has ${shown(item.fields, wrong)} now`);
    }
  }
}

/** By what the rules make of it now: a role that a person holds may not be deleted any more. */
function judge(
  change: PlannedChange,
  fresh: Change | undefined,
  refused: string | undefined,
): Freshness {
  if (refused !== undefined) return moved(refused.replace(/\.$/, ''));
  if (fresh === undefined) return moved('it is not planned any more');
  if (fresh.action !== change.action || fresh.effect !== change.effect) {
    return moved(`it would be another change now (${fresh.action}, ${fresh.effect})`);
  }
  if (fresh.action !== 'delete' && change.action !== 'delete') {
    const { after } = change;
    const other = Object.keys(fresh.after).filter((name) => !equal(fresh.after[name], after[name]));
    if (other.length > 0) return moved(`it would get another ${other.join(', ')} now`);
  }
  const known = new Set(change.cascade);
  const more = fresh.cascade.filter((address) => !known.has(address));
  return more.length === 0
    ? { is: 'open' }
    : moved(`it would take along more now: ${more.slice(0, 3).join(', ')}`);
}

/** Names of the fields that a state speaks of and that are otherwise now; what Arize does not show is not otherwise. */
const differing = ({ kind }: Change, state: Fields, has: Fields): readonly string[] =>
  Object.keys(state).filter(
    (name) =>
      kindOf(kind).fields[name]?.createOnly !== true &&
      has[name] !== undefined &&
      !equal(has[name], state[name]),
  );

/** Whether everything that a state speaks of can be seen to be so. */
const isAs = (change: Change, state: Fields, has: Fields): boolean =>
  differing(change, state, has).length === 0 &&
  Object.keys(state).every(
    (name) => has[name] !== undefined || kindOf(change.kind).fields[name]?.createOnly === true,
  );

/** Whether what a change moves to another place is there already, as it is to be. */
const isMovedTo = (change: PlannedChange, { fields }: LiveItem): boolean =>
  change.action === 'update' && isAs(change, change.after, fields);

const moved = (what: string): Freshness => ({ is: 'moved', what });

const shown = (fields: Fields, names: readonly string[]): string =>
  names
    .map((name) => {
      const value = fields[name];
      return `${name} ${typeof value === 'string' ? `"${value}"` : JSON.stringify(value)}`;
    })
    .join(', ');
