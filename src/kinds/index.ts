import { addressOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import type { Key, KindName, Ref } from '../model.ts';
import { organization } from './organization.ts';
import { organizationMember } from './organizationMember.ts';
import { project } from './project.ts';
import { projectBinding } from './projectBinding.ts';
import { projectRestriction } from './projectRestriction.ts';
import { role } from './role.ts';
import { serviceKey } from './serviceKey.ts';
import { space } from './space.ts';
import { spaceBinding } from './spaceBinding.ts';
import { spaceMember } from './spaceMember.ts';
import { user } from './user.ts';

/**
 * Every kind, in the order of work: read and created down the list, deleted up the list; those of one kind side by
 * side. A kind names only kinds above it, so parents come first, roles before their grants, organization members
 * before space members, and grants on a project before its restriction.
 */
export const kinds: readonly Kind[] = [
  role,
  user,
  organization,
  organizationMember,
  space,
  spaceMember,
  spaceBinding,
  serviceKey,
  project,
  projectBinding,
  projectRestriction,
];

const byName: ReadonlyMap<KindName, Kind> = new Map(kinds.map((kind) => [kind.name, kind]));

/** The kind of that name. */
export function kindOf(name: KindName): Kind {
  const kind = byName.get(name);
  if (kind === undefined) throw new Error(`There is no kind "${name}".`);
  return kind;
}

/** A thing and everything that it sits in, itself first. */
export function chainOf({ kind: name, key }: Ref): readonly Ref[] {
  const kind = kindOf(name);
  const self = { kind: name, key };
  if (kind.parent === undefined) return [self];
  return [self, ...chainOf({ kind: kind.parent, key: parentKey(kind, key) })];
}

/** The key of what a thing sits in. */
const parentKey = ({ keyedBy }: Kind, key: Key): Key =>
  keyedBy === 'parent' ? key : key.slice(0, -1);

/** The address of the thing that a reference names. */
export const refAddress = ({ kind, key }: Ref): string => addressOf(kindOf(kind), key);

/** What people call a thing: `space "team-alpha"`. */
export const nameOf = ({ kind, key }: Ref): string => `${kindOf(kind).label} "${key.at(-1) ?? ''}"`;
