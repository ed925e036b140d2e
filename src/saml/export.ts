import { decodeId } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { byText, canonicalName } from '../names.ts';

/** Something that a role mapping of a SAML identity provider can name. */
export interface SamlRow {
  readonly kind: 'role' | 'organization' | 'space' | 'project';
  readonly name: string;
  /** The organization that a space or project sits in. */
  readonly organization?: string;
  /** The space that a project sits in. */
  readonly space?: string;
  /** The global id, as mappings made by API or in Arize's pages want it. */
  readonly id: string;
  /** The number inside it, as configuration files of self-hosted Arize want it; absent when the id shows none. */
  readonly number?: number;
  /** Whether Arize made the role. */
  readonly predefined?: boolean;
}

const order: readonly SamlRow['kind'][] = ['role', 'organization', 'space', 'project'];

/**
 * Reads every role, organization, space and project of the account with its ids, sorted by kind, path and id.
 * @throws ApiError when any of them could not be read to its end
 */
export async function samlExport(client: ReadClient): Promise<readonly SamlRow[]> {
  const [roles, organizations, projects] = await Promise.all([
    client.list('/v2/roles', 'roles', {}),
    client.list('/v2/organizations', 'organizations', {}),
    client.list('/v2/projects', 'projects', {}),
  ]);
  // A space does not say which organization it is in (REST v2 types), so each is asked for its own.
  const spaces = await Promise.all(
    organizations.map(async ({ id, name }) => {
      const query = { org_id: id };
      const found = await client.list('/v2/spaces', 'spaces', { query });
      return found.map((space) => ({ ...space, organization: canonicalName(name) }));
    }),
  );
  const places = new Map(spaces.flat().map((space) => [space.id, space]));
  const rows = [
    ...roles.map((role) => rowOf('role', role, { predefined: role.is_predefined })),
    ...organizations.map((organization) => rowOf('organization', organization)),
    ...spaces.flat().map((space) => rowOf('space', space, { organization: space.organization })),
    ...projects.map((project) => {
      const space = places.get(project.space_id);
      const path = space && { organization: space.organization, space: canonicalName(space.name) };
      return rowOf('project', project, path);
    }),
  ];
  return rows.toSorted(
    (a, b) =>
      order.indexOf(a.kind) - order.indexOf(b.kind) ||
      byText(a.organization ?? '', b.organization ?? '') ||
      byText(a.space ?? '', b.space ?? '') ||
      byText(a.name, b.name) ||
      byText(a.id, b.id),
  );
}

function rowOf(
  kind: SamlRow['kind'],
  { id, name }: { readonly id: string; readonly name: string },
  { organization, space, predefined }: Pick<SamlRow, 'organization' | 'space' | 'predefined'> = {},
): SamlRow {
  const number = decodeId(id)?.number;
  return {
    kind,
    ...(organization !== undefined && { organization }),
    ...(space !== undefined && { space }),
    name: canonicalName(name),
    id,
    ...(number !== undefined && { number }),
    ...(predefined !== undefined && { predefined }),
  };
}
