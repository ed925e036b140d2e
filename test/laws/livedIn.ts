import fc from 'fast-check';
import type { Seed, SeedMemberRole, SeedOrganization } from '../../src/sandbox/index.ts';
import { loadSources } from '../../src/load/load.ts';
import type { DesiredItem, Source } from '../../src/model.ts';
import { emailIn } from '../../src/key.ts';
import { commented } from './comments.ts';

/**
 * Files of the shape that organisations have: teams on teams at several levels, `except` with people and with teams, an
 * entry by name on top, several files, comments on every line. With each comes the account that it describes, and that
 * account some days later.
 */
export interface LivedIn {
  readonly sources: readonly Source[];
  readonly seed: Seed;
  /** The account after some people changed it by hand. */
  readonly later: Seed;
  /** Names and addresses of what they changed. */
  readonly touched: ReadonlySet<string>;
}

/** Numbers that come out the same for the same seed. */
class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  one<T>(all: readonly [T, ...T[]] | readonly T[]): T {
    const found = all[this.below(all.length)];
    if (found === undefined) throw new Error('There is nothing to draw from.');
    return found;
  }

  some<T>(all: readonly T[], most: number): readonly T[] {
    return all.filter(() => this.below(all.length) < most);
  }

  chance(one: number): boolean {
    return this.below(one) === 0;
  }
}

const words = ['admin', 'member', 'read-only'] as const;
const roles = ['Reader', 'Writer'] as const;

interface Team {
  readonly name: string;
  readonly entries: readonly string[];
}

interface Place {
  readonly organization: string;
  readonly space: string;
  readonly members: readonly string[];
  readonly bindings: readonly string[];
  readonly project: readonly string[] | undefined;
}

const indented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => `${' '.repeat(by)}${line}`);

/** A list of names as people write it: on one line, or one below the other. */
const listed = (key: string, names: readonly string[], draw: Draw): readonly string[] =>
  names.length === 0 || draw.chance(2)
    ? [`${key}: [${names.join(', ')}]`]
    : [`${key}:`, ...names.map((name) => `  - ${name}`)];

function teamsFrom(draw: Draw, people: readonly string[]): readonly Team[] {
  const teams: Team[] = [];
  const count = 2 + draw.below(5);
  for (let index = 0; index < count; index += 1) {
    const inner = draw.some(
      teams.map(({ name }) => name),
      2,
    );
    teams.push({ name: `team-${index}`, entries: [...draw.some(people, 3), ...inner] });
  }
  return teams;
}

function peopleOf(name: string, teams: readonly Team[]): ReadonlySet<string> {
  const entries = teams.find((team) => team.name === name)?.entries ?? [];
  return new Set(
    entries.flatMap((each) => (each.includes('@') ? [each] : [...peopleOf(each, teams)])),
  );
}

/** The lines of a map of grants: some teams, some of them without some people, and some people by name. */
function grantsFrom(
  draw: Draw,
  teams: readonly Team[],
  people: readonly string[],
  given: readonly string[],
): readonly string[] {
  const lines: string[] = [];
  for (const { name } of draw.some(teams, 2)) {
    const role = draw.one(given);
    const inside = [...peopleOf(name, teams)];
    const others = teams.filter((team) =>
      inside.some((email) => peopleOf(team.name, teams).has(email)),
    );
    const except = [
      ...draw.some(inside, 1),
      ...draw.some(
        others.map((team) => team.name).filter((other) => other !== name),
        1,
      ),
    ];
    const isPlain = except.length === 0 || draw.chance(2);
    const until = draw.chance(4) ? ', until: 2099-12-31' : '';
    lines.push(
      isPlain && until === ''
        ? `${name}: ${role}`
        : `${name}: {role: ${role}${until}${isPlain ? '' : `, except: [${except.join(', ')}]`}}`,
    );
  }
  for (const email of draw.some(people, 2)) {
    const role = draw.one(given);
    lines.push(draw.chance(3) ? `${email}: {role: ${role}}` : `${email}: ${role}`);
  }
  return lines;
}

const mapLines = (key: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [`${key}: {}`] : [`${key}:`, ...indented(lines, 2)];

const spaceLines = ({ space, members, bindings, project }: Place): readonly string[] => [
  `${space}:`,
  '  private: true',
  ...indented(mapLines('members', members), 2),
  ...indented(mapLines('bindings', bindings), 2),
  ...(project === undefined
    ? []
    : [
        '  projects:',
        '    p:',
        '      restricted: true',
        ...indented(mapLines('bindings', project), 6),
      ]),
];

const isWord = (role: unknown): role is SeedMemberRole => typeof role === 'string';

const nameOf = ({ fields: { role } }: DesiredItem): string =>
  typeof role === 'object' && 'custom' in role ? role.custom : '';

/** The grants of a file in the words of a seed. */
function seedOf(items: readonly DesiredItem[], people: readonly string[]): Seed {
  const organizations: Record<string, SeedOrganization> = {};
  for (const item of items) {
    const [owner = '', space = '', project = ''] = item.key;
    const { role } = item.fields;
    const organization = (organizations[owner] ??= { members: {}, spaces: {} });
    const spaces = (organization.spaces ??= {});
    if (item.kind === 'organization_member' && isWord(role))
      (organization.members ??= {})[emailIn(item.key)] = role;
    if (item.kind === 'space')
      spaces[space] = { private: true, members: {}, bindings: {}, projects: {} };
    const place = spaces[space];
    if (place === undefined) continue;
    if (item.kind === 'space_member' && isWord(role))
      (place.members ??= {})[emailIn(item.key)] = role;
    if (item.kind === 'space_binding') (place.bindings ??= {})[emailIn(item.key)] = nameOf(item);
    if (item.kind === 'project')
      (place.projects ??= {})[project] = { restricted: true, bindings: {} };
    if (item.kind === 'project_binding')
      ((place.projects ??= {})[project] ??= { restricted: true, bindings: {} }).bindings = {
        ...place.projects[project]?.bindings,
        [emailIn(item.key)]: nameOf(item),
      };
  }
  return {
    account: { name: 'Acme' },
    users: {
      'root@x.org': { name: 'Root', role: 'admin' },
      'deputy@x.org': { name: 'Deputy', role: 'admin' },
      ...Object.fromEntries(
        people.map((email) => [email, { name: email, role: 'member' as const }]),
      ),
    },
    roles: Object.fromEntries(roles.map((name) => [name, { permissions: ['PROJECT_READ'] }])),
    organizations: Object.fromEntries(
      Object.entries(organizations).filter(([name]) => name.startsWith('Org')),
    ),
  };
}

/** Takes a person out of an organization, and out of everything in it. */
function leave(organization: SeedOrganization, email: string): void {
  delete organization.members?.[email];
  for (const space of Object.values(organization.spaces ?? {})) {
    delete space.members?.[email];
    delete space.bindings?.[email];
    for (const project of Object.values(space.projects ?? {})) delete project.bindings?.[email];
  }
}

/** A person leaves, comes, or has something else, in one place after the other. */
function changedBy(draw: Draw, seed: Seed, people: readonly string[], touched: Set<string>): Seed {
  const later = structuredClone(seed);
  const organizations = Object.values(later.organizations ?? {});
  const count = 1 + draw.below(4);
  for (let index = 0; index < count; index += 1) {
    const organization = draw.one(organizations);
    const email = draw.one(people);
    const spaces = Object.values(organization.spaces ?? {});
    const space = draw.one(spaces);
    touched.add(email);
    switch (draw.below(6)) {
      case 0:
        delete space.members?.[email];
        break;
      case 1:
        delete space.bindings?.[email];
        break;
      case 2:
        if (organization.members?.[email] !== undefined)
          space.members = { ...space.members, [email]: draw.one(words) };
        break;
      case 3:
        if (organization.members?.[email] !== undefined)
          organization.members[email] = draw.one(words);
        break;
      case 4:
        leave(organization, email);
        break;
      default:
        for (const each of organizations) leave(each, email);
        delete later.users[email];
    }
  }
  return later;
}

async function livedInFrom(number: number): Promise<LivedIn | undefined> {
  const draw = new Draw(number);
  const people = Array.from({ length: 4 + draw.below(8) }, (_, index) => `p${index}@x.org`);
  const teams = teamsFrom(draw, people);
  const places: Place[] = [];
  for (const organization of draw.chance(2) ? ['Org A', 'Org B'] : ['Org A'])
    for (const space of draw.chance(2) ? ['alpha', 'beta'] : ['alpha']) {
      // Roles can't be compared, so all teams of one map of bindings give the same.
      const bound = [draw.one(roles)];
      places.push({
        organization,
        space,
        members: grantsFrom(draw, teams, people, words),
        bindings: grantsFrom(draw, teams, people, bound),
        project: draw.chance(2) ? grantsFrom(draw, teams, people, [draw.one(roles)]) : undefined,
      });
    }
  const organizationLines = (name: string, inside: readonly Place[]): readonly string[] => [
    `${name}:`,
    '  members:',
    ...people.map((email) => `    ${email}: ${draw.one(words)}`),
    '  spaces:',
    ...inside.flatMap((place) => indented(spaceLines(place), 4)),
  ];
  const teamLines = teams.flatMap(({ name, entries }) => listed(name, entries, draw));
  const userLines = ['root', 'deputy', ...people.map((email) => email.split('@')[0] ?? '')].map(
    (name) =>
      name.startsWith('p') && /\d/.test(name)
        ? `${name}@x.org: {name: ${name}@x.org, role: member}`
        : `${name}@x.org: {role: admin}`,
  );
  const roleLines = roles.flatMap((name) => [`${name}:`, '  permissions: [PROJECT_READ]']);
  const parts: (readonly [string, readonly string[]])[] = [
    ['teams', teamLines],
    ['users', userLines],
    ['roles', roleLines],
    ...['Org A', 'Org B'].flatMap((name): readonly (readonly [string, readonly string[]])[] => {
      const inside = places.filter(({ organization }) => organization === name);
      return inside.length === 0 ? [] : [['organizations', organizationLines(name, inside)]];
    }),
  ];
  const files = new Map<string, Map<string, string[]>>([['access.yaml', new Map()]]);
  for (const [index, [key, lines]] of parts.entries()) {
    const file = draw.chance(3) ? `parts/${index}.yaml` : 'access.yaml';
    const content = files.get(file) ?? new Map<string, string[]>();
    content.set(key, [...(content.get(key) ?? []), ...indented(lines, 2)]);
    files.set(file, content);
  }
  const sources = [...files].map(([file, content]): Source => {
    const include = file === 'access.yaml' && files.size > 1 ? ['include: [parts/*.yaml]'] : [];
    const body = [...content].flatMap(([key, lines]) => [`${key}:`, ...lines]);
    return { file, text: commented(`${['version: 1', ...include, ...body].join('\n')}\n`) };
  });
  const loaded = await loadSources(sources, {}).catch(() => undefined);
  if (loaded === undefined) return undefined;
  const seed = seedOf(loaded.desired.items, people);
  const touched = new Set<string>();
  return { sources, seed, later: changedBy(draw, seed, people, touched), touched };
}

/** Numbers of such files, each with its file; a number whose file is wrong has none. */
export const livedIn: fc.Arbitrary<Promise<LivedIn | undefined>> = fc
  .integer({ min: 1, max: 2 ** 31 })
  .map(livedInFrom);
