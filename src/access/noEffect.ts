import type { AccessDelta } from '../delta.ts';
import { isBuiltInRole } from '../fields.ts';
import { chainOf, kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { Change, Live, Ref } from '../model.ts';
import { pathsTo, permissionsOf } from './paths.ts';
import type { AccessPath } from './paths.ts';
import type { Runs } from './runs.ts';
import { placeAddress } from './state.ts';
import type { AccessState, Place } from './state.ts';
import { emailIn } from '../key.ts';

/**
 * The grants whose removal or reduction has no effect, in the place and everything below it, because the place is public,
 * the person is an admin above, or another grant gives as much.
 * @param changes all changes that run with consent
 * @param delta of these changes
 * @returns the remaining path, as part of a sentence, by the address of the change
 */
export function withoutEffect(
  runs: Runs,
  changes: readonly Change[],
  delta: AccessDelta,
): ReadonlyMap<string, string> {
  const touched = new Set<string>();
  for (const { person, place } of delta.changes) {
    for (const above of placesOf(place)) touched.add(mark(person, above));
  }
  const unread = new Set(delta.unread.flatMap((address) => upwards(address, runs.live)));
  const candidates = changes.filter((change) => {
    const place = placeAddress(change);
    return takes(change) && !unread.has(place) && !touched.has(mark(emailIn(change.key), place));
  });
  if (candidates.length === 0) return new Map();
  const before = runs.before();
  const after = runs.after(changes).state();
  return new Map(
    candidates.flatMap((change) => {
      const address = placeAddress(change);
      const place = after.places.get(address);
      const isKnown = place?.known === true && before.places.get(address)?.known === true;
      const way = isKnown ? wayIn(emailIn(change.key), place, after) : undefined;
      return way === undefined ? [] : [[change.address, way] as const];
    }),
  );
}

/** Whether a change removes or lowers a person's grant below the account. */
const takes = ({ kind, action, effect }: Change): boolean => {
  const { access, parent } = kindOf(kind);
  return (
    access?.is === 'grant' && parent !== undefined && (action === 'delete' || effect === 'reduces')
  );
};

const mark = (person: string, place: string): string => `${person} ${place}`;

/** A place and its parents, the account last. */
const placesOf = (place: Ref | undefined): readonly string[] => [
  ...(place === undefined ? [] : chainOf(place).map(refAddress)),
  '',
];

const upwards = (address: string, { items }: Live): readonly string[] =>
  placesOf(items.find((item) => item.address === address));

/** The strongest path, as text; undefined where none is certain. */
function wayIn(person: string, place: Place, state: AccessState): string | undefined {
  const sure = pathsTo(person, place, state).filter(({ unsure }) => unsure !== true);
  const weight = (path: AccessPath): number =>
    path.level === 'admin' ? Infinity : (permissionsOf(path, place, state)?.length ?? 0);
  const [best] = sure.toSorted((a, b) => weight(b) - weight(a));
  return best && wayText(best);
}

function wayText({ how, level, at: { ref } }: AccessPath): string {
  if (how === 'fallback') return 'the space is public';
  const where = ref === undefined ? 'the account' : nameOf(ref);
  if (level === 'unknown') return `a role in ${where}`;
  return isBuiltInRole(level) ? `${level} of ${where}` : `role "${level.custom}" in ${where}`;
}
