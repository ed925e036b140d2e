import type { Desired, Difference, Live } from '../../model.ts';
import { canonicalName } from '../../names.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import type { whichKey } from '../sharedFlags.ts';
import { CliError } from '../cliError.ts';
import type { ExitCode } from '../exitCode.ts';
import type { OpenAccount } from '../openAccount.ts';
import { changeItem } from './changeItem.ts';
import type { ChangeRun } from './changeItem.ts';

/** Selects one of several keys with the same name. */
export type KeyOptions = ValuesOf<typeof whichKey>;

/** The space of a key. */
export interface KeyPlace {
  readonly organization: string;
  readonly space: string;
}

/** The name given to the command. */
export const keyName = ({ args }: Pick<CommandContext, 'args'>): string =>
  canonicalName(args[0] ?? '');

export const placeText = ({ organization, space }: KeyPlace): string =>
  `"${visible(organization)}" / "${visible(space)}"`;

/** Whether --organization and --space, as far as they are given, name this space. */
export const isNamed =
  ({ options: { organization, space } }: Pick<CommandContext<KeyOptions>, 'options'>) =>
  ({ organization: owner, space: place }: KeyPlace): boolean =>
    (organization === undefined || owner === canonicalName(organization)) &&
    (space === undefined || place === canonicalName(space));

/**
 * The key that a command line means, by --organization and --space.
 * @throws CliError (usage) if it can mean several
 */
export function theOne<T>(
  run: CommandContext<KeyOptions>,
  found: readonly T[],
  placesOf: (each: T) => readonly KeyPlace[],
): T | undefined {
  const meant = found.filter((each) => placesOf(each).some(isNamed(run)));
  if (meant.length <= 1) return meant[0];
  const places = meant.map((each) => placesOf(each).map(placeText).join(' and '));
  throw new CliError(
    'usage',
    `Several service keys are called "${visible(keyName(run))}": in ${places.slice(0, 5).join('; ')}${places.length > 5 ? ` and ${places.length - 5} more` : ''}.`,
    'Choose one with --space and --organization.',
  );
}

/** The change of a key. */
interface KeyChange {
  readonly rules: Desired;
  readonly desired: Desired;
  compare(live: Live): Difference;
  /** Why there is nothing to do, if there is not. */
  refuse(difference: Difference): CliError | undefined;
}

/** Plans a change of a key, and with --apply makes it. @throws CliError (key) if there is nothing to do */
export const changeKey = (
  run: ChangeRun,
  find: (account: OpenAccount) => Promise<KeyChange>,
): Promise<ExitCode> =>
  changeItem(run, async (account) => {
    const { read } = await import('../../index.ts');
    const { refuse, ...change } = await find(account);
    const look = ({ client }: OpenAccount): Promise<Live> => read(client, change.desired);
    const seen = await look(account);
    const refusal = refuse(change.compare(seen));
    if (refusal !== undefined) throw refusal;
    return { ...change, seen, read: look };
  });
