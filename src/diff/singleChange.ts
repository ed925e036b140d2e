import type { Desired, DesiredItem, Difference, Notice, Selector } from '../model.ts';

/** The rules of a file with none of what it asks for: its account, protections, limits and what it ignores. */
const onlyRules = (desired: Desired): Desired => ({
  ...desired,
  // What it says otherwise was not decided about.
  sources: [],
  items: [],
  expired: [],
  collections: new Map(),
  removed: [],
});

/** A file that says nothing but that one thing is to go, with the rules of the real one. */
export const onlyRemoving = (desired: Desired, selector: Omit<Selector, 'source'>): Desired => ({
  ...onlyRules(desired),
  removed: [{ ...selector, source: { file: desired.file, line: 1, column: 1 } }],
});

/** A file that lists one thing and nothing else, with the rules of the real one. */
export const onlyListing = (desired: Desired, item: DesiredItem): Desired => ({
  ...onlyRules(desired),
  items: [item],
});

/** What separates such a file from the account, as it is shown: without places, since it stands in no file. */
export const withoutPlaces = (
  difference: Difference,
  notices: readonly Notice[] = [],
): Difference => ({
  ...difference,
  changes: difference.changes.map(({ source: _source, ...change }) => change),
  manual: difference.manual.map(({ source: _source, ...manual }) => manual),
  notices: [...difference.notices.filter(({ source }) => source === undefined), ...notices],
  // What else there is in the account is beside the point.
  untouched: [],
});
