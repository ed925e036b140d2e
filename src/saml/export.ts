import { decodeId } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { byText, canonicalName } from '../names.ts';

/** An item that a role mapping of a SAML identity provider can refer to. */
export interface SamlRow {
  readonly kind: 'role' | 'organization' | 'space' | 'project';
  readonly name: string;
  /** The organization of a space or project. */
  readonly organization?: string;
  /** The space of a project. */
  readonly space?: string;
  /** The global id, as the API and Arize's settings pages use it. */
  readonly id: string;
  /** The number in the id, as the configuration of self-hosted Arize uses it; absent when the id has none. */
  readonly number?: number;
  /** Whether the role is predefined by Arize. */
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
  // A space does not name its organization (REST v2 types), so spaces are listed by organization.
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
