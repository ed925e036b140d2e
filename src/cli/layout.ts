import { limitNames, limitRules } from '../limits.ts';
import type { LimitValues } from '../model.ts';
import type { Layout } from '../render/text/style.ts';
import type { CommandContext } from './commandContext.ts';
import type { Settings } from './settings.ts';

/** What text is laid out for on a stream. */
export async function layoutFor(
  { settings, terminal, command }: CommandContext,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<Layout> {
  const { file, sandbox } = settings;
  const again = [againFlags(file, settings), ...passFlags(settings)]
    .filter((flags) => flags !== '')
    .join(' ');
  return {
    style: await terminal.style(stream),
    width: terminal.width(stream),
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

/** What makes a command use a file, the same account and the same journal again. */
export const againFlags = (
  file: string,
  {
    sandbox,
    profile,
    insecureHttp,
    journalDir,
  }: Pick<Settings, 'sandbox' | 'profile' | 'insecureHttp' | 'journalDir'>,
): string =>
  [
    ...(file === 'access.yaml' ? [] : [`-f ${quoted(file)}`]),
    ...(sandbox === undefined ? [] : [sandboxFlag(sandbox.seed)]),
    ...(profile === undefined ? [] : [`--profile ${quoted(profile)}`]),
    ...(insecureHttp ? ['--insecure-http'] : []),
    ...(journalDir === undefined ? [] : [`--journal-dir ${quoted(journalDir)}`]),
  ].join(' ');

/** What lets a plan pass, and has to be said again of a run of it. */
const passFlags = ({ limits, acceptedCounts }: Settings): readonly string[] => [
  ...limitFlags(limits),
  ...[...acceptedCounts].map(([list, count]) => `--accept-count ${quoted(`${list}=${count}`)}`),
];

/** Limits as they are raised on the command line. */
export const limitFlags = (limits: LimitValues): readonly string[] =>
  limitNames.flatMap((name) => {
    const value = limits[name];
    return value === undefined ? [] : [`${limitRules[name].flag} ${value}`];
  });

const sandboxFlag = (seed: string | undefined): string =>
  seed === undefined ? '--sandbox' : `--sandbox=${quoted(seed)}`;

/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
