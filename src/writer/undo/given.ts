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
 * What a run gives, each by its address before the run, also in places that it makes: an undo file takes that away and
 * nothing else. What the file has a value of its own for needs no such entry.
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

/** The addresses under which an undo file speaks of what a change made. */
export function undoneAt(change: Change, names: NamesBefore): readonly string[] {
  const bound = change.action === 'delete' ? undefined : boundBeside(change);
  const becomes = change.action === 'update' ? change.becomes : undefined;
  return [change, bound, becomes].flatMap((ref) =>
    ref === undefined ? [] : [refAddress({ kind: ref.kind, key: names.key(ref) })],
  );
}

/** What is there after a change and was not before. */
function newIn(change: Change, { hidden, items }: Live): readonly Ref[] {
  switch (change.action) {
    case 'create': {
      // A role is named as what is bound, in which no admin right hides it and no built-in role goes along.
      const bound = boundBeside(change);
      if (bound !== undefined) return [bound];
      // What an admin right hid may have been there before.
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

/** The role that takes the place of a built-in one, as the other half of somebody's place: there was none before. */
function roleBeside(
  change: Change & { readonly action: 'update' },
  items: readonly LiveItem[],
): Ref | undefined {
  const had = items.find((item) => item.address === change.address);
  const isNew = had?.also === undefined && typeof change.before['role'] !== 'object';
  return isNew ? boundBeside(change) : undefined;
}

/** A custom role that a change gives, as the other half of somebody's place. */
export const boundBeside = ({
  kind,
  key,
  after,
}: Exclude<Change, { readonly action: 'delete' }>): Ref | undefined =>
  typeof after['role'] === 'object' ? kindOf(kind).otherHalf?.(key) : undefined;
