import { limitNames, limitRules } from '../limits.ts';
import type { Command, Flag } from './command.ts';

const compare = 'Compare and change:';
const ask = 'Ask:';
const people = 'People and keys:';
const take = 'Take out:';
const rehearse = 'Rehearse:';
const shell = 'In a shell:';

/** What every command takes that talks to Arize. */
const remote = [
  'sandbox',
  'profile',
  'parallelism',
  'timeout',
  'timeLimit',
  'insecureHttp',
] as const;
const result = ['format', 'json'] as const;

const allowDestructive: Flag = {
  flags: '--allow-destructive',
  text: 'also delete, remove, block and unrestrict; without it such changes are held back and listed',
};
const detailedExitcode: Flag = {
  flags: '--detailed-exitcode',
  text: 'exit 2 when anything differs, or is left to do',
};
const assertRoles: Flag = {
  flags: '--assert-roles',
  text: 'write roles of organization members even where Arize does not show what they are now',
};
const access: Flag = {
  flags: '--access <how>',
  text: 'brief (default) or full: whether everybody is shown who gains or loses something',
};
const desired: Flag = { flags: '--desired', text: 'ask the file alone, offline' };
const planned: Flag = {
  flags: '--planned',
  text: 'ask the account as a run would leave it; with --allow-destructive, a run that does all',
};
const limits: readonly Flag[] = limitNames.map((name) => {
  const { flag, text, preset } = limitRules[name];
  return { flags: `${flag} <n>`, text: `${text} (default: the file's, or ${preset})` };
});
const expectDigest: Flag = {
  flags: '--expect-digest <digest>',
  text: 'refuse any other plan than the reviewed one (exit 5); 12 digits are enough',
};
const acceptCount: Flag = {
  flags: '--accept-count <list=n...>',
  text: 'a list that came back cut is right as it is, as the blocked plan says',
};
const also: Flag = {
  flags: '--also <format=path...>',
  text: 'write the result in another format to a file, too: markdown=plan.md, json=plan.json',
};
const today: Flag = {
  flags: '--today <day>',
  text: 'judge last days of grants (until) and lifetimes of keys as on this day (default: today, UTC)',
};
const applyIt: Flag = { flags: '--apply', text: 'do it; without it, it is only shown' };
const whichKey: readonly Flag[] = [
  { flags: '--space <name>', text: 'the space of the key, when its name is found in several' },
  { flags: '--organization <name>', text: 'the organization of that space' },
];
const overwrite: Flag = { flags: '--overwrite', text: 'let --out replace a file' };

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'validate',
    group: compare,
    summary: 'check the file, offline',
    text: 'Checks the access file without a network or a key, and shows everything that is wrong at once: the place, the line, and what to do.',
    flags: [],
    takes: ['file', ...result],
    formats: ['text', 'json', 'github', 'sarif'],
    examples: [
      ['validate', 'checks access.yaml'],
      ['validate -f teams.yaml --json', 'for programs: every problem with its line and column'],
      ['validate --format github', 'as annotations at the lines, in GitHub Actions'],
      ['validate --format sarif > access.sarif', 'for code scanning'],
    ],
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'plan',
    group: compare,
    summary: 'show what would change, or change it with --apply',
    text: 'Compares the access file with the live account and shows what would change, in order, and what is held back. It sends no write unless --apply is given.',
    flags: [
      { flags: '--apply', text: 'run the plan after showing it' },
      allowDestructive,
      detailedExitcode,
      assertRoles,
      expectDigest,
      acceptCount,
      also,
      overwrite,
      access,
      ...limits,
      today,
    ],
    takes: ['file', 'out', ...result, ...remote, 'journalDir', 'yes'],
    outText: 'save the plan, for apply to run exactly that within 24 hours',
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['plan', 'what would change'],
      ['plan --out plan.json', 'saves it; apply plan.json runs exactly that'],
      ['plan --apply', 'does all that is not destructive, and lists what it holds back'],
      ['plan --apply --allow-destructive', 'does all of it'],
      ['plan --json --detailed-exitcode', 'for CI: 0 nothing to do, 2 changes, 3 blocked'],
      ['plan --sandbox', 'without an account, against the embedded Arize'],
    ],
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'apply',
    group: compare,
    summary: 'the same as plan --apply, or run a saved plan',
    args: '[plan]',
    text: 'Shows the plan and runs it; with the file of a saved plan, exactly that: once, within 24 hours, and only if everything that it is about still looks as it did. What deletes, removes, blocks or unrestricts is held back and listed unless --allow-destructive is given. On a terminal, reducing access is confirmed by typing the name of the account.',
    flags: [
      allowDestructive,
      detailedExitcode,
      assertRoles,
      access,
      expectDigest,
      acceptCount,
      also,
      ...limits,
      today,
    ],
    takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['apply', 'does all that is not destructive'],
      ['apply --allow-destructive', 'does all of it, and asks first on a terminal'],
      ['apply --allow-destructive --yes', 'does not ask'],
      ['apply plan.json --allow-destructive', 'runs a saved plan; consent is not in it'],
    ],
    load: async () => (await import('./apply.ts')).apply,
  },
  {
    name: 'drift',
    group: compare,
    summary: 'exit 2 when the account is not as the file says',
    text: "Compares the access file with the live account and writes no account, ever. Says which side moved since the last run, and who may have done it, by Arize's audit log. Exit 0: in sync. 2: not. 1: it could not look.",
    flags: [
      {
        flags: '--base <ref>',
        text: 'the commit, branch or tag with the file as it was last applied (default: the last run)',
      },
      {
        flags: '--adopt [id...]',
        text: 'write what changed live into the file, or the findings with these ids; comments stay',
      },
      also,
      today,
    ],
    takes: ['file', ...result, ...remote, 'journalDir'],
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['drift', 'for a nightly job'],
      ['drift --json > drift.json', 'keeps what was found'],
      ['drift --base origin/main', 'tells what changed live from what is not applied yet'],
      ['drift --adopt', 'takes what changed live into the file'],
    ],
    refuses: [
      ['--apply', 'drift never writes, so it has no --apply.', 'Use: ax-access plan --apply'],
      [
        '--allow-destructive',
        'drift never writes, so it has no --allow-destructive.',
        'Use: ax-access plan --apply --allow-destructive',
      ],
    ],
    load: async () => (await import('./drift.ts')).drift,
  },
  {
    name: 'who-can',
    args: '[action] <resource>',
    group: ask,
    summary: 'list everybody who gets into a place, or may do something there',
    text: 'Lists everybody who gets into an organization, a space or a project, and how. With an action, only those who may do that: a permission such as PROJECT_READ, a verb that fits the resource such as read, or admin. It asks the live account; --desired asks the file alone, and --planned the account as a run of plan would leave it.',
    flags: [desired, planned, allowDestructive],
    takes: ['file', ...result, ...remote],
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['who-can fraud-prod', 'everybody who gets into the project'],
      ['who-can read "Platform Team/team-alpha"', 'who may read the space'],
      ['who-can DATASET_DELETE team-alpha --planned', 'who will, once the plan is applied'],
      ['who-can admin account --json', 'the admins of the account, for programs'],
    ],
    load: async () => (await import('./whoCan.ts')).whoCan,
  },
  {
    name: 'explain',
    args: '<person> <resource>',
    group: ask,
    summary: 'say why somebody can, or cannot, get into a place',
    text: 'Shows the way from the account down to an organization, a space or a project: what the person holds at each step, where that comes from, and what each step lets through. For a no, it shows the smallest change to the file that would make it a yes. It asks the live account; --desired asks the file alone, and --planned the account as a run of plan would leave it.',
    flags: [desired, planned, allowDestructive],
    takes: ['file', ...result, ...remote],
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['explain raj@example.com fraud-prod', 'why raj gets in, or what is missing'],
      ['explain raj@example.com team-alpha --planned', 'and once the plan is applied'],
    ],
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'doctor',
    group: people,
    summary: 'check the key, its rights, and what Arize shows of this account',
    text: 'Looks at everything that a plan stands on: which key it is, whose, and with what rights; whether REST and GraphQL answer; which lists can be read; and which of the things that Arize does not document hold on this account. It only reads. Exit 1: something keeps it from its work.',
    flags: [today],
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples: [['doctor', 'before the first plan, and when something seems odd']],
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'users list',
    group: people,
    summary: 'list people, and who has not come in yet',
    text: 'Lists the people of the account: their role, and whether their invitation is open or has expired, or whether they are blocked.',
    flags: [{ flags: '--pending', text: 'only those whose invitation is open or has expired' }],
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples: [
      ['users list', 'everybody'],
      ['users list --pending', 'whom to remind'],
    ],
    load: async () => (await import('./usersList.ts')).usersList,
  },
  {
    name: 'users resend-invitation',
    group: people,
    summary: 'send an open invitation again',
    text: 'Sends the mail of an open invitation again. Arize does that for people who are invited and have not come in, and not where all logins go through SAML.',
    args: '<email>',
    flags: [applyIt],
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples: [['users resend-invitation raj@example.com --apply', 'sends it']],
    load: async () => (await import('./usersAction.ts')).resendInvitation,
  },
  {
    name: 'users reinvite',
    group: people,
    summary: 'invite somebody anew whose invitation has expired',
    text: 'Makes a new invitation in the place of one that has expired, for the same person with the same role, and sends a mail.',
    args: '<email>',
    flags: [applyIt],
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples: [['users reinvite raj@example.com --apply', 'invites them anew']],
    load: async () => (await import('./usersAction.ts')).reinvite,
  },
  {
    name: 'users reset-password',
    group: people,
    summary: 'send somebody a link to set a new password',
    text: 'Has Arize send a link with which the person sets a new password within 30 minutes. People who sign in through SAML have no password.',
    args: '<email>',
    flags: [applyIt],
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples: [['users reset-password raj@example.com --apply', 'sends the link']],
    load: async () => (await import('./usersAction.ts')).resetPassword,
  },
  {
    name: 'users offboard',
    group: people,
    summary: 'block one person for good, and take them out of the file',
    text: 'Shows everything that a person loses: their place in the account, their memberships and roles, and their personal API keys. With --apply --allow-destructive it blocks them, which is for good, and takes them out of the access file, with an entry under `removed`. Only this one person is planned for, whatever else the file says; its guards and limits hold.',
    args: '<email>',
    flags: [
      applyIt,
      allowDestructive,
      { flags: '--reason <text>', text: 'why, for the entry under removed (default: none)' },
      ...limits,
    ],
    takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
    formats: ['text', 'json'],
    examples: [
      ['users offboard raj@example.com', 'what they would lose'],
      ['users offboard raj@example.com --apply --allow-destructive', 'blocks them'],
    ],
    load: async () => (await import('./usersOffboard.ts')).usersOffboard,
  },
  {
    name: 'keys list',
    group: people,
    summary: 'list service keys, and what is odd about them',
    text: 'Lists every live service key by the spaces that it works in: who made it, when it ends, when it was last used. Keys that never end, that nobody uses, and whose maker is gone are marked.',
    flags: [today],
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples: [['keys list', 'all of them']],
    load: async () => (await import('./keysList.ts')).keysList,
  },
  {
    name: 'keys rotate',
    group: people,
    summary: 'replace a service key of the file before its time',
    text: 'Makes a new service key as the file says now, takes its secret to where the file says, and leaves the old one working: apply revokes it when its overlap has passed, and "keys revoke --older" at once. Without --apply it is only shown.',
    args: '<name>',
    flags: [applyIt, ...whichKey, today],
    takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
    formats: ['text', 'json'],
    examples: [
      ['keys rotate team-alpha-traces', 'what would be made, and where its secret goes'],
      ['keys rotate team-alpha-traces --apply', 'does it'],
    ],
    load: async () => (await import('./keysRotate.ts')).keysRotate,
  },
  {
    name: 'keys revoke',
    group: people,
    summary: 'revoke a service key at once',
    text: 'Revokes the live service keys of a name: at once, for good, and in every space that they work in. With --older only those that a newer key of the same name has replaced. It wants --apply and --allow-destructive; the guards and limits of the file hold, whatever else it says.',
    args: '<name>',
    flags: [
      applyIt,
      allowDestructive,
      { flags: '--older', text: 'only those that a newer one of the same name has replaced' },
      ...whichKey,
      ...limits,
      today,
    ],
    takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
    formats: ['text', 'json'],
    examples: [
      ['keys revoke team-alpha-traces', 'what would stop working'],
      ['keys revoke team-alpha-traces --apply --allow-destructive', 'revokes it'],
      ['keys revoke team-alpha-traces --older --apply --allow-destructive', 'only the old one'],
    ],
    load: async () => (await import('./keysRevoke.ts')).keysRevoke,
  },
  {
    name: 'report review',
    group: take,
    summary: 'list who gets into what, and how, for auditors',
    text: 'Lists every way in which anybody gets into anything, a row each: the person, the place, the role, and how they come to it; whose invitation is open or has expired; which role in the account is to be changed by hand; and last days, where the file sets one. Sorted: the same account gives the same bytes.',
    flags: [overwrite, today],
    takes: ['file', 'out', ...result, ...remote],
    formats: ['csv', 'json'],
    examples: [
      ['report review -o review.csv', 'as a table'],
      ['report review --json', 'for programs'],
    ],
    load: async () => (await import('./reportReview.ts')).reportReview,
  },
  {
    name: 'import',
    group: take,
    summary: 'write an access file from the live account',
    text: 'Writes an access file that says what the account has now, or one organization or space of it; planning it changes nothing. It goes to stdout unless --out names a file. With --update it brings the file that -f names up to date: comments, order and anchors stay, and what the file does not manage stays out.',
    flags: [
      { flags: '--organization <name>', text: 'only this organization' },
      { flags: '--space <name>', text: 'only this space' },
      { flags: '--update', text: 'bring the access file up to date instead of writing a new one' },
      { flags: '--as-seed', text: 'write the account as a seed, to rehearse on a copy of it' },
      overwrite,
    ],
    takes: ['file', 'out', ...remote],
    formats: [],
    examples: [
      ['import -o access.yaml', 'starts with an account that has grown'],
      ['import --space team-alpha -o team-alpha.yaml', 'starts with one space'],
      ['import --update', 'brings access.yaml up to date'],
      ['import --as-seed -o account.yaml', 'for ax-access plan --sandbox=account.yaml'],
      ['import --sandbox', 'shows the embedded Arize as a file'],
    ],
    load: async () => (await import('./importFile.ts')).importFile,
  },
  {
    name: 'saml export',
    group: take,
    summary: 'ids of roles and places, for SAML mappings',
    text: 'Lists every role, organization, space and project by name, with the id that role mappings of a SAML identity provider want and the number inside it. Sorted: the same account gives the same bytes. With --format values it writes the role_mappings of a self-hosted values.yaml for what the access file says under `saml`.',
    flags: [overwrite],
    takes: ['file', 'out', ...result, ...remote],
    formats: ['yaml', 'json', 'csv', 'values'],
    examples: [
      ['saml export', 'as YAML'],
      ['saml export --format csv -o ids.csv', 'as a table'],
      ['saml export --format values', 'for values.yaml, from `saml` of access.yaml'],
    ],
    load: async () => (await import('./samlExport.ts')).samlExport,
  },
  {
    name: 'saml check',
    group: take,
    summary: 'exit 2 when SAML mappings point nowhere or differ from the file',
    text: 'Reads the role mappings of the SAML identity providers and looks for ids that no longer exist, for groups of the access file without a mapping, for mappings that the file does not list, and for those that give something else. It writes nothing. Exit 0: in order. 2: not. 1: it could not look.',
    flags: [],
    takes: ['file', ...result, ...remote],
    formats: ['text', 'json'],
    examples: [
      ['saml check', 'for a nightly job'],
      ['saml check --json', 'for programs'],
    ],
    load: async () => (await import('./samlCheck.ts')).samlCheck,
  },
  {
    name: 'sandbox start',
    group: rehearse,
    summary: 'serve the embedded Arize until Ctrl-C',
    text: 'Serves the embedded Arize of this folder to programs of this machine until Ctrl-C: REST, GraphQL, and the keys to use. Its account is kept in .ax-access/sandbox.json.',
    flags: [
      { flags: '--port <n>', text: 'the port to listen on (default: any free one)' },
      { flags: '--seed <path>', text: 'what the account starts with (default: the quickstart)' },
      {
        flags: '--fault <rule...>',
        text: 'what goes wrong, such as "error on POST /v2/roles, 2 times" or "latency 300 on * /v2/*"',
      },
    ],
    takes: [],
    formats: [],
    examples: [
      ['sandbox start', 'goes on with the account of this folder'],
      ['sandbox start --port 4180 --seed account.yaml', 'starts with one of your own'],
      ['sandbox start --fault "rate-limit 2 on graphql, 3 times"', 'and is slow to answer'],
    ],
    load: async () => (await import('./sandboxStart.ts')).sandboxStart,
  },
  {
    name: 'sandbox seed',
    group: rehearse,
    summary: 'write an account of any size, to start the embedded Arize with',
    text: 'Writes a seed file: an account of any size and of many shapes, drawn from a number. The same numbers give the same account. Use it with --sandbox=FILE or sandbox start --seed FILE.',
    flags: [
      { flags: '--users <n>', text: 'people and bots (default: 20)' },
      { flags: '--spaces <n>', text: 'spaces (default: 4)' },
      { flags: '--organizations <n>', text: 'organizations (default: one for ten spaces)' },
      { flags: '--projects <n>', text: 'projects (default: three for each space)' },
      { flags: '--roles <n>', text: 'custom roles (default: 8)' },
      { flags: '--random <n>', text: 'the number that everything is drawn from (default: 1)' },
      overwrite,
    ],
    takes: ['out'],
    formats: [],
    examples: [
      ['sandbox seed -o account.yaml', 'a small account'],
      ['sandbox seed --users 5000 --spaces 200 --random 7 -o large.yaml', 'a large one'],
    ],
    load: async () => (await import('./sandboxSeed.ts')).sandboxSeed,
  },
  {
    name: 'sandbox show',
    group: rehearse,
    summary: 'draw the embedded account of this folder as a tree',
    text: "Draws the account of this folder's embedded Arize as a tree: organizations, spaces, people, roles, projects. It only looks.",
    flags: [],
    takes: result,
    formats: ['text', 'json'],
    examples: [['sandbox show', 'what --sandbox works on']],
    load: async () => (await import('./sandboxShow.ts')).sandboxShow,
  },
  {
    name: 'sandbox log',
    group: rehearse,
    summary: 'list the requests that the embedded Arize saw last',
    text: "Lists the requests that this folder's embedded Arize saw last, oldest first: when, the answer, the request, and whose key it was. No key and no body is in it.",
    flags: [{ flags: '--last <n>', text: 'how many (default: 20)' }],
    takes: result,
    formats: ['text', 'json'],
    examples: [['sandbox log --last 5', 'the last five']],
    load: async () => (await import('./sandboxLog.ts')).sandboxLog,
  },
  {
    name: 'sandbox reset',
    group: rehearse,
    summary: 'forget the embedded account of this folder',
    text: 'Removes .ax-access/sandbox.json: the next run with --sandbox starts with a fresh account.',
    flags: [],
    takes: [],
    formats: [],
    examples: [['sandbox reset', 'starts afresh']],
    load: async () => (await import('./sandboxReset.ts')).sandboxReset,
  },
  {
    name: 'completion',
    group: shell,
    summary: 'print a script that completes commands and flags in a shell',
    text: 'Prints a script for bash, zsh or fish that completes commands, flags and their values. It is made of the commands of this version: load it anew in each shell, and it never goes stale.',
    flags: [],
    args: '<shell>',
    takes: [],
    formats: [],
    examples: [
      ['completion bash', 'in ~/.bashrc: eval "$(ax-access completion bash)"'],
      ['completion zsh', 'in ~/.zshrc, after compinit: source <(ax-access completion zsh)'],
      ['completion fish', 'in config.fish: ax-access completion fish | source'],
    ],
    load: async () => (await import('./completion.ts')).completion,
  },
];

/** What is said about a family of commands. */
export const families: Readonly<Record<string, string>> = {
  report: 'What is shown to those who only look.',
  users: 'People whom the account knows. Who should be in it stands in the file, under users.',
  keys: 'Service keys: what programs use to reach Arize. Which there should be stands in the file, under service_keys of a space.',
  saml: 'What the role mappings of SAML identity providers need.',
  sandbox:
    'An embedded Arize of this folder, to rehearse with: any command uses it with --sandbox.',
};
