import type { Sink } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import { sinkIn } from '../kinds/secrets.ts';
import type { Change, Ref } from '../model.ts';

/** A key with admin rights that a run creates. Its secret makes the recipient an admin. */
export interface AdminKey {
  readonly change: Change;
  /** Where it is an admin; undefined means the account. */
  readonly places: readonly (Ref | undefined)[];
  readonly sink: Sink | undefined;
}

/** The new keys with admin rights among some changes. A replaced key has a new secret, so it counts as new. */
export const adminKeys = (changes: readonly Change[]): readonly AdminKey[] =>
  changes.flatMap((change) => {
    if (change.action === 'delete') return [];
    const grants = kindOf(change.kind).credential?.grants(change.key, change.after) ?? [];
    const places = grants.filter(({ role }) => role === 'admin').map(({ place }) => place);
    return places.length === 0 ? [] : [{ change, places, sink: sinkIn(change.after) }];
  });
