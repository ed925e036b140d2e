import type { Asked } from '../kind.ts';
import type { Desired, Difference, Limits, Live, Manual } from '../model.ts';
import { FileProblems, inText } from '../problem.ts';
import { refusedDeletions } from './deletions.ts';
import { tally } from './findings.ts';
import type { Impossible } from './findings.ts';
import { irreversibleBy } from './irreversible.ts';
import { judgeListed } from './listed.ts';
import { noticesOf } from './notices.ts';
import { stateOf } from './state.ts';
import { unguarded } from './unguarded.ts';
import { judgeUnlisted } from './unlisted.ts';

/** What the file wants and no run can do: there is only something left of it where nobody wants to run anything. */
const byHand = ({ item, problem }: Impossible): Manual => ({
  address: item.address,
  kind: item.kind,
  why: 'refused',
  message:
    problem.suggestion === undefined ? problem.message : `${problem.message} ${problem.suggestion}`,
  source: item.source,
});

/**
 * Everything that separates the file from the account.
 * @param options `assertRoles` writes roles that Arize does not show; `limits` are those of the file unless given;
 *   `onlyLook` tells what no run could do as a difference among others, for those who run nothing;
 *   `asked` is what somebody wants of the keys in the file before its time
 * @throws FileProblems when only the account reveals that the file is wrong: an unknown person, a blocked address
 */
export function diff(
  desired: Desired,
  live: Live,
  options: {
    readonly assertRoles?: boolean;
    readonly limits?: Limits;
    readonly onlyLook?: boolean;
    readonly asked?: Asked;
  } = {},
): Difference {
  const state = stateOf(desired, live, options.limits);
  const listed = judgeListed(state, options.assertRoles === true, options.asked);
  const unlisted = judgeUnlisted(state, listed.twins);
  const problems = [
    ...(options.onlyLook === true ? [] : listed.impossible.map(({ problem }) => problem)),
    ...unguarded(state),
  ];
  if (problems.length > 0) throw new FileProblems(inText(problems, desired.sources));

  const proposed = [...listed.changes, ...unlisted.changes];
  const refused = refusedDeletions(proposed, state);
  const changes = proposed
    .filter(({ address }) => !refused.has(address))
    .map((change) => ({ ...change, ...irreversibleBy(change) }));
  return {
    changes,
    observed: [...listed.observed, ...unlisted.observed],
    manual: [
      ...listed.manual,
      ...listed.impossible.map(byHand),
      ...unlisted.manual,
      ...refused.values(),
    ],
    notices: noticesOf(changes, state),
    untouched: tally([...listed.left, ...unlisted.left]),
  };
}
