import { CliError } from './cliError.ts';
import { allLoaded, commands } from './commands/index.ts';
import { longOf, namesOf, titleOf } from './flag.ts';
import type { Flag } from './flag.ts';
import { globalFlags, namesSeed } from './globalFlags.ts';

/** Commands of other tools that can mean only one thing here. */
const meanings: Readonly<Record<string, string>> = {
  diff: 'plan',
  version: '--version',
  whoami: 'doctor',
};

const signIn =
  'Set ARIZE_API_KEY to the key of an account admin, or use a profile of the ax command (--profile). Check it: ax-access doctor';
const confirming =
  'To confirm reducing access without being asked: --yes. What destroys needs --allow-destructive.';
const dryRun = 'plan changes nothing, so it is the dry run: ax-access plan';
const whyNot =
  'To see why a person can or cannot access a resource: ax-access explain raj@example.com team-alpha';
const whatCan = 'To list everything that a person has access to: ax-access access raj@example.com';
const newPerson = 'To add people, list them in the file: ax-access help file users';
const rehearsal =
  'To rehearse on a copy of the account: ax-access import --as-seed -o account.yaml, then ax-access plan --sandbox=account.yaml';
const format = 'To explain access.yaml and its keys: ax-access help file';
const noForce = 'Each limit has a flag that raises it: ax-access plan --help --all';

/** Commands of other tools that could mean several things, and what to use for each. */
const commandHints: Readonly<Record<string, string>> = {
  add: newPerson,
  adopt: 'To write what changed in Arize into the file: ax-access drift --adopt',
  auth: signIn,
  can: whatCan,
  check: 'To check the file: ax-access validate. To compare it with the account: ax-access drift',
  configure: signIn,
  copy: rehearsal,
  deploy: 'To change the account: ax-access apply',
  destroy: 'List under `removed` what should go: ax-access help file removed',
  export: 'To write a file from the account: ax-access import. For SAML: ax-access saml export',
  ids: 'Lists with ids: ax-access roles list, organizations list, spaces list, projects list. For SAML: ax-access saml export',
  file: format,
  format,
  invite: newPerson,
  lint: 'To check the file: ax-access validate',
  login: signIn,
  logout: 'There is no session to end. Unset ARIZE_API_KEY.',
  onboard: newPerson,
  rehearse: rehearsal,
  schema: format,
  restrict: 'To restrict a project, set `restricted: true` on it: ax-access help file projects',
  revert: 'To plan the way back from a run: ax-access undo',
  rollback: 'To plan the way back from a run: ax-access undo',
  status: 'To compare the file with the account: ax-access drift',
  'what-can': whatCan,
  who: 'To list who has access to a resource: ax-access who-can team-alpha',
  why: whyNot,
  'why-not': whyNot,
  sync: 'To change the account: ax-access apply. To update the file: ax-access import --update',
};

/** Flags of other tools, and what to use instead. */
const flagHints: Readonly<Record<string, string>> = {
  '-y': confirming,
  '--auto-approve': confirming,
  '--approve': confirming,
  '--confirm': confirming,
  '--dry-run': dryRun,
  '--force': noForce,
  '--output': 'To write to a file: --out. To choose the format: --format, or --json.',
};

/**
 * A command line in this program's own words.
 * @throws CliError (usage) for what means something in another tool and must not be misread here
 */
export async function understood(args: readonly string[]): Promise<readonly string[]> {
  await assertSpelled(args);
  const at = commandAt(args);
  const word = args[at] ?? '';
  const hint = entryOf(commandHints, word);
  if (hint !== undefined) throw new CliError('usage', `Unknown command "${word}".`, hint);
  const meaning = entryOf(meanings, word);
  return meaning === undefined ? args : args.with(at, meaning);
}

/** Only the command, if a line asks for its help: the rest of the line is ignored, complete or not. */
export function helpAlone(args: readonly string[]): readonly string[] {
  if (!args.some(asksForHelp)) return args;
  const at = commandAt(args);
  const [word = '', next = '-'] = args.slice(at);
  const named = commands.filter(({ name }) => name.split(' ')[0] === word);
  if (named.length === 0 || word === 'help') return args;
  const isFamily = named.every(({ name }) => name.includes(' '));
  const path = isFamily && !next.startsWith('-') ? [word, next] : [word];
  return [...path, '--help', ...args.filter((arg) => arg === '--all')];
}

export const asksForHelp = (arg: string): boolean => arg === '-h' || arg === '--help';

const firstWords = new Set([
  ...commands.map(({ name }) => name.split(' ')[0] ?? ''),
  ...Object.keys(meanings),
  ...Object.keys(commandHints),
]);

/** Whether it is the first word of a command, or of what other tools call one. */
export const isKnownWord = (word: string): boolean => firstWords.has(word);

const takesValue = ({ spelling }: Pick<Flag, 'spelling'>): boolean => spelling.includes('<');

const valued = new Set(Object.values<Flag>(globalFlags).filter(takesValue).flatMap(namesOf));

/** The position of the command: the first word that is neither a flag nor its value. */
function commandAt(args: readonly string[]): number {
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-') || arg === '-') return at;
    const isSeed = arg === '--sandbox' && namesSeed(args[at + 1]);
    if ((valued.has(arg) || isSeed) && args[at + 1]?.startsWith('-') === false) at += 1;
  }
  return args.length;
}

/** One dash and more than one letter, such as `-out=x` or `-fprod.yaml`. */
const oneDash = /^-([a-z][^=]*)(=?)/is;

/** Short flags without a value, which can be combined: `-qv`. */
const together = /^-[hqv]+$/;

/** @throws CliError (usage) for flags that are spelled as in other tools */
async function assertSpelled(args: readonly string[]): Promise<void> {
  if (args.some(asksForHelp)) return;
  const global = Object.values<Flag>(globalFlags);
  const own = [...global, ...(await flagsOf(args))];
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return;
    const owner = calledIn(own, args[index - 1] ?? '');
    if (owner !== undefined && takesValue(owner) && /^-./s.test(arg)) throw valueless(owner);
    const word = arg.replace(/=.*$/s, '');
    const hint = [word, `-${word}`].map((each) => entryOf(flagHints, each)).find(Boolean);
    if (hint !== undefined) throw new CliError('usage', `Unknown flag "${word}".`, hint);
    const [, name = '', equals = ''] = together.test(arg) ? [] : (oneDash.exec(arg) ?? []);
    if (name.length + equals.length < 2) continue;
    // eslint-disable-next-line no-await-in-loop -- loads all commands, for what looks wrong alone
    const all = (await allLoaded()).flatMap(({ flags }) => Object.values<Flag>(flags));
    if (name.length > 1 && calledIn([...global, ...all], `--${name}`) !== undefined) {
      throw new CliError('usage', `Unknown flag "${word}".`, `Did you mean --${name}?`);
    }
    const short = arg.slice(0, 2);
    const flag = calledIn(global, short);
    if (flag === undefined || !takesValue(flag)) continue;
    throw new CliError(
      'usage',
      `${short} and its value need a space between them.`,
      `Use ${flag.spelling.replace(/^.*(?=<)/, `${short} `)}.`,
    );
  }
}

const calledIn = (flags: readonly Flag[], spelled: string): Flag | undefined =>
  flags.find((flag) => namesOf(flag).includes(spelled));

/** The flags of the command that a line names. */
async function flagsOf(args: readonly string[]): Promise<readonly Flag[]> {
  const [first = '', second = ''] = args.slice(commandAt(args));
  const entry = commands.find(({ name }) => name === first || name === `${first} ${second}`);
  return entry === undefined ? [] : Object.values<Flag>((await entry.load()).flags);
}

/** The parser would take the next flag for the value. */
const valueless = (flag: Flag): CliError =>
  new CliError(
    'usage',
    `${titleOf(flag)} needs a value.`,
    `For a value that begins with a dash: ${longOf(flag)}=-VALUE`,
  );

const entryOf = (table: Readonly<Record<string, string>>, word: string): string | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
