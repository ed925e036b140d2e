import type { Kind } from '../kind.ts';
import { kindChain, kindOf, kinds } from './index.ts';
import type { Key, Ref } from '../model.ts';
import { isPattern, keyMatcher } from '../names.ts';

/** The kinds in which people can have access, outermost first. */
export const placeKinds: readonly Kind[] = kinds.filter(({ access }) => access?.is === 'place');

/** What can be asked of a resource besides its name: whether it is closed to people from above. */
export interface Condition {
  /** Its key in the file: `private`, `restricted`. */
  readonly key: string;
  /** Whether a field of the resource decides it, or a restriction of its own. */
  readonly by: 'field' | 'restriction';
}

/** The conditions that resources of a kind can meet. */
export function conditionsOf({ name, access }: Kind): readonly Condition[] {
  const field = access?.is === 'place' ? access.inheritanceField : undefined;
  const restriction = kinds.find(
    (kind) => kind.parent === name && kind.access?.is === 'restriction',
  );
  return [
    ...(field === undefined ? [] : [{ key: field, by: 'field' as const }]),
    ...(restriction === undefined
      ? []
      : [{ key: restriction.at.at(-1) ?? '', by: 'restriction' as const }]),
  ];
}

/**
 * The outermost resource that patterns name exactly and that does not exist: a mistyped organization is missing, whatever
 * space of it is meant.
 * @param keysOf the resources of a kind that exist
 */
export function missingIn(
  { kind, key }: Ref,
  keysOf: (kind: Kind) => Iterable<Key>,
): Ref | undefined {
  const chain = kindChain(kindOf(kind)).toReversed();
  for (const [at, each] of chain.entries()) {
    const name = key[at];
    if (name === undefined || isPattern(name)) continue;
    const above = key.slice(0, at + 1);
    const fits = keyMatcher(above);
    let isThere = false;
    for (const found of keysOf(each)) isThere ||= fits(found);
    if (!isThere) return { kind: each.name, key: above };
  }
  return undefined;
}
