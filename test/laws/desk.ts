import type { Seed } from '../../src/sandbox/index.ts';
import { globalId } from '../../src/sandbox/index.ts';
import { isSame } from './file.ts';
import type {
  AccessFile,
  FileOrganization,
  FileProject,
  FileSpace,
  Grant,
  Grants,
} from './file.ts';

/** An account and the file about it, side by side, for those who change the file. */

const words = ['admin', 'member', 'read-only'] as const;

export const choose = <T>(list: readonly T[], index: number): T | undefined =>
  list.length === 0 ? undefined : list[index % list.length];

export interface Desk {
  readonly file: AccessFile;
  readonly seed: Seed;
  readonly ids: ReadonlyMap<unknown, string>;
}

export const organizationsOf = ({ file }: Desk) => [
  ...(file.organizations ?? new Map<string, FileOrganization>()),
];
export const spacesOf = (desk: Desk) =>
  organizationsOf(desk).flatMap(([owner, each]) =>
    [...(each.spaces ?? new Map<string, FileSpace>())].map(([name, space]) => ({
      owner,
      each,
      name,
      space,
    })),
  );
export const projectsOf = (desk: Desk) =>
  spacesOf(desk).flatMap((place) =>
    [...(place.space.projects ?? new Map<string, FileProject>())].map(([leaf, project]) => ({
      ...place,
      leaf,
      project,
    })),
  );

/** Every map of grants in the file, with what may stand in it. */
export function grantMaps(
  desk: Desk,
): readonly { map: Grants; kind: 'organization' | 'space' | 'binding' }[] {
  return [
    ...organizationsOf(desk).flatMap(([, { members }]) =>
      members ? [{ map: members, kind: 'organization' as const }] : [],
    ),
    ...spacesOf(desk).flatMap(({ space: { members, bindings } }) => [
      ...(members ? [{ map: members, kind: 'space' as const }] : []),
      ...(bindings ? [{ map: bindings, kind: 'binding' as const }] : []),
    ]),
    ...projectsOf(desk).flatMap(({ project: { bindings } }) =>
      bindings ? [{ map: bindings, kind: 'binding' as const }] : [],
    ),
  ];
}

export const peopleOf = ({ file, seed }: Desk): readonly string[] => {
  const known = Object.keys(seed.users).filter(
    (email) => seed.users[email]?.bot !== true && seed.users[email]?.status !== 'inactive',
  );
  const listed = file.users ? [...file.users.keys()] : [];
  return [...known, ...listed.filter((each) => !known.some((other) => isSame(each, other)))];
};

export const rolesOf = ({ file, seed }: Desk): readonly string[] => [
  'Project Viewer',
  'Project Editor',
  ...(file.roles ? file.roles.keys() : Object.keys(seed.roles ?? {})),
];

/** Sets an entry under the way of writing the address that the map has already. */
export function grantTo(map: Grants, email: string, grant: Grant): void {
  const known = [...map.keys()].find((each) => isSame(each, email));
  map.set(known ?? email, grant);
}

export const grantFor = (
  kind: 'organization' | 'space' | 'binding',
  desk: Desk,
  value: number,
): Grant => {
  const custom = { custom: choose(rolesOf(desk), value) ?? 'Project Viewer' };
  const word = { word: choose(words, value) ?? 'member' };
  if (kind === 'binding') return custom;
  return kind === 'space' && value % 3 === 0 ? custom : word;
};

/** The ids that the sandbox gives, which follow from the order of the seed; predefined roles come first. */
export function idsOf(file: AccessFile, seed: Seed): ReadonlyMap<unknown, string> {
  const ids = new Map<unknown, string>();
  let organization = 0;
  let space = 0;
  let project = 0;
  let role = 4;
  for (const name of Object.keys(seed.roles ?? {}))
    ids.set(file.roles?.get(name), globalId('Role', ++role));
  for (const [name, each] of Object.entries(seed.organizations ?? {})) {
    const owner = file.organizations?.get(name);
    ids.set(owner, globalId('AccountOrganization', ++organization));
    for (const [key, place] of Object.entries(each.spaces ?? {})) {
      const inner = owner?.spaces?.get(key);
      ids.set(inner, globalId('Space', ++space));
      for (const leaf of Object.keys(place.projects ?? {})) {
        ids.set(inner?.projects?.get(leaf), globalId('Model', ++project));
      }
    }
  }
  return ids;
}
