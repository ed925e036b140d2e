import type { Layout } from '../render/style.ts';
import type { Run } from './command.ts';
import type { Settings } from './settings.ts';

/** What text is laid out for on a stream. */
export async function layoutFor(
  { settings, terminal, command }: Run,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<Layout> {
  const { file, sandbox } = settings;
  const again = againFlags(file, settings);
  return {
    style: await terminal.style(stream),
    width: terminal.width,
    again,
    access: settings.access,
    ...asGiven(command, settings),
    ...aboutGiven(settings),
    ...(sandbox !== undefined && { where: 'the sandbox' }),
  };
}

/** The command line again, of a command that plans for one thing alone. */
function asGiven(
  command: string,
  { args, organization, space, older, reason }: Settings,
): { as?: string } {
  if (!command.includes(' ')) return {};
  const flags = [
    ...(organization === undefined ? [] : [`--organization ${quoted(organization)}`]),
    ...(space === undefined ? [] : [`--space ${quoted(space)}`]),
    ...(older ? ['--older'] : []),
    ...(reason === undefined ? [] : [`--reason ${quoted(reason)}`]),
  ];
  return { as: [command, ...args.map(quoted), ...flags].join(' ') };
}

/** What decides what a plan of a file is about. */
function aboutGiven({ targets, assertRoles }: Settings): { about?: string } {
  const flags = [
    ...targets.map((each) => `--target ${quoted(each)}`),
    ...(assertRoles ? ['--assert-roles'] : []),
  ];
  return flags.length === 0 ? {} : { about: flags.join(' ') };
}

/** What makes a command use a file and the same account again. */
export const againFlags = (file: string, { sandbox }: Pick<Settings, 'sandbox'>): string =>
  [
    ...(file === 'access.yaml' ? [] : [`-f ${quoted(file)}`]),
    ...(sandbox === undefined ? [] : [sandboxFlag(sandbox.seed)]),
  ].join(' ');

const sandboxFlag = (seed: string | undefined): string =>
  seed === undefined ? '--sandbox' : `--sandbox=${quoted(seed)}`;

/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
