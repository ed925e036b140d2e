import type { KeyRequest } from '../kind.ts';
import type { Desired, Difference, KnownIds, Limits, Live } from '../model.ts';
import { refusedDeletions } from './deletions.ts';
import { tally } from './diffResult.ts';
import { irreversibleBy } from './irreversible.ts';
import { diffListed } from './listed.ts';
import { noticesOf } from './notices.ts';
import { stateOf } from './state.ts';
import { unguarded } from './unguarded.ts';
import { diffUnlisted } from './unlisted.ts';

/**
 * The difference between the file and the account. Unknown names in the file are part of it: entries that need one are
 * skipped, and the rest goes on.
 * @param options `assertRoles` writes roles that Arize does not show; `limits` default to those of the file; `asked` is what
 *   a command requests for keys ahead of time; `knownIds` are the ids of earlier runs
 */
export function diff(
  desired: Desired,
  live: Live,
  options: {
    readonly assertRoles?: boolean;
    readonly limits?: Limits;
    readonly asked?: KeyRequest;
    readonly knownIds?: KnownIds;
  } = {},
): Difference {
  const state = stateOf(desired, live, options.limits, options.knownIds);
  const listed = diffListed(state, options.assertRoles === true, options.asked);
  const unlisted = diffUnlisted(state, listed);

  // A move from one map to another is one change, or one manual step.
  const moved = new Set([
    ...unlisted.waiting,
    ...unlisted.changes.flatMap((change) =>
      change.action === 'update' ? (change.becomes?.address ?? []) : [],
    ),
  ]);
  const proposed = [
    ...listed.changes.filter(({ address }) => !moved.has(address)),
    ...unlisted.changes,
  ];
  const refused = refusedDeletions(proposed, state);
  const changes = proposed
    .filter(({ address }) => !refused.has(address))
    .map((change) => ({ ...change, ...irreversibleBy(change) }));
  return {
    changes,
    observed: [...listed.observed, ...unlisted.observed],
    manual: [...listed.manual, ...unlisted.manual, ...refused.values()],
    unknown: [...listed.strangers.map(({ unknown }) => unknown), ...unguarded(state)],
    kept: unlisted.kept,
    notices: noticesOf(changes, state),
    untouched: tally([...listed.left, ...unlisted.left]),
  };
}
