import type { Kind } from '../kind.ts';
import { kinds } from './index.ts';

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
