import { ownName } from '../key.ts';
import { kindOf, kinds, personKind } from '../kinds/index.ts';
import type { Position } from '../document/problem.ts';
import type { Fields, Key, Ref, RoleRef } from '../model.ts';
import type { Thing } from './state.ts';

/**
 * Who gets in without being listed as a person: the service identity of a key before Arize has created it, and the people of
 * a SAML group, whom no file names. Each stands in a state under a name of its own.
 */

/** The name of the service identity behind a key of the file. */
export const identityOf = (key: Key): string => `service key ${ownName(key)}`;

/** The grants of the service identities behind keys. */
export const keyGrants = (
  items: readonly {
    readonly kind: Ref['kind'];
    readonly key: Key;
    readonly address: string;
    readonly fields: Fields;
  }[],
): readonly Thing[] =>
  items.flatMap(({ kind, key, address, fields }) =>
    (kindOf(kind).credential?.grants(key, fields) ?? []).map(({ place, role }): Thing => ({
      ...grantIn(place, identityOf(key), role, address),
      service: true,
    })),
  );

/** People who get access at login through an attribute. */
export interface LoginGroup {
  /** The name under which it stands for its people. */
  readonly name: string;
  readonly grants: readonly Thing[];
  /** The e-mail domains of its people; absent if they are not known. */
  readonly domains?: readonly string[];
  /** Where the file lists it. */
  readonly source?: Position;
}

/** Where people get which role; a missing role is not known. */
interface LoginGrant extends Ref {
  readonly role: RoleRef | undefined;
}

/** A group of people by what they get at login. */
export const loginGroup = (
  name: string,
  isAdmin: boolean,
  grants: readonly LoginGrant[],
): LoginGroup => ({
  name,
  grants: [
    ...(isAdmin ? [grantIn(undefined, name, 'admin', '')] : []),
    ...grants.map(({ role, ...place }) => grantIn(place, name, role, '')),
  ],
});

const grantIn = (
  place: Ref | undefined,
  person: string,
  role: RoleRef | undefined,
  address: string,
): Thing => ({
  kind: grantKindIn(place),
  key: [...(place?.key ?? []), person],
  address,
  fields: role === undefined ? {} : { role },
});

const grantKindIn = (place: Ref | undefined): Ref['kind'] =>
  (
    kinds.find(({ access, parent }) => access?.is === 'grant' && parent === place?.kind) ??
    personKind
  ).name;
