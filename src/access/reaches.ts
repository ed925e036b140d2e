import { byText } from '../names.ts';
import { EffectiveAccessCache, levelKey } from './effectiveAccess.ts';
import type { EffectiveAccess } from './effectiveAccess.ts';
import { pathsIn } from './paths.ts';
import type { AccessPath } from './paths.ts';
import type { AccessState, Place } from './state.ts';

/** One place that a person has access to. */
export interface Reached {
  readonly place: Place;
  readonly standing: EffectiveAccess;
  /** All paths into it; for an admin, only admin paths. */
  readonly paths: readonly AccessPath[];
  /** False if what was read is not enough to tell whether the person has access. */
  readonly sure: boolean;
}

/**
 * Everything that a person has access to, and by which paths: each place before those in it, by name.
 * @param state with every place that counts
 */
export function reachesOf(state: AccessState, person: string): readonly Reached[] {
  const standings = new EffectiveAccessCache(state);
  const visit = (place: Place, above: readonly AccessPath[]): readonly Reached[] => {
    const paths = pathsIn(person, place, above, state);
    const standing = standings.of(paths, place);
    const below = place.below
      .toSorted((a, b) => byText(a.address, b.address))
      .flatMap((inner) => visit(inner, paths));
    if (standing.levels.length === 0) return below;
    const shown = standing.admin ? paths.filter(({ level }) => level === 'admin') : paths;
    return [{ place, standing, paths: shown, sure: standing.enters }, ...below];
  };
  return visit(state.account, []);
}

/** A place, and places in it that the person reaches only because of it, with the same access. */
export interface FoldedReach extends Reached {
  readonly within: readonly Reached[];
}

/** Puts places whose access only follows from one above them under that one, so that a long list can be read. */
export function folded(reached: readonly Reached[]): readonly FoldedReach[] {
  const groups = new Map<string, { readonly top: Reached; readonly within: Reached[] }>();
  /** The place under which each place is shown. */
  const tops = new Map<string, string>();
  for (const each of reached) {
    const above = each.place.above === undefined ? undefined : tops.get(each.place.above.address);
    const group = above === undefined ? undefined : groups.get(above);
    if (group !== undefined && follows(each, group.top)) {
      group.within.push(each);
      tops.set(each.place.address, group.top.place.address);
    } else {
      groups.set(each.place.address, { top: each, within: [] });
      tops.set(each.place.address, each.place.address);
    }
  }
  return [...groups.values()].map(({ top, within }) => ({ ...top, within }));
}

/** Whether access to a place is based on the same grants as above it, passed on. */
const follows = ({ paths, sure, standing }: Reached, top: Reached): boolean =>
  sure === top.sure &&
  standing.levels.map(levelKey).join('\n') === top.standing.levels.map(levelKey).join('\n') &&
  paths.length === top.paths.length &&
  paths.every(
    ({ how, only, item }, index) =>
      how !== 'own' &&
      // A public space is mentioned where it matters.
      (how !== 'fallback' || top.paths[index]?.how === 'fallback') &&
      only === undefined &&
      item === top.paths[index]?.item,
  );
