import equal from 'fast-deep-equal';
import { sameId } from '../api/wire.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Difference, Fields, Live, LiveItem, PlannedChange } from '../model.ts';

/** How the item of a planned change looks now, compared with how it looked when the change was planned. */
export type Freshness =
  /** As it was: the change can run. */
  | { readonly is: 'open' }
  /** As the change would leave it: nothing is left to do. */
  | { readonly is: 'done' }
  /** Different from both, with the difference in words. */
  | { readonly is: 'moved'; readonly what: string };

/**
 * Checks whether planned changes still fit the account.
 * @param now the difference between the file and the account as just read, with every objection to a change
 * @returns the freshness of each change, by address
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

const keptText = 'an unknown name in the file may now refer to it';

/** Judges by the item as it is now. */
function look(
  change: PlannedChange,
  item: LiveItem | undefined,
  hiddenBy: string | undefined,
  isMoved: boolean,
): Freshness {
  if (item === undefined) {
    if (change.action === 'create') return { is: 'open' };
    if (isMoved) return { is: 'done' };
    if (hiddenBy !== undefined) return moved(`it is now hidden behind the right of ${hiddenBy}`);
    return change.action === 'delete' ? { is: 'done' } : moved('it no longer exists');
  }
  // Another item may have taken the name. A grant belongs to the person, under any id.
  const isOther =
    change.action !== 'create' &&
    kindOf(change.kind).keyedBy === 'name' &&
    !sameId(change.id, item.id);
  if (isOther) return moved('another item now has its name');
  switch (change.action) {
    case 'create': {
      if (isAs(change, change.after, item.fields)) return { is: 'done' };
      const wrong = differing(change, change.after, item.fields);
      return moved(
        wrong.length === 0 ? 'it now exists' : `it now exists, with ${shown(item.fields, wrong)}`,
      );
    }
    case 'update': {
      if (item.status === 'blocked') return moved('it is now blocked');
      // No visible field tells whether a due change was made; only another id would.
      if (!change.due && isAs(change, change.after, item.fields)) return { is: 'done' };
      const states = change.expand === undefined ? [change.before] : [change.before, change.expand];
      const wrong = states.map((state) => differing(change, state, item.fields));
      if (wrong.some((names) => names.length === 0)) return { is: 'open' };
      return moved(`it now has ${shown(item.fields, wrong[0] ?? [])}`);
    }
    case 'delete': {
      if (item.status === 'blocked') return { is: 'done' };
      const wrong = differing(change, change.before, item.fields);
      return wrong.length === 0 ? { is: 'open' } : moved(`it now has ${shown(item.fields, wrong)}`);
    }
  }
}

/** Judges by the rules as they apply now: a role may no longer be deleted once a person holds it. */
function judge(
  change: PlannedChange,
  fresh: Change | undefined,
  refused: string | undefined,
): Freshness {
  if (refused !== undefined) return moved(refused.replace(/\.$/, ''));
  if (fresh === undefined) return moved('a new plan would no longer change it');
  if (fresh.action !== change.action || fresh.effect !== change.effect) {
    return moved(`the change would now be a different one (${fresh.action}, ${fresh.effect})`);
  }
  if (fresh.action !== 'delete' && change.action !== 'delete') {
    const { after } = change;
    const other = Object.keys(fresh.after).filter((name) => !equal(fresh.after[name], after[name]));
    if (other.length > 0) return moved(`it would now get a different ${other.join(', ')}`);
  }
  const known = new Set(change.cascade);
  const more = fresh.cascade.filter((address) => !known.has(address));
  return more.length === 0
    ? { is: 'open' }
    : moved(`it would now also remove ${more.slice(0, 3).join(', ')}`);
}

/** The fields of a state that now have another value. A field that Arize does not show does not count. */
const differing = ({ kind }: Change, state: Fields, has: Fields): readonly string[] =>
  Object.keys(state).filter(
    (name) =>
      kindOf(kind).fields[name]?.createOnly !== true &&
      has[name] !== undefined &&
      !equal(has[name], state[name]),
  );

/** Whether every field of a state is visible and has the value that the state gives. */
const isAs = (change: Change, state: Fields, has: Fields): boolean =>
  differing(change, state, has).length === 0 &&
  Object.keys(state).every(
    (name) => has[name] !== undefined || kindOf(change.kind).fields[name]?.createOnly === true,
  );

/** Whether the item that a change moves is already in its new place, with the new values. */
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
