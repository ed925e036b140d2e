import { createHash } from 'node:crypto';
import { predefinedRoles } from '../../src/sandbox/index.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { providerRow } from './providers.ts';
import type { ProviderRow } from './providers.ts';

/** What a seed describes, as numbered rows: plain data without an API in front of it. */

type SeedUser = Seed['users'][string];
type SeedOrganization = NonNullable<Seed['organizations']>[string];
type SeedSpace = NonNullable<SeedOrganization['spaces']>[string];
type SeedProject = NonNullable<SeedSpace['projects']>[string];
type SeedKey = NonNullable<Seed['api_keys']>[number];
type BuiltInWord = NonNullable<SeedOrganization['members']>[string];

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly seed: SeedUser;
}

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly isPredefined: boolean;
}

export interface BindingRow {
  readonly id: string;
  readonly role: RoleRow;
  readonly person: PersonRow;
  /** The id of the space or project that it is in. */
  readonly resource: string;
}

export interface MemberRow {
  readonly person: PersonRow;
  readonly role: BuiltInWord;
}

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly seed: SeedProject;
  readonly bindings: readonly BindingRow[];
}

export interface SpaceRow {
  readonly id: string;
  readonly name: string;
  readonly seed: SeedSpace;
  readonly members: readonly MemberRow[];
  readonly bindings: readonly BindingRow[];
  readonly projects: readonly ProjectRow[];
}

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly members: readonly MemberRow[];
  readonly spaces: readonly SpaceRow[];
}

/** A service key, which acts as the bot that it belongs to. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly person: PersonRow;
  readonly expires: string | undefined;
}

export interface Rows {
  readonly account: { readonly id: string; readonly name: string };
  readonly people: readonly PersonRow[];
  /** Whose key is used: the first of the seed. */
  readonly caller: PersonRow;
  readonly roles: readonly RoleRow[];
  readonly organizations: readonly OrganizationRow[];
  readonly serviceKeys: readonly KeyRow[];
  readonly providers: readonly ProviderRow[];
}

/** Arize's global ids: base64 of `Type:<number>:<salt>`. */
function globalId(type: string, number: number): string {
  const salt = createHash('sha256').update(`${type}:${number}`).digest('base64').slice(0, 4);
  return Buffer.from(`${type}:${number}:${salt}`).toString('base64');
}

/** Gives each type its numbers in turn, from the first that the mappings of a seed do not write out. */
function numbering(seed: Seed): (type: string) => string {
  const last = new Map<string, number>();
  const written = (seed.saml ?? []).flatMap(({ fallback, mappings = [] }) => [
    fallback?.organization ?? '',
    ...mappings.flatMap(({ organization, spaces = [], projects = [] }) => [
      organization?.name ?? '',
      ...spaces.flatMap(({ space, role = '', custom_role: custom = '' }) => [space, role, custom]),
      ...projects.flatMap(({ project, role }) => [project, role]),
    ]),
  ]);
  for (const text of written) {
    const [, type = '', digits] =
      /^(AccountOrganization|Space|Model|Role):(\d+):/.exec(
        Buffer.from(text, 'base64').toString(),
      ) ?? [];
    if (digits !== undefined) last.set(type, Math.max(last.get(type) ?? 0, Number(digits)));
  }
  return (type) => {
    const number = (last.get(type) ?? 0) + 1;
    last.set(type, number);
    return globalId(type, number);
  };
}

/** A checked seed as rows, with the ids that the sandbox gives. */
export function rowsOf(seed: Seed): Rows {
  const next = numbering(seed);
  const roles: readonly RoleRow[] = [
    ...Object.entries(predefinedRoles(seed.behaviour)).map(([name, role]) => ({
      id: next('Role'),
      name,
      ...role,
      isPredefined: true,
    })),
    ...Object.entries(seed.roles ?? {}).map(([name, { description = '', permissions }]) => ({
      id: next('Role'),
      name,
      description,
      permissions,
      isPredefined: false,
    })),
  ];
  const people = Object.entries(seed.users).map(([email, user]): PersonRow => ({
    id: next('User'),
    email,
    seed: user,
  }));
  const roleCalled = new Map(roles.map((role) => [role.name, role]));
  const personAt = new Map(people.map((person) => [person.email.toLowerCase(), person]));
  const person = (email: string): PersonRow => known(personAt.get(email.toLowerCase()), email);
  const membersIn = (members: Readonly<Record<string, BuiltInWord>> = {}): readonly MemberRow[] =>
    Object.entries(members).map(([email, role]) => ({ person: person(email), role }));
  const bindingsIn = (
    resource: string,
    bindings: Readonly<Record<string, string>> = {},
  ): readonly BindingRow[] =>
    Object.entries(bindings).map(([email, role]) => ({
      id: next('RoleBinding'),
      role: known(roleCalled.get(role), role),
      person: person(email),
      resource,
    }));
  const projectIn = ([name, project]: [string, SeedProject]): ProjectRow => {
    const id = next('Model');
    return { id, name, seed: project, bindings: bindingsIn(id, project.bindings) };
  };
  const spaceIn = ([name, space]: [string, SeedSpace]): SpaceRow => {
    const id = next('Space');
    return {
      id,
      name,
      seed: space,
      members: membersIn(space.members),
      bindings: bindingsIn(id, space.bindings),
      projects: Object.entries(space.projects ?? {}).map(projectIn),
    };
  };
  const organizations = Object.entries(seed.organizations ?? {}).map(
    ([name, { description = '', members, spaces = {} }]): OrganizationRow => ({
      id: next('AccountOrganization'),
      name,
      description,
      members: membersIn(members),
      spaces: Object.entries(spaces).map(spaceIn),
    }),
  );
  const firstAdmin = people.find(
    ({ seed: { role, status = 'active', bot } }) =>
      role === 'admin' && status === 'active' && bot !== true,
  );
  const written = seed.keys === undefined ? [firstAdmin?.email ?? ''] : Object.values(seed.keys);
  const keys: readonly (KeyRow & { readonly isRevoked: boolean })[] = [
    ...written.map((email) => ({ user: email, name: `Seeded key of ${person(email).seed.name}` })),
    ...(seed.api_keys ?? []),
  ].map(({ user, name, expires_at: expires, revoked: isRevoked = false }: SeedKey) => ({
    id: next('ApiKey'),
    name,
    person: person(user),
    expires,
    isRevoked,
  }));
  return {
    account: {
      id: globalId('Account', seed.account?.id ?? 1),
      name: seed.account?.name ?? 'Sandbox',
    },
    people,
    caller: person(written[0] ?? ''),
    roles,
    organizations,
    serviceKeys: keys.filter((key) => key.person.seed.bot === true && !key.isRevoked),
    providers: (seed.saml ?? []).map((provider) =>
      providerRow(next('SAMLIdP'), provider, { organizations, roles }),
    ),
  };
}

function known<T>(row: T | undefined, name: string): T {
  if (row === undefined) throw new Error(`The seed names "${name}", and has none.`);
  return row;
}
