import { FileProblemsError, inText } from '../../document/problem.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { assertFree, output } from '../output.ts';
import { openAccount } from '../openAccount.ts';
import { warn } from '../reportError.ts';
import { defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

const flags = { ...shared('overwrite') };

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `saml export`: the ids that SAML role mappings need. */
export const samlExport = defineCommand({
  text: 'Lists roles, organizations, spaces and projects with the ids that SAML role mappings need, in a stable order. With --format values, writes role_mappings for a self-hosted values.yaml, from saml in the access file.',
  flags,
  takes: ['file', 'out', ...result, ...remote],
  formats: ['yaml', 'json', 'csv', 'values'],
  examples: [
    ['saml export', 'as YAML'],
    ['saml export --format csv -o ids.csv', 'as CSV'],
    ['saml export --format values', 'role_mappings for values.yaml'],
  ],
  async run(run) {
    assertFree(run);
    const { format } = run;
    if (run.globals.file.namedBy === 'flag' && format !== 'values') {
      throw new CliError(
        'usage',
        `-f/--file cannot be used with --format ${format}.`,
        'Only --format values reads the access file.',
      );
    }
    await output(run, format === 'values' ? await valuesOf(run) : await rowsText(run));
    return exitCode.done;
  },
});

async function rowsText(run: Run): Promise<string> {
  const { samlExport: rowsOf } = await import('../../saml/export.ts');
  using account = await openAccount(run);
  const rows = await rowsOf(account.client);
  const { formatSaml } = await import('../../saml/format.ts');
  const { format } = run;
  return formatSaml(rows, format === 'json' || format === 'csv' ? format : 'yaml');
}

/** Role mappings from the file, with ids from the account. @throws FileProblemsError, CliError (file) */
async function valuesOf(run: Run): Promise<string> {
  const file = run.globals.file.path;
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, run.terminal, file);
  if (desired.saml === undefined) {
    throw new CliError(
      'file',
      `${visible(file)} has no \`saml\` key, so there are no groups to map.`,
      'Add it (ax-access help file saml), or export ids with --format yaml, json or csv.',
    );
  }
  const { samlExport: rowsOf } = await import('../../saml/export.ts');
  using account = await openAccount(run);
  const rows = await rowsOf(account.client);
  const { valuesText } = await import('../../saml/values.ts');
  const written = valuesText(desired.saml, rows);
  if ('text' in written) return written.text;
  throw new FileProblemsError(inText(written.problems, desired.sources));
}
