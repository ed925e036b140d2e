import { collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type { Desired, KindName, LiveItem, Ref } from '../model.ts';

/** What has to be read: what the file touches, and what judging it needs. */
export interface Scope {
  /** Whether the things of a kind below a parent (in the account, without one) are needed. */
  wants(kind: Kind, parent: LiveItem | undefined): boolean;
  /** Every role binding of the account is needed, also outside the file's scopes: a role may change or go. */
  readonly allBindings: boolean;
  readonly identityProviders: boolean;
}

/** A part of an account: an organization, or a space of it. */
export interface Focus {
  readonly organization?: string;
  readonly space?: string;
}

/** For an import: all that the format can say, or all of a part. */
export function everything({ organization, space }: Focus = {}): Scope {
  return {
    wants(kind, parent) {
      if (parent === undefined) return true;
      const [owner, name] = parent.key;
      if (organization !== undefined && owner !== organization) return false;
      if (space === undefined || kind.name === 'space') return true;
      return parent.kind !== 'organization' && name === space;
    },
    allBindings: false,
    identityProviders: false,
  };
}

/** All things of a kind in one place. */
const placeOf = (kind: KindName, parent: Ref | undefined): string =>
  `${kind} ${parent === undefined ? '' : refAddress(parent)}`;

/** Each thing of a chain with what it sits in. */
const pairs = (chain: readonly Ref[]): readonly (readonly [Ref, Ref | undefined])[] =>
  chain.map((self, index) => [self, chain[index + 1]]);

/**
 * The scope of a file.
 * @param deep addresses of things that may go: everything below them is needed, to say what they would take along.
 *   It may grow while the account is read.
 */
export function scopeOf(desired: Desired, deep: ReadonlySet<string>): Scope {
  const named: readonly Ref[] = [
    ...desired.items,
    ...desired.removed,
    ...desired.protected,
    ...desired.items.flatMap(({ kind, key }) => kindOf(kind).after?.(key) ?? []),
  ];
  const mentioned = new Set<KindName>(named.map(({ kind }) => kind));
  // Whatever the file names asks for its kind in the place where it sits, and so on upwards.
  const places = new Set<string>();
  for (const ref of named) {
    for (const [self, parent] of pairs(chainOf(ref))) places.add(placeOf(self.kind, parent));
  }
  for (const { kind } of desired.collections.values()) mentioned.add(kind);
  // Whoever is protected may be shut out of what the file closes: by what they hold there and above.
  const guarded = desired.protected.some(({ kind }) => kindOf(kind).keyedBy === 'person');
  const touched = new Set(guarded ? named.flatMap(chainOf).map(refAddress) : []);
  const tree = (['organization', 'space', 'project'] as const).some((name) => mentioned.has(name));
  const roles = mentioned.has('role');

  return {
    wants(kind, parent) {
      // People tell who is who; roles tell what is bound.
      if (parent === undefined) {
        return kind.name === 'user' || tree || (kind.name === 'role' && roles);
      }
      if (chainOf(parent).some((above) => deep.has(refAddress(above)))) return true;
      if (kind.keyedBy === 'person' && touched.has(parent.address)) return true;
      const key = kind.keyedBy === 'parent' ? parent.key : [...parent.key, ''];
      return (
        places.has(placeOf(kind.name, parent)) || desired.collections.has(collectionOf(kind, key))
      );
    },
    allBindings: roles,
    identityProviders: roles || tree,
  };
}
