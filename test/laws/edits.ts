import fc from 'fast-check';
import type { Seed } from '../../src/sandbox/index.ts';
import { canonicalName } from '../../src/names.ts';
import {
  choose,
  grantFor,
  grantMaps,
  grantTo,
  idsOf,
  organizationsOf,
  peopleOf,
  projectsOf,
  rolesOf,
  spacesOf,
} from './desk.ts';
import type { Desk } from './desk.ts';
import { describe, isSame } from './file.ts';
import type { AccessFile, Manage } from './file.ts';
import { caller, deputy, names, newcomers, permissionPool } from './pools.ts';
import { repair } from './repair.ts';

/** What people do to a file between two runs. Each edit finds its place by numbers, so that any list of edits can shrink. */

export interface Edit {
  readonly what: keyof typeof edits;
  readonly where: number;
  readonly who: number;
  readonly value: number;
}

type Step = (desk: Desk, edit: Edit) => void;

const modes = ['additive', 'observe', 'full'] as const;

/** Renames an entry of a map in place, unless the name is taken. */
function rename<V extends { previously?: string[]; id?: string }>(
  map: Map<string, V>,
  old: string,
  value: number,
  desk: Desk,
): void {
  const fresh = choose(names, value) ?? 'team';
  const entries = [...map];
  if (entries.some(([name]) => canonicalName(name) === canonicalName(fresh))) return;
  map.clear();
  for (const [name, entry] of entries) {
    if (name !== old) map.set(name, entry);
    else {
      const id = desk.ids.get(entry);
      if (value % 4 === 0 && id !== undefined) entry.id = id;
      else entry.previously = [...new Set([...(entry.previously ?? []), canonicalName(old)])];
      map.set(fresh, entry);
    }
  }
}

const manageAt = (value: number): Manage => ({
  [choose(['members', 'bindings', 'roles', 'restrictions'], Math.floor(value / 3)) ?? 'members']:
    choose(modes, value) ?? 'full',
});

const edits = {
  setGrant(desk, { where, who, value }) {
    const place = choose(grantMaps(desk), where);
    const email = choose(peopleOf(desk), who);
    if (place && email !== undefined) grantTo(place.map, email, grantFor(place.kind, desk, value));
  },
  changeGrant(desk, { where, who, value }) {
    const place = choose(
      grantMaps(desk).filter(({ map }) => map.size > 0),
      where,
    );
    const email = place && choose([...place.map.keys()], who);
    if (place && email !== undefined) place.map.set(email, grantFor(place.kind, desk, value));
  },
  anyGrant(desk, { where, who }) {
    const place = choose(
      grantMaps(desk).filter(({ kind }) => kind !== 'binding'),
      where,
    );
    const email = place && choose([...place.map.keys()], who);
    if (place && email !== undefined) place.map.set(email, { any: true });
  },
  dropGrant(desk, { where, who }) {
    const place = choose(grantMaps(desk), where);
    const email = place && choose([...place.map.keys()], who);
    if (place && email !== undefined) place.map.delete(email);
  },
  emptyMap(desk, { where }) {
    choose(grantMaps(desk), where)?.map.clear();
  },
  /** A role alone moves between the two places where it may stand. */
  moveRole(desk, { where, who }) {
    const { space } = choose(spacesOf(desk), where) ?? {};
    const email = space?.bindings && choose([...space.bindings.keys()], who);
    const grant = email === undefined ? undefined : space?.bindings?.get(email);
    if (!space?.members || email === undefined || grant === undefined) return;
    const other = [...space.members.keys()].find((each) => isSame(each, email));
    if (other !== undefined) space.members.delete(other);
    space.members.set(email, grant);
    space.bindings?.delete(email);
  },
  dropKey(desk, { where, who, value }) {
    const { file } = desk;
    switch (value % 14) {
      case 0:
        delete file.users;
        break;
      case 1:
        delete file.roles;
        break;
      case 2:
        delete choose(organizationsOf(desk), where)?.[1].members;
        break;
      case 3:
        delete choose(spacesOf(desk), where)?.space.members;
        break;
      case 4:
        delete choose(spacesOf(desk), where)?.space.bindings;
        break;
      case 5:
        delete choose(projectsOf(desk), where)?.project.bindings;
        break;
      case 6:
        delete choose(projectsOf(desk), where)?.project.restricted;
        break;
      case 7:
        delete choose(spacesOf(desk), where)?.space.private;
        break;
      case 8:
        delete choose(spacesOf(desk), where)?.space.projects;
        break;
      case 9:
        delete choose(organizationsOf(desk), where)?.[1].spaces;
        break;
      case 10:
        file.organizations?.delete(choose(organizationsOf(desk), where)?.[0] ?? '');
        break;
      case 11: {
        const place = choose(spacesOf(desk), where);
        if (place) place.each.spaces?.delete(place.name);
        break;
      }
      case 12: {
        const email = choose([...(file.users?.keys() ?? [])], who);
        if (email !== undefined && email !== caller) file.users?.delete(email);
        break;
      }
      default:
        delete choose([...(file.users?.values() ?? [])], who)?.role;
    }
  },
  editRole({ file }, { where, value }) {
    const role = choose([...(file.roles?.values() ?? [])], where);
    if (!role) return;
    if (value % 4 === 0) role.description = `edited ${value}`;
    else role.permissions = permissionPool.filter((_, index) => ((value + 1) >> index) % 2 === 1);
    if (role.permissions.length === 0) role.permissions = ['PROJECT_READ'];
  },
  addRole({ file }, { where, value }) {
    const name = choose(names, where) ?? '';
    if (
      !file.roles ||
      [...file.roles.keys()].some((each) => canonicalName(each) === canonicalName(name))
    )
      return;
    file.roles.set(name, {
      permissions: permissionPool.slice(0, 1 + (value % 4)),
      ...(value % 2 === 0 && { create: true }),
    });
  },
  dropRole({ file }, { where }) {
    const name = choose([...(file.roles?.keys() ?? [])], where);
    if (name !== undefined) file.roles?.delete(name);
  },
  renameRole(desk, { where, value }) {
    const { roles } = desk.file;
    const old = choose([...(roles?.keys() ?? [])], where);
    if (!roles || old === undefined) return;
    const fresh = canonicalName(choose(names, value) ?? '');
    const before =
      roles.size > 0 && ![...roles.keys()].some((each) => canonicalName(each) === fresh);
    rename(roles, old, value, desk);
    if (!before) return;
    // Grants follow the new name: the file is one document.
    for (const { map } of grantMaps(desk)) {
      for (const [email, grant] of map) {
        if ('custom' in grant && grant.custom === old) map.set(email, { custom: fresh });
      }
    }
  },
  renamePlace(desk, { where, who, value }) {
    const { organizations } = desk.file;
    const owner = choose(organizationsOf(desk), where);
    const space = choose(spacesOf(desk), where);
    const project = choose(projectsOf(desk), where);
    if (who % 3 === 0 && organizations && owner) rename(organizations, owner[0], value, desk);
    if (who % 3 === 1 && space?.each.spaces) rename(space.each.spaces, space.name, value, desk);
    if (who % 3 === 2 && project?.space.projects)
      rename(project.space.projects, project.leaf, value, desk);
  },
  addPlace(desk, { where, who, value }) {
    const name = choose(names, value) ?? '';
    const isFree = (map: ReadonlyMap<string, unknown>): boolean =>
      ![...map.keys()].some((each) => canonicalName(each) === canonicalName(name));
    const { organizations } = desk.file;
    const owner = choose(organizationsOf(desk), where)?.[1];
    const space = choose(spacesOf(desk), where)?.space;
    const email = choose(peopleOf(desk), value) ?? caller;
    if (who % 3 === 0 && organizations && isFree(organizations)) {
      organizations.set(name, {
        create: true,
        members: new Map([[email, { word: 'member' }]]),
        spaces: new Map(),
      });
    } else if (who % 3 === 1 && owner) {
      owner.spaces ??= new Map();
      if (!isFree(owner.spaces)) return;
      owner.spaces.set(name, {
        create: true,
        private: value % 2 === 0,
        members: new Map([[email, { word: 'admin' }]]),
        bindings: new Map(),
      });
    } else if (who % 3 === 2 && space) {
      space.projects ??= new Map();
      if (!isFree(space.projects)) return;
      space.projects.set(name, {
        create: true,
        restricted: value % 2 === 0,
        bindings: new Map([[email, { custom: 'Project Viewer' }]]),
      });
    }
  },
  flip(desk, { where, value }) {
    const space = choose(spacesOf(desk), where)?.space;
    const project = choose(projectsOf(desk), where)?.project;
    if (value % 3 === 0 && space) space.private = space.private !== true;
    if (value % 3 === 1 && space) space.description = `said ${value}`;
    if (value % 3 === 2 && project?.restricted !== undefined)
      project.restricted = !project.restricted;
  },
  bury(desk, { where, who, value }) {
    const { file } = desk;
    if (value % 4 === 0) {
      const email = choose(
        peopleOf(desk).filter((each) => each !== caller && each !== deputy),
        who,
      );
      if (email === undefined) return;
      file.removed.push({ user: email, reason: 'left' });
      for (const map of [
        ...grantMaps(desk).map((each) => each.map),
        ...(file.users ? [file.users] : []),
      ]) {
        for (const key of map.keys()) if (isSame(key, email)) map.delete(key);
      }
      for (const [team, list] of file.teams)
        file.teams.set(
          team,
          list.filter((each) => !isSame(each, email)),
        );
      return;
    }
    const owner = choose(organizationsOf(desk), where);
    const place = choose(spacesOf(desk), where);
    const leaf = choose(projectsOf(desk), where);
    if (value % 4 === 1 && owner) {
      file.organizations?.delete(owner[0]);
      file.removed.push({ organization: owner[0] });
    } else if (value % 4 === 2 && place) {
      place.each.spaces?.delete(place.name);
      file.removed.push({ space: place.name, organization: place.owner });
    } else if (value % 4 === 3 && leaf) {
      leaf.space.projects?.delete(leaf.leaf);
      file.removed.push({ project: leaf.leaf, space: leaf.name, organization: leaf.owner });
    }
  },
  manage(desk, { where, who, value }) {
    const targets = [
      desk.file,
      ...organizationsOf(desk).map(([, each]) => each),
      ...spacesOf(desk).map(({ space }) => space),
      ...projectsOf(desk).map(({ project }) => project),
    ];
    const target = choose(targets, where + who);
    if (!target) return;
    target.manage = { ...target.manage, ...manageAt(value) };
    // Only what is missing or differs shows what a mode does.
    for (const { map } of grantMaps(desk)) {
      const email = choose([...map.keys()], who);
      if (email !== undefined && (where + value) % 2 === 0) map.delete(email);
    }
  },
  team(desk, { where, who, value }) {
    const { file } = desk;
    const people = peopleOf(desk);
    const name = choose(['crew', 'a/b team', '2024', 'null', '- t'], value) ?? 'crew';
    if (!file.teams.has(name)) {
      file.teams.set(
        name,
        people.filter((_, index) => ((who + 1) >> index) % 2 === 1),
      );
    }
    const place = choose(grantMaps(desk), where);
    place?.map.set(name, grantFor(place.kind, desk, value));
  },
  spare(desk, { where, who, value }) {
    const email = choose(peopleOf(desk), who);
    const owner = choose(organizationsOf(desk), where);
    const role = choose(rolesOf(desk).slice(2), who);
    const place = choose(spacesOf(desk), where);
    const { ignore, protected: kept, roles } = desk.file;
    if (value % 5 === 0 && email !== undefined) {
      for (const { map } of grantMaps(desk))
        for (const key of map.keys()) if (isSame(key, email)) map.delete(key);
      desk.file.users?.delete(email);
      ignore.push({ user: email });
    }
    if (value % 5 === 1 && role !== undefined) {
      roles?.delete(role);
      ignore.push({ role });
    }
    if (value % 5 === 2 && owner) kept.push({ organization: owner[0] });
    if (value % 5 === 3 && place) kept.push({ space: place.name, organization: place.owner });
    if (value % 5 === 4 && place) {
      place.each.spaces?.delete(place.name);
      ignore.push({ space: place.name, organization: place.owner });
    }
  },
  editUser({ file }, { who, value }) {
    const [email, user] = choose([...(file.users ?? [])], who) ?? [];
    if (user === undefined || email === undefined) return;
    if (value % 3 === 0) user.name = `Renamed ${value}`;
    else if (value % 3 === 1) user.developer = value % 2 === 0;
    else if (email !== caller && email !== deputy) user.role = 'member';
  },
  addUser({ file }, { who, value }) {
    const email = choose(newcomers, who) ?? '';
    if (!file.users || [...file.users.keys()].some((each) => isSame(each, email))) return;
    file.users.set(email, {
      name: `New ${value}`,
      role: choose(['member', 'member', 'annotator', 'admin'], value) ?? 'member',
      invite: value % 2 === 0 ? 'none' : 'email_link',
      ...(value % 3 === 0 && { developer: true }),
    });
  },
  pin(desk, { where, who }) {
    const things = [
      ...organizationsOf(desk).map(([, each]) => each),
      ...spacesOf(desk).map(({ space }) => space),
      ...projectsOf(desk).map(({ project }) => project),
      ...(desk.file.roles?.values() ?? []),
    ];
    const thing = choose(things, where + who);
    const id = desk.ids.get(thing);
    if (thing && id !== undefined) thing.id = id;
  },
} as const satisfies Record<string, Step>;

type What = keyof typeof edits;

const often: readonly What[] = [
  'setGrant',
  'setGrant',
  'changeGrant',
  'changeGrant',
  'changeGrant',
  'dropGrant',
  'dropGrant',
  'team',
  'moveRole',
  'dropKey',
  'manage',
];

const whats = Object.keys(edits).filter((each): each is What => Object.hasOwn(edits, each));

export const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom(...whats, ...often),
  where: fc.nat({ max: 40 }),
  who: fc.nat({ max: 40 }),
  value: fc.nat({ max: 60 }),
});

/** The file of an account after some edits, put right where a hasty hand would be told to. */
export function edited(seed: Seed, list: readonly Edit[]): AccessFile {
  const file = describe(seed);
  const desk: Desk = { file, seed, ids: idsOf(file, seed) };
  for (const each of list) edits[each.what](desk, each);
  repair(desk);
  return file;
}
