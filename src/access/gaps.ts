import type { AccessChange, AccessDelta } from '../delta.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { Desired, Live, Notice, PlannedChange } from '../model.ts';
import { byText } from '../names.ts';
import { deltaOf } from './delta.ts';
import { liveState } from './state.ts';

/** More people than this are counted. */
const mostNamed = 3;

/**
 * Says who is without something for a moment that they have before the run and after it. What takes a role's place, or
 * opens a place, is destructive and runs last, when everything else went well; what reduces access runs before it.
 * @param asRun what the whole run comes to
 */
export function gapNotices(
  live: Live,
  desired: Pick<Desired, 'items'>,
  running: readonly PlannedChange[],
  asRun: AccessDelta,
): readonly Notice[] {
  const early = running.filter(({ stage }) => stage < 3);
  if (!running.some(givesLate) || !early.some(({ stage }) => stage === 2)) return [];
  const meanwhile = deltaOf(live, liveState(live), early, desired);
  const end = new Map(asRun.changes.map((entry) => [keyOf(entry), entry]));
  const gaps = meanwhile.changes.filter((entry) => isGap(entry, end.get(keyOf(entry))));
  const people = [...new Set(gaps.map(({ person }) => person))].toSorted(byText);
  const [first] = gaps;
  if (first === undefined) return [];
  const names = people.slice(0, mostNamed).join(', ');
  const more = people.length > mostNamed ? ` and ${people.length - mostNamed} more` : '';
  const where = first.place === undefined ? 'the account' : nameOf(first.place);
  return [
    {
      code: 'gap',
      message: `For a moment in the run ${names}${more} will be without something that they have before and after it, in ${where}${gaps.length > 1 ? ' for one' : ''}: what takes it runs before what gives it back, because nothing is opened before everything else went well. To have no gap, do the two in two runs.`,
    },
  ];
}

/** What gives something although it is destructive: it opens a place, or puts one grant in the place of another. */
const givesLate = ({ kind, action, effect }: PlannedChange): boolean =>
  effect === 'destroys' && (action === 'update' || kindOf(kind).access?.is === 'restriction');

const keyOf = ({ person, place }: AccessChange): string =>
  `${person} ${place === undefined ? '' : refAddress(place)}`;

/** Whether a person is worse off meanwhile than in the end. */
function isGap(meanwhile: AccessChange, end: AccessChange | undefined): boolean {
  if (meanwhile.effect === 'gains' || meanwhile.effect === 'unsure') return false;
  const isOut = meanwhile.after.length === 0 && (end === undefined || end.after.length > 0);
  const lost = new Set(end?.lost);
  return isOut || meanwhile.lost.some((permission) => !lost.has(permission));
}
