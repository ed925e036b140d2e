import { visible } from '../text.ts';
import { CliError } from './cliError.ts';

/** More than these are counted. */
export const mostCandidates = 10;

/**
 * An error for a name that matches several items. Lists up to ten of them.
 * @param noun what they are, in the plural
 * @param candidates one line each; they may contain any characters
 * @param matched how many there are, if these are only the most likely ones
 */
export function ambiguousName(
  text: string,
  noun: string,
  candidates: readonly string[],
  hint: string,
  matched = candidates.length,
): CliError {
  const shown = candidates.slice(0, mostCandidates);
  const more = matched - shown.length;
  const lines = [
    `"${visible(text)}" is ambiguous; it matches ${matched} ${noun}:`,
    ...shown.map((each) => `  ${visible(each)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
  return new CliError('resource', lines.join('\n'), hint);
}
