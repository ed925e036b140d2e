import type { Key, RoleMapping, RoleRef } from '../model.ts';
import { roleOfWord } from '../rules/logins.ts';
import { pathOf } from './directory.ts';
import type { Directory } from './directory.ts';
import type { SamlRow } from './export.ts';

/** What a role mapping gives in one resource. */
export interface MappedGrant {
  readonly kind: Exclude<SamlRow['kind'], 'role'>;
  /** The id, as the mapping names the resource. */
  readonly id: string;
  /** Its names, from the outside in; absent if it does not exist. */
  readonly key?: Key;
  /** Absent if the role does not exist. */
  readonly role?: RoleRef;
}

/** What the people of a mapping get, beside admin rights of the account. */
export function grantsOf(mapping: RoleMapping, directory: Directory): readonly MappedGrant[] {
  const { organization, spaceWords, spaceRoles, projectRoles } = mapping;
  const grant = (kind: MappedGrant['kind'], id: string, role: RoleRef | undefined): MappedGrant => {
    const row = directory.at(kind, id);
    return {
      kind,
      id,
      ...(row && { key: pathOf(row) }),
      ...(role !== undefined && { role }),
    };
  };
  const named = (id: string): RoleRef | undefined => {
    const role = directory.at('role', id);
    return role && { custom: role.name };
  };
  return [
    ...(organization
      ? [grant('organization', organization.id, roleOfWord(organization.role))]
      : []),
    ...spaceWords.map(([id, word]) => grant('space', id, roleOfWord(word))),
    ...spaceRoles.map(([id, role]) => grant('space', id, named(role))),
    ...projectRoles.map(([id, role]) => grant('project', id, named(role))),
  ];
}
