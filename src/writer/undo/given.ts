import { kindOf, refAddress } from '../../kinds/index.ts';
import type { Change, Live, LiveItem, Ref } from '../../model.ts';
import { byText } from '../../names.ts';
import type { NamesBefore } from './former.ts';

/** An entry under `removed`. */
export interface Given {
  readonly address: string;
  readonly reason: string;
}

/**
 * What a run adds, by address before the run, including inside resources that it creates: an undo file removes that and
 * nothing else. Items with a value of their own in the file need no such entry.
 */
export const givenBy = (
  running: readonly Change[],
  live: Live,
  names: NamesBefore,
  run: string,
): readonly Given[] =>
  running
    .flatMap((change) => newIn(change, live))
    .filter(({ kind }) => {
      const { manage, keyedBy } = kindOf(kind);
      return manage !== undefined && keyedBy !== 'parent';
    })
    .map(({ kind, key }) => refAddress({ kind, key: names.key({ kind, key }) }))
    .toSorted(byText)
    .map((address) => ({ address, reason: `added by run ${run}` }));

/** The addresses that an undo file uses for what a change made. */
export function undoneAt(change: Change, names: NamesBefore): readonly string[] {
  const bound = change.action === 'delete' ? undefined : boundBeside(change);
  const becomes = change.action === 'update' ? change.becomes : undefined;
  return [change, bound, becomes].flatMap((ref) =>
    ref === undefined ? [] : [refAddress({ kind: ref.kind, key: names.key(ref) })],
  );
}

/** The items that exist after a change but not before. */
function newIn(change: Change, { hidden, items }: Live): readonly Ref[] {
  switch (change.action) {
    case 'create': {
      // A custom role is named as a binding: no admin right hides it, and no built-in role is removed with it.
      const bound = boundBeside(change);
      if (bound !== undefined) return [bound];
      // An item that an admin right hid may have existed before.
      return hidden.has(change.address) ? [] : [change];
    }
    case 'update': {
      const half = change.becomes ?? roleBeside(change, items);
      const isNew = half !== undefined && !items.some((item) => item.address === refAddress(half));
      return isNew ? [half] : [];
    }
    case 'delete':
      return [];
  }
}

/** The binding of a custom role that replaces a built-in one, if there was none before. */
function roleBeside(
  change: Change & { readonly action: 'update' },
  items: readonly LiveItem[],
): Ref | undefined {
  const had = items.find((item) => item.address === change.address);
  const isNew = had?.also === undefined && typeof change.before['role'] !== 'object';
  return isNew ? boundBeside(change) : undefined;
}

/** The binding of a custom role that a change gives to a member. */
export const boundBeside = ({
  kind,
  key,
  after,
}: Exclude<Change, { readonly action: 'delete' }>): Ref | undefined =>
  typeof after['role'] === 'object' ? kindOf(kind).otherHalf?.(key) : undefined;
