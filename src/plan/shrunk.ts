import type { Change, Coverage, History, Verdict } from '../model.ts';
import { listName } from '../names.ts';

/**
 * Lists that came back empty, or with less than half of what a run last saw in them. A server that cuts a list makes
 * everybody in the rest of it look gone, and a role look unused, so such a run stops until somebody has looked.
 * @param changes those that would run: a run that does nothing is not stopped
 */
export function judgeCounts(
  changes: readonly Change[],
  coverage: readonly Coverage[],
  { counts, accepted }: History,
): readonly Verdict[] {
  const shrunk = coverage.flatMap((each) => {
    const list = listName(each);
    const last = counts.get(list);
    const isCut = last !== undefined && last.count > 0 && each.count * 2 < last.count;
    return isCut && accepted.get(list) !== each.count ? [{ ...each, list, last }] : [];
  });
  if (changes.length === 0 || shrunk.length === 0) {
    return [verdict('', [], 'No list is empty, or less than half, of what a run last saw in it.')];
  }
  return shrunk.map(({ scope, count, list, last }) =>
    verdict(
      scope,
      changes,
      `The list "${list}" holds ${count}, and held ${last.count} when a run last looked (${last.at.slice(0, 10)}). A list that comes back cut makes people look gone. Compare it with Arize's own pages; if ${count} is right: --accept-count '${list}=${count}'.`,
    ),
  );
}

const verdict = (scope: string, blocking: readonly Change[], message: string): Verdict => ({
  rule: 'shrunk',
  scope,
  verdict: blocking.length > 0 ? 'blocked' : 'ok',
  message,
  changes: blocking.map(({ address }) => address),
});
