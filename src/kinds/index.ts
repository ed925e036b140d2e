import { addressOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import type { Fields, KindName, Ref } from '../model.ts';
import { kinds } from './kinds.ts';
import { ownName } from '../key.ts';

export { kinds };

const byName: ReadonlyMap<KindName, Kind> = new Map(kinds.map((kind) => [kind.name, kind]));

/** The kind of that name. */
export function kindOf(name: KindName): Kind {
  const kind = byName.get(name);
  if (kind === undefined) throw new Error(`Unknown kind "${name}".`);
  return kind;
}

/** Which kind it is of which there is one alone. */
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

/** The roles that grants name. */
export const roleKind = only('roles', ({ access }) => access?.is === 'role');

/** A person of the account. */
export const personRef = (email: string): Ref => ({ kind: personKind.name, key: [email] });

/** A role by its name. */
export const roleNamed = (name: string): Ref => ({ kind: roleKind.name, key: [name] });

/** What sits directly in things of a kind; at the top of the file, without one. */
export const kindsIn = (parent: KindName | undefined): readonly Kind[] =>
  kinds.filter((kind) => kind.parent === parent);

/** A kind and those that it sits in, itself first. */
export const kindChain = (kind: Kind): readonly Kind[] =>
  kind.parent === undefined ? [kind] : [kind, ...kindChain(kindOf(kind.parent))];

/**
 * What entries of `removed`, `ignore` and `protected` name by their kind; everything else has an address alone. What
 * Arize shows in part comes last.
 */
export const selectable: readonly Kind[] = kinds
  .filter(({ selector }) => selector !== undefined)
  .toSorted((a, b) => Number(a.writeOnly ?? false) - Number(b.writeOnly ?? false));

/** What only `removed` takes away. */
export const removable: readonly Kind[] = selectable.filter(({ manage }) => manage === undefined);

/** A thing and everything that it sits in, itself first. */
export function chainOf(ref: Ref): readonly Ref[] {
  const self = { kind: ref.kind, key: ref.key };
  const parent = parentOf(ref);
  return parent === undefined ? [self] : [self, ...chainOf(parent)];
}

/** What a thing sits in; undefined for what sits in the account itself. */
export function parentOf({ kind: name, key }: Ref): Ref | undefined {
  const { parent, keyedBy } = kindOf(name);
  return parent && { kind: parent, key: keyedBy === 'parent' ? key : key.slice(0, -1) };
}

/** The address of what a thing sits in; the account is ''. */
export function parentAddress(ref: Ref): string {
  const parent = parentOf(ref);
  return parent === undefined ? '' : refAddress(parent);
}

/** The same for all items of a kind that sit in the same item. */
export const siblingKey = (ref: Ref): string => `${ref.kind} ${parentAddress(ref)}`;

/** All that must be there before a thing can be as the fields say: what they name, and what comes before it anyway. */
export function requiredBy({ kind: name, key }: Ref, fields: Fields): readonly Ref[] {
  const kind = kindOf(name);
  return [...kind.needs(key, fields), ...(kind.after?.(key) ?? [])];
}

/** The address of the thing that a reference names. */
export const refAddress = ({ kind, key }: Ref): string => addressOf(kindOf(kind), key);

/** What people call a thing: `space "team-alpha"`. */
export const nameOf = ({ kind, key }: Ref): string => `${kindOf(kind).label} "${ownName(key)}"`;
