import { addressOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import type { Fields, KindName, Ref } from '../model.ts';
import { kinds } from './kinds.ts';
import { groupBy } from '../group.ts';
import { ownName } from '../key.ts';

export { kinds };

const byName: ReadonlyMap<KindName, Kind> = new Map(kinds.map((kind) => [kind.name, kind]));
const byParent = groupBy(kinds, ({ parent }) => parent);

/** The kind with a name. */
export function kindOf(name: KindName): Kind {
  const kind = byName.get(name);
  if (kind === undefined) throw new Error(`Unknown kind "${name}".`);
  return kind;
}

/** The only kind that fits. */
function only(what: string, is: (kind: Kind) => boolean): Kind {
  const [kind, second] = kinds.filter(is);
  if (kind === undefined || second !== undefined)
    throw new Error(`Expected exactly one kind of ${what}.`);
  return kind;
}

/** The people of the account. */
export const personKind = only(
  'people',
  ({ keyedBy, parent }) => keyedBy === 'person' && parent === undefined,
);

/** The roles that grants refer to. */
export const roleKind = only('roles', ({ access }) => access?.is === 'role');

/** A person in the account. */
export const personRef = (email: string): Ref => ({ kind: personKind.name, key: [email] });

/** A role by its name. */
export const roleNamed = (name: string): Ref => ({ kind: roleKind.name, key: [name] });

/** The kinds directly below a kind, or at the top of the file. */
export const kindsIn = (parent: KindName | undefined): readonly Kind[] =>
  byParent.get(parent) ?? [];

/** A kind and its parents, innermost first. */
export const kindChain = (kind: Kind): readonly Kind[] =>
  kind.parent === undefined ? [kind] : [kind, ...kindChain(kindOf(kind.parent))];

/**
 * The kinds that entries of `removed`, `ignore` and `protected` can name; other items only have an address.
 * Kinds that Arize shows only in part come last.
 */
export const selectable: readonly Kind[] = kinds
  .filter(({ selector }) => selector !== undefined)
  .toSorted((a, b) => Number(a.writeOnly ?? false) - Number(b.writeOnly ?? false));

/** The kinds that only `removed` removes. */
export const removable: readonly Kind[] = selectable.filter(({ manage }) => manage === undefined);

/** An item and its parents, innermost first. */
export function chainOf(ref: Ref): readonly Ref[] {
  const self = { kind: ref.kind, key: ref.key };
  const parent = parentOf(ref);
  return parent === undefined ? [self] : [self, ...chainOf(parent)];
}

/** The parent of an item; undefined for items directly in the account. */
export function parentOf({ kind: name, key }: Ref): Ref | undefined {
  const { parent, keyedBy } = kindOf(name);
  return parent && { kind: parent, key: keyedBy === 'parent' ? key : key.slice(0, -1) };
}

/** The address of the parent of an item, or '' for the account. */
export function parentAddress(ref: Ref): string {
  const parent = parentOf(ref);
  return parent === undefined ? '' : refAddress(parent);
}

/** Equal for all items of a kind with the same parent. */
export const siblingKey = (ref: Ref): string => `${ref.kind} ${parentAddress(ref)}`;

/** Everything that an item needs to exist with these fields. */
export function requiredBy({ kind: name, key }: Ref, fields: Fields): readonly Ref[] {
  const kind = kindOf(name);
  return [...kind.needs(key, fields), ...(kind.after?.(key) ?? [])];
}

/** The address of a reference. */
export const refAddress = ({ kind, key }: Ref): string => addressOf(kindOf(kind), key);

/** An item in a message: `space "team-alpha"`. */
export const nameOf = ({ kind, key }: Ref): string => `${kindOf(kind).label} "${ownName(key)}"`;

/** Where an item is, to follow its name: ` in "Platform Team" / "team-alpha"`. Empty for items of the account. */
export function whereText(ref: Ref): string {
  const path = parentOf(ref)?.key ?? [];
  return path.length === 0 ? '' : ` in ${path.map((name) => `"${name}"`).join(' / ')}`;
}
