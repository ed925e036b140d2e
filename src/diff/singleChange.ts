import type { Desired, DesiredItem, Difference, Notice, Tombstone } from '../model.ts';

/** A file reduced to its rules: account, `protected`, `ignore` and limits. */
const onlyRules = (desired: Desired): Desired => ({
  ...desired,
  // Nothing else in the file is part of this decision.
  sources: [],
  items: [],
  expired: [],
  collections: new Map(),
  removed: [],
});

/** A file that removes one item and nothing else, with the rules of the real file. */
export const onlyRemoving = (desired: Desired, tombstone: Omit<Tombstone, 'source'>): Desired => ({
  ...onlyRules(desired),
  removed: [{ ...tombstone, source: { file: desired.file, line: 1, column: 1 } }],
});

/** A file that lists one item and nothing else, with the rules of the real file. */
export const onlyListing = (desired: Desired, item: DesiredItem): Desired => ({
  ...onlyRules(desired),
  items: [item],
});

/** The difference between such a file and the account, without positions, because these entries are in no file. */
export const withoutPlaces = (
  difference: Difference,
  notices: readonly Notice[] = [],
): Difference => ({
  ...difference,
  changes: difference.changes.map(({ source: _source, ...change }) => change),
  manual: difference.manual.map(({ source: _source, ...manual }) => manual),
  notices: [...difference.notices.filter(({ source }) => source === undefined), ...notices],
  // The rest of the account is irrelevant here.
  untouched: [],
});
