import type { Sink } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import { sinkIn } from '../kinds/secrets.ts';
import type { Change, Ref } from '../model.ts';

/** A key that a run makes and that is an admin: the person who gets its secret is one. */
export interface AdminKey {
  readonly change: Change;
  /** What it is an admin of; undefined stands for the account. */
  readonly places: readonly (Ref | undefined)[];
  readonly sink: Sink | undefined;
}

/** The new keys among some changes that are admins of anything. A key that is replaced has a new secret, so it is new. */
export const adminKeys = (changes: readonly Change[]): readonly AdminKey[] =>
  changes.flatMap((change) => {
    if (change.action === 'delete') return [];
    const places = kindOf(change.kind).credential?.adminOf(change.key, change.after) ?? [];
    return places.length === 0 ? [] : [{ change, places, sink: sinkIn(change.after) }];
  });
