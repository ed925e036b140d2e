import { kindOf } from '../kinds/index.ts';
import type { Desired, Ref } from '../model.ts';
import { canonicalEmail, isPattern } from '../names.ts';
import { ownName } from '../key.ts';

/**
 * The people that a file refers to: those that it lists, grants something, removes, protects or ignores by name.
 * Whoever Arize's list of people lacks is looked up by these addresses.
 */
export function peopleNamedIn({
  items,
  expired,
  removed,
  protected: guarded,
  ignore,
}: Desired): ReadonlySet<string> {
  const refs: readonly Ref[] = [...items, ...expired, ...removed, ...guarded, ...ignore];
  return new Set(
    refs
      .filter(({ kind }) => kindOf(kind).keyedBy === 'person')
      .map(({ key }) => canonicalEmail(ownName(key)))
      .filter((email) => !isPattern(email)),
  );
}
