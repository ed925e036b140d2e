import type { AccessChange, AccessDelta } from '../delta.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { Desired, Notice, PlannedChange } from '../model.ts';
import { byText } from '../names.ts';
import { deltaOf } from './delta.ts';
import type { Runs } from './runs.ts';

/** How many people are named; more are counted. */
const mostNamed = 3;

/**
 * Names the people who briefly lose access during the run although they have it before and after. A change that
 * replaces a role, or opens a space or project, is destructive and runs last, after the changes that reduce access.
 * @param asRun the access changes of the whole run
 */
export function gapNotices(
  runs: Runs,
  desired: Pick<Desired, 'items'>,
  running: readonly PlannedChange[],
  asRun: AccessDelta,
): readonly Notice[] {
  const early = running.filter(({ stage }) => stage < 3);
  if (!running.some(givesLate) || !early.some(({ stage }) => stage === 2)) return [];
  const meanwhile = deltaOf(runs, early, desired);
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
      message: `${names}${more} will briefly lose access in ${where}${gaps.length > 1 ? ' (and elsewhere)' : ''} during the run: the change that restores it runs last, after everything else has succeeded. To avoid the gap, make the two changes in separate runs.`,
    },
  ];
}

/** Destructive changes that also give access: they lift a restriction, or replace one grant by another. */
const givesLate = ({ kind, action, effect }: PlannedChange): boolean =>
  effect === 'destroys' && (action === 'update' || kindOf(kind).access?.is === 'restriction');

const keyOf = ({ person, place }: AccessChange): string =>
  `${person} ${place === undefined ? '' : refAddress(place)}`;

/** Whether a person has less access during the run than at its end. */
function isGap(meanwhile: AccessChange, end: AccessChange | undefined): boolean {
  if (meanwhile.effect === 'gains' || meanwhile.effect === 'unsure') return false;
  const isOut = meanwhile.after.length === 0 && (end === undefined || end.after.length > 0);
  const lost = new Set(end?.lost);
  return isOut || meanwhile.lost.some((permission) => !lost.has(permission));
}
