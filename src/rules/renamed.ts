import { wayTo } from '../access/state.ts';
import type { AccessState, Place } from '../access/state.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Key, WrittenRule } from '../model.ts';
import { keyMatcher } from '../names.ts';

/** The names that some changes replace, by the addresses of the resources that have them. */
export function formerNames(changes: readonly Change[]): ReadonlyMap<string, string> {
  const names = changes.flatMap((change) => {
    if (change.action !== 'update' || kindOf(change.kind).access?.is !== 'place') return [];
    const [was, is] = [change.before['name'], change.after['name']];
    return typeof was === 'string' && was !== is ? [[change.address, was] as const] : [];
  });
  return new Map(names);
}

/**
 * The resources that a rule named by their former names, and names no more: themselves, or as what others are in. Those in
 * them need not have been read.
 */
export function renamedOut(
  { on }: Pick<WrittenRule, 'on'>,
  former: ReadonlyMap<string, string>,
  state: AccessState,
): readonly Place[] {
  // Patterns for what is inside start with those for the resource itself.
  const isNamed = (some: Key): boolean =>
    on.some((each) => keyMatcher(each.key.slice(0, some.length))(some));
  return [...former.keys()].flatMap((address): readonly Place[] => {
    const place = state.places.get(address);
    if (place?.ref === undefined) return [];
    const { key } = place.ref;
    const [, ...way] = wayTo(place);
    const old = key.map((name, at) => former.get(way[at]?.address ?? '') ?? name);
    return isNamed(old) && !isNamed(key) ? [place] : [];
  });
}
