import type {
  Seed,
  SeedOrganization,
  SeedProject,
  SeedSpace,
  SeedUser,
  SeedMemberRole,
} from './seed.ts';
import type { Permission } from './permissions.ts';

/** How large a generated account is. The same numbers give the same account every time. */
export interface GenerateOptions {
  /** People and service identities together; one at least. */
  users: number;
  spaces: number;
  /** Default: one for every ten spaces. */
  organizations?: number;
  /** Default: three for every space. */
  projects?: number;
  /** Custom roles. Default: eight. */
  roles?: number;
  /** The number that everything else is drawn from. */
  random: number;
}

const firstNames = ['Ada', 'Bo', 'Chidi', 'Dana', 'Elif', 'Femi', 'Grace', 'Hugo', 'Ines', 'Jun'];
const lastNames = ['Abe', 'Braun', 'Costa', 'Diaz', 'Evans', 'Fuchs', 'Gupta', 'Haas', 'Ito', 'Ng'];
const things = ['fraud', 'churn', 'search', 'chat', 'ranking', 'support', 'pricing', 'vision'];
const stages = ['prod', 'dev', 'eval', 'lab'];

const sets: readonly (readonly [name: string, permissions: Permission[]])[] = [
  ['Reader', ['PROJECT_READ', 'PROJECT_SPAN_READ', 'DATASET_READ']],
  ['Labeler', ['QUEUE_READ', 'QUEUE_RECORD_READ', 'QUEUE_RECORD_ANNOTATE']],
  ['Data Scientist', ['PROJECT_READ', 'DATASET_READ', 'DATASET_CREATE', 'EXPERIMENT_CREATE']],
  ['Prompt Engineer', ['PROJECT_READ', 'PROMPT_READ', 'PROMPT_CREATE', 'PROMPT_UPDATE']],
  ['Operator', ['MONITOR_READ', 'MONITOR_CREATE', 'DASHBOARD_READ', 'DASHBOARD_CREATE']],
  ['Key Keeper', ['SERVICE_KEY_READ', 'SERVICE_KEY_CREATE', 'SERVICE_KEY_REVOKE']],
  ['Gatekeeper', ['ROLE_BINDING_READ', 'ROLE_BINDING_CREATE', 'ROLE_BINDING_DELETE']],
  ['Restrictor', ['PROJECT_READ', 'PROJECT_RESTRICT']],
];

/** Numbers from a number (mulberry32): small, fast, and the same on every machine. */
class Dice {
  private state: number;

  constructor(random: number) {
    this.state = random >>> 0;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, count);
  }

  /** True about once in `count`. */
  once(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(items: readonly T[], fallback: T): T {
    return items[this.below(items.length)] ?? fallback;
  }
}

interface Person {
  email: string;
  user: SeedUser;
}

/** The first is an active admin, so that there is a key to begin with; bots and annotators are rare. */
function person(dice: Dice, index: number): Person {
  const first = dice.pick(firstNames, 'Ada');
  const last = dice.pick(lastNames, 'Abe');
  const number = String(index + 1).padStart(4, '0');
  const email = `${first}.${last}${number}@example.com`.toLowerCase();
  const name = `${first} ${last}`;
  if (index === 0) return { email, user: { name, role: 'admin' } };
  if (dice.once(25)) {
    const bot = `${dice.pick(things, 'chat')}-bot-${number}`;
    return { email: `${bot}@bots.example.com`, user: { name: bot, role: 'member', bot: true } };
  }
  if (dice.once(20)) return { email, user: { name, role: 'annotator' } };
  const role = dice.once(40) ? 'admin' : 'member';
  const status = dice.once(12)
    ? dice.pick(['invited', 'expired', 'inactive'] as const, 'invited')
    : 'active';
  return {
    email,
    user: {
      name,
      role,
      ...(status === 'active' ? {} : { status }),
      ...(role === 'member' && dice.once(10) ? { developer: false } : {}),
    },
  };
}

function memberRole(dice: Dice, user: SeedUser): SeedMemberRole {
  if (user.role === 'annotator') return 'annotator';
  return dice.pick(['member', 'member', 'member', 'read-only', 'read-only', 'admin'], 'member');
}

/** Some of the people, at most `most`. */
function some(dice: Dice, people: readonly Person[], most: number): Person[] {
  const found = new Set<Person>();
  const wanted = Math.min(people.length, dice.below(most) + 1);
  for (let draw = 0; draw < wanted; draw += 1) {
    const drawn = people[dice.below(people.length)];
    if (drawn !== undefined) found.add(drawn);
  }
  return [...found];
}

function bindings(
  dice: Dice,
  people: readonly Person[],
  roles: readonly string[],
  most: number,
): Record<string, string> {
  const bound = some(dice, people, most).filter(({ user }) => user.role !== 'annotator');
  const choice = [...roles, 'Project Viewer', 'Project Editor', 'Project Admin'];
  return Object.fromEntries(bound.map(({ email }) => [email, dice.pick(choice, 'Project Viewer')]));
}

function project(dice: Dice, people: readonly Person[], roles: readonly string[]): SeedProject {
  if (dice.once(6)) return { type: 'ml' };
  const isRestricted = dice.once(4);
  return {
    ...(isRestricted ? { restricted: true } : {}),
    ...(isRestricted || dice.once(5) ? { bindings: bindings(dice, people, roles, 4) } : {}),
  };
}

function space(dice: Dice, people: readonly Person[], roles: readonly string[]): SeedSpace {
  const members = some(dice, people, 30);
  return {
    ...(dice.once(2) ? { private: true } : {}),
    ...(dice.once(3) ? { description: `Work on ${dice.pick(things, 'chat')}` } : {}),
    members: Object.fromEntries(members.map(({ email, user }) => [email, memberRole(dice, user)])),
    ...(dice.once(3) ? { bindings: bindings(dice, people, roles, 5) } : {}),
    projects: {},
  };
}

/**
 * An account of any size, drawn from a number: people, bots, invitations, admins, custom roles,
 * public and private spaces, restricted projects. It breaks no rule of the API.
 */
export function generateSeed(options: GenerateOptions): Seed {
  const dice = new Dice(options.random);
  const people = Array.from({ length: Math.max(1, options.users) }, (_, index) =>
    person(dice, index),
  );
  const roles = Array.from({ length: options.roles ?? sets.length }, (_, index) => {
    const [name, permissions] = sets[index % sets.length] ?? ['Reader', ['PROJECT_READ']];
    const round = Math.floor(index / sets.length);
    return [round === 0 ? name : `${name} ${round + 1}`, { permissions }] as const;
  });
  const roleNames = roles.map(([name]) => name);

  const count = Math.max(
    options.spaces > 0 ? 1 : 0,
    options.organizations ?? Math.ceil(options.spaces / 10),
  );
  const present = people.filter(({ user }) => user.status !== 'inactive');
  const groups: Person[][] = Array.from({ length: count }, () => []);
  for (const each of present) {
    groups[dice.below(count)]?.push(each);
    if (dice.once(8)) groups[dice.below(count)]?.push(each);
  }
  const organizations = groups.map((group, index): [string, Required<SeedOrganization>] => [
    `${dice.pick(things, 'chat')} team ${index + 1}`,
    {
      description: dice.once(2) ? `Team ${index + 1}` : '',
      members: Object.fromEntries(group.map(({ email, user }) => [email, memberRole(dice, user)])),
      spaces: {},
    },
  ]);

  const spaces: { space: SeedSpace; people: Person[] }[] = [];
  for (let index = 0; index < options.spaces; index += 1) {
    const at = index % count;
    const group = groups[at] ?? [];
    const made = space(dice, group, roleNames);
    const name = `${dice.pick(things, 'chat')}-${dice.pick(stages, 'dev')}-${index + 1}`;
    const target = organizations[at]?.[1];
    if (target === undefined) continue;
    target.spaces[name] = made;
    spaces.push({ space: made, people: group });
  }
  const projects = spaces.length === 0 ? 0 : (options.projects ?? spaces.length * 3);
  for (let index = 0; index < projects; index += 1) {
    const target = spaces[index % spaces.length];
    const name = `${dice.pick(things, 'chat')}-${index + 1}`;
    if (target?.space.projects === undefined) continue;
    target.space.projects[name] = project(dice, target.people, roleNames);
  }
  return {
    account: { name: `Generated ${options.random}` },
    users: Object.fromEntries(people.map(({ email, user }) => [email, user])),
    roles: Object.fromEntries(roles),
    organizations: Object.fromEntries(organizations),
  };
}
