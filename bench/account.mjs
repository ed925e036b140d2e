// The accounts that are measured, as seeds of the sandbox. The same numbers give the same account every time, and an
// account of 5,000 people has 200 spaces, 10,000 memberships of spaces, 9,300 of organizations, and 400 projects.

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
  // Everyone is in one organization, and nine of ten are in a second one.
  const members = emails.filter((_, n) => {
    const second = (n * 7 + 1 + (n % organizations)) % organizations;
    return n % organizations === o || (n % 10 < 9 && second === o);
  });
  // Admins of an organization get into its spaces by that, so they are in none of them.
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
  // Scattered, as people are: each space has others, and no two the same.
  const scattered = others
    .map((email, n) => [Math.imul(n + 1, 2_654_435_761 + s * 97) >>> 0, email])
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

function pad(n) {
  return String(n).padStart(5, '0');
}
