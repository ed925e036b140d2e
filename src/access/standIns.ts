import { ownName } from '../key.ts';
import { kindOf, kinds, personKind } from '../kinds/index.ts';
import type { Fields, Key, Ref, RoleRef, SamlProvider } from '../model.ts';
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

/** The name under which a SAML group stands for its people. */
export const groupName = (name: string): string => `SAML group ${name}`;

/** The grants of SAML groups at login. */
export const groupGrants = (providers: readonly SamlProvider[]): readonly Thing[] =>
  providers.flatMap(({ groups }) =>
    groups.flatMap(({ name, accountAdmin, grants }) => [
      ...(accountAdmin ? [grantIn(undefined, groupName(name), 'admin', '')] : []),
      ...grants.map(({ kind, key, role }) => grantIn({ kind, key }, groupName(name), role, '')),
    ]),
  );

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
