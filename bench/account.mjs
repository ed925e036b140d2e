// The accounts that are measured, as seeds of the sandbox. The same numbers give the same account every time, and an
// account of 5,000 people has 200 spaces, 10,000 space memberships, 9,300 organization memberships, and 400 projects.

/** Sizes of the growth table; everything else grows with the people. */
export const sizes = [50, 500, 5_000, 20_000];

const roles = {
  Reader: ['PROJECT_READ', 'PROJECT_SPAN_READ', 'DATASET_READ'],
  Labeler: ['QUEUE_READ', 'QUEUE_RECORD_READ', 'QUEUE_RECORD_ANNOTATE'],
  'Data Scientist': ['PROJECT_READ', 'DATASET_READ', 'DATASET_CREATE', 'EXPERIMENT_CREATE'],
  'Prompt Engineer': ['PROJECT_READ', 'PROMPT_READ', 'PROMPT_CREATE', 'PROMPT_UPDATE'],
  Operator: ['MONITOR_READ', 'MONITOR_CREATE', 'DASHBOARD_READ', 'DASHBOARD_CREATE'],
};

/**
 * @param people how many, the bot users of service keys included
 * @param more `admins`: admins of the account. `publicShare`: how many of ten spaces are public, 0 unless told
 */
export function accountOf(people, { admins = 3, publicShare = 0 } = {}) {
  const spaces = Math.max(2, Math.round(people / 25));
  const organizations = Math.max(2, Math.round(spaces / 10));
  const emails = Array.from({ length: people }, (_, n) => emailOf(n));
  const users = Object.fromEntries(emails.map((email, n) => [email, userOf(n, admins)]));
  return {
    account: { name: `Account of ${people}` },
    keys: { 'bench-key': emails[0] },
    users,
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, permissions]) => [name, { permissions }]),
    ),
    organizations: Object.fromEntries(
      Array.from({ length: organizations }, (_, o) => [
        `Team ${pad(o)}`,
        organizationOf(o, { emails, users, organizations, spaces, publicShare }),
      ]),
    ),
  };
}

/** The name of the space in the middle of an account, for questions about one space. */
export function oneSpace(people) {
  const spaces = Math.max(2, Math.round(people / 25));
  const organizations = Math.max(2, Math.round(spaces / 10));
  const space = Math.floor(spaces / 2);
  return { organization: `Team ${pad(space % organizations)}`, space: `space-${pad(space)}` };
}

function organizationOf(o, { emails, users, organizations, spaces, publicShare }) {
  // Everyone is in one organization, and 86 of 100 are in a second one.
  const members = emails.filter((_, n) => {
    const second = (n + 1 + (mixed(n, 0) % (organizations - 1))) % organizations;
    return n % organizations === o || (n % 100 < 86 && second === o);
  });
  // Admins of an organization have access to its spaces anyway, so they are members of none.
  const [chief, ...others] = members.filter((email) => users[email].role === 'member');
  const own = Array.from({ length: spaces }, (_, s) => s).filter((s) => s % organizations === o);
  return {
    members: Object.fromEntries(
      members.map((email) => [email, email === chief ? 'admin' : 'member']),
    ),
    spaces: Object.fromEntries(
      own.map((s, n) => [`space-${pad(s)}`, spaceOf(s, others, n % 10 < publicShare)]),
    ),
  };
}

function spaceOf(s, others, isPublic) {
  // Scattered: each space has different people.
  const scattered = others
    .map((email, n) => [mixed(n, s + 1), email])
    .toSorted(([a], [b]) => a - b)
    .map(([, email]) => email);
  const members = scattered.slice(0, 50);
  const names = Object.keys(roles);
  const bound = scattered.at(-1);
  return {
    private: !isPublic,
    members: Object.fromEntries(members.map((email, n) => [email, memberRole(n)])),
    ...(s % 5 === 0 ? { bindings: { [bound]: names[s % names.length] } } : {}),
    projects: {
      [`chat-${pad(s)}`]: { type: 'generative' },
      [`search-${pad(s)}`]:
        s % 10 === 0
          ? { type: 'generative', restricted: true, bindings: { [members[0]]: 'Project Editor' } }
          : { type: 'generative' },
    },
  };
}

function userOf(n, admins) {
  if (n < admins) return { name: `Admin ${pad(n)}`, role: 'admin' };
  if (n % 250 === 249) return { name: `bot-${pad(n)}`, role: 'member', bot: true };
  return { name: `Person ${pad(n)}`, role: 'member', ...(n % 97 === 96 && { status: 'invited' }) };
}

function emailOf(n) {
  return n % 250 === 249 ? `bot-${pad(n)}@bots.example.com` : `person.${pad(n)}@example.com`;
}

function memberRole(n) {
  if (n === 0) return 'admin';
  return n % 5 === 4 ? 'read-only' : 'member';
}

/** A number that looks random and is the same every time. */
function mixed(n, salt) {
  let h = Math.imul(n ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function pad(n) {
  return String(n).padStart(5, '0');
}

/** The access file of an account, laid out as `import` lays it out. */
export function fileOf(people) {
  const { users, organizations } = accountOf(people);
  const isPerson = (email) => users[email].bot !== true;
  const entries = (members, indent) =>
    Object.keys(members)
      .filter(isPerson)
      .map((email) => `${indent}${email}: ${members[email]}`);
  const lines = ['version: 1', 'users:'];
  for (const email of Object.keys(users).filter(isPerson)) {
    const { name, role } = users[email];
    lines.push(`  ${email}: {name: ${name}, role: ${role}, developer: true}`);
  }
  lines.push('organizations:');
  for (const [name, { members, spaces }] of Object.entries(organizations)) {
    lines.push(`  ${name}:`, '    members:', ...entries(members, '      '), '    spaces:');
    for (const [space, each] of Object.entries(spaces)) {
      lines.push(`      ${space}:`, `        private: ${each.private}`, '        members:');
      lines.push(...entries(each.members, '          '));
    }
  }
  return `${lines.join('\n')}\n`;
}
