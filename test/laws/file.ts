import { Document, Scalar, visit } from 'yaml';
import type { Seed } from '../../src/sandbox/index.ts';
import { canonicalEmail, canonicalName } from '../../src/names.ts';

/** An access.yaml in the making: maps, because a name may be called `__proto__`. */

export type Grant =
  | { readonly word: 'admin' | 'member' | 'read-only' | 'annotator' }
  | { readonly custom: string }
  | { readonly any: true };

export type Grants = Map<string, Grant>;
export type Manage = Record<string, 'full' | 'additive' | 'observe'>;
export type Selector = Record<string, string>;

interface Named {
  id?: string;
  previously?: string[];
  create?: boolean;
  description?: string;
}

export interface FileUser {
  name?: string;
  role?: 'admin' | 'member' | 'annotator';
  developer?: boolean;
  invite?: 'none' | 'email_link';
}

export interface FileRole extends Named {
  permissions: string[];
}

export interface FileProject extends Named {
  manage?: Manage;
  restricted?: boolean;
  bindings?: Grants;
}

export interface FileSpace extends Named {
  manage?: Manage;
  private?: boolean;
  members?: Grants;
  bindings?: Grants;
  projects?: Map<string, FileProject>;
  service_keys?: Map<string, FileKey>;
}

export interface FileKey {
  role: 'admin' | 'member' | 'read-only';
  expires: string;
  deliver: { file: string };
}

export interface FileOrganization extends Named {
  manage?: Manage;
  members?: Grants;
  spaces?: Map<string, FileSpace>;
}

export interface AccessFile {
  manage?: Manage;
  users?: Map<string, FileUser>;
  teams: Map<string, string[]>;
  roles?: Map<string, FileRole>;
  organizations?: Map<string, FileOrganization>;
  removed: Selector[];
  ignore: Selector[];
  protected: Selector[];
  saml?: Record<string, { groups: object }>;
}

type SeedSpace = NonNullable<NonNullable<Seed['organizations']>[string]['spaces']>[string];

/** The file that says what an account is already. Names are kept as the account writes them, also untidy ones. */
export function describe(seed: Seed): AccessFile {
  const people = new Map<string, FileUser>();
  for (const [email, user] of Object.entries(seed.users)) {
    if (user.bot || user.status === 'inactive') continue;
    people.set(email, {
      name: user.name,
      role: user.role,
      invite: 'none',
      ...(user.developer !== undefined && { developer: user.developer }),
    });
  }
  return {
    users: people,
    teams: new Map(),
    roles: new Map(
      Object.entries(seed.roles ?? {}).map(([name, { description, permissions }]) => [
        name,
        { permissions: [...permissions], ...(description !== undefined && { description }) },
      ]),
    ),
    organizations: new Map(
      Object.entries(seed.organizations ?? {}).map(([name, each]) => [
        name,
        {
          ...(each.description !== undefined && { description: each.description }),
          members: ofPeople(each.members, seed, (word) => ({ word })),
          spaces: new Map(
            Object.entries(each.spaces ?? {}).map(([key, space]) => [key, ofSpace(space, seed)]),
          ),
        },
      ]),
    ),
    removed: [],
    ignore: [],
    protected: [],
  };
}

function ofPeople<G>(
  given: Readonly<Record<string, G>> | undefined,
  seed: Seed,
  write: (grant: G) => Grant,
): Grants {
  const entries = Object.entries(given ?? {}).filter(([email]) => seed.users[email]?.bot !== true);
  return new Map(entries.map(([email, grant]) => [email, write(grant)]));
}

const ofSpace = (space: SeedSpace, seed: Seed): FileSpace => ({
  private: space.private ?? false,
  ...(space.description !== undefined && { description: space.description }),
  members: ofPeople(space.members, seed, (word) => ({ word })),
  bindings: ofPeople(space.bindings, seed, (custom) => ({ custom })),
  projects: new Map(
    Object.entries(space.projects ?? {}).map(([name, project]) => [
      name,
      {
        ...(project.type !== 'ml' && { restricted: project.restricted ?? false }),
        bindings: ofPeople(project.bindings, seed, (custom) => ({ custom })),
      },
    ]),
  ),
});

/** How an untidy hand would write it: without changing what it says. */
export interface Style {
  /** Turns the entries of every map around. */
  readonly reversed?: boolean;
  /** The long form of a grant. */
  readonly long?: boolean;
  /** Addresses in capitals, with spaces around. */
  readonly loud?: boolean;
  /** JSON is YAML too. */
  readonly flow?: boolean;
  /** Letters and their accents apart, as some editors save them. */
  readonly decomposed?: boolean;
}

/** The text of a file. */
export function print(file: AccessFile, style: Style = {}): string {
  const document = new Document(treeOf(file, style));
  visit(document, {
    Scalar(key, node) {
      // Unquoted, this name would merge another map into its place.
      if (key === 'key' && node.value === '<<') node.type = Scalar.QUOTE_DOUBLE;
    },
    Collection(_key, node) {
      if (style.flow) node.flow = true;
    },
  });
  const text = document.toString({ lineWidth: 0 });
  return style.decomposed ? text.normalize('NFD') : text;
}

type Tree = Map<string, unknown>;

const words: readonly string[] = ['admin', 'member', 'read-only', 'annotator'];

/** A grant as it is written; a role that is called like a word needs to say that it is none. */
function written(grant: Grant, isLong: boolean): unknown {
  if ('any' in grant) return {};
  const short =
    'word' in grant
      ? grant.word
      : words.includes(canonicalName(grant.custom))
        ? { custom: grant.custom }
        : grant.custom;
  return isLong ? { role: short } : short;
}

const list = <T>(entries: readonly T[]): readonly T[] | undefined =>
  entries.length === 0 ? undefined : entries;

function treeOf(file: AccessFile, style: Style): Tree {
  const order = <T>(entries: readonly T[]): readonly T[] =>
    style.reversed ? entries.toReversed() : entries;
  const address = (email: string): string =>
    style.loud && email.includes('@') ? ` ${email.toUpperCase()} ` : email;
  const mapOf = <V>(
    map: ReadonlyMap<string, V> | undefined,
    write: (value: V) => unknown,
    key = (name: string) => name,
  ): Tree | undefined =>
    map && new Map(order([...map]).map(([name, value]) => [key(name), write(value)]));
  const thing = (entries: Readonly<Record<string, unknown>>): Tree =>
    new Map(order(Object.entries(entries).filter(([, value]) => value !== undefined)));
  const grants = (map: Grants | undefined) =>
    mapOf(map, (each) => written(each, style.long === true), address);

  const project = ({ bindings: bound, ...rest }: FileProject): Tree =>
    thing({ ...rest, bindings: grants(bound) });
  const space = ({ members: who, bindings: bound, projects, ...rest }: FileSpace): Tree =>
    thing({
      ...rest,
      members: grants(who),
      bindings: grants(bound),
      projects: mapOf(projects, project),
    });
  const organization = ({ members: who, spaces, ...rest }: FileOrganization): Tree =>
    thing({ ...rest, members: grants(who), spaces: mapOf(spaces, space) });
  return thing({
    version: 1,
    manage: file.manage,
    users: mapOf(file.users, (each) => thing({ ...each }), address),
    teams: file.teams.size > 0 ? mapOf(file.teams, (people) => people.map(address)) : undefined,
    roles: mapOf(file.roles, (each) => thing({ ...each })),
    organizations: mapOf(file.organizations, organization),
    removed: list(file.removed),
    ignore: list(file.ignore),
    protected: list(file.protected),
    saml: file.saml,
  });
}

/** Whether two addresses are one person's. */
export const isSame = (a: string, b: string): boolean => canonicalEmail(a) === canonicalEmail(b);
