import type { Key } from '../model.ts';
import { builtInRoleIn } from '../api/index.ts';
import type { MappedRole, RoleMapping } from '../read/identityProviders.ts';
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
  /** The name of the role; absent if it does not exist. */
  readonly role?: string;
}

/** What the people of a mapping get, beside admin rights of the account. */
export function grantsOf(mapping: RoleMapping, directory: Directory): readonly MappedGrant[] {
  const { organization, spaceWords, spaceRoles, projectRoles } = mapping;
  const grant = (kind: MappedGrant['kind'], id: string, role: string | undefined): MappedGrant => {
    const row = directory.at(kind, id);
    return {
      kind,
      id,
      ...(row && { key: pathOf(row) }),
      ...(role !== undefined && { role }),
    };
  };
  const named = ([place, id]: MappedRole) => [place, directory.at('role', id)?.name] as const;
  return [
    ...(organization ? [grant('organization', organization.id, wordOf(organization.role))] : []),
    ...spaceWords.map(([id, word]) => grant('space', id, wordOf(word))),
    ...spaceRoles.map(named).map(([id, role]) => grant('space', id, role)),
    ...projectRoles.map(named).map(([id, role]) => grant('project', id, role)),
  ];
}

const wordOf = (role: string | undefined): string | undefined =>
  role === undefined ? undefined : (builtInRoleIn(role) ?? role);
