import { canonicalName } from '../names.ts';
import { visible } from '../text.ts';
import type { CommandContext } from './command.ts';
import type { ValuesOf } from './flag.ts';
import type { whichKey } from './flags.ts';
import { CliError } from './cliError.ts';

/** Which of several keys of a name is meant. */
export type KeyOptions = ValuesOf<typeof whichKey>;

/** Where a key works. */
export interface KeyPlace {
  readonly organization: string;
  readonly space: string;
}

export const placeText = ({ organization, space }: KeyPlace): string =>
  `"${visible(organization)}" / "${visible(space)}"`;

/**
 * The one of several keys that a command line means, by --organization and --space.
 * @throws CliError (usage) when it can mean several
 */
export function theOne<T>(
  { options }: CommandContext<KeyOptions>,
  name: string,
  found: readonly T[],
  placesOf: (each: T) => readonly KeyPlace[],
): T | undefined {
  const { organization, space } = options;
  const isMeant = ({ organization: owner, space: place }: KeyPlace): boolean =>
    (organization === undefined || owner === canonicalName(organization)) &&
    (space === undefined || place === canonicalName(space));
  const meant = found.filter((each) => placesOf(each).some(isMeant));
  if (meant.length <= 1) return meant[0];
  const places = meant.map((each) => placesOf(each).map(placeText).join(' and '));
  throw new CliError(
    'usage',
    `There are several service keys "${visible(name)}": in ${places.slice(0, 5).join('; ')}${places.length > 5 ? ` and ${places.length - 5} more` : ''}.`,
    'Say which one with --space and --organization.',
  );
}
