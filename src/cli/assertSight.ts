import type { Live } from '../model.ts';
import { CliError } from './cliError.ts';

/**
 * Ends a command that treats missing entries as gone, if Arize may have filtered them for the key.
 * @param what needs to see everything
 * @param harm the harm it would do
 * @throws CliError (sight)
 */
export async function assertSight(
  live: Pick<Live, 'caller'>,
  what: string,
  harm: string,
): Promise<void> {
  const { seesAll, whyFiltered } = await import('../writer/import/sight.ts');
  if (seesAll(live)) return;
  throw new CliError(
    'sight',
    `${what} needs the API key of an account admin: ${whyFiltered(live)}. ${harm}`,
    'Nothing was written. Use the API key of an account admin.',
  );
}
