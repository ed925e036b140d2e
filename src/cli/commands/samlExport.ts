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

/** `saml export`: the ids that role mappings of SAML identity providers want. */
export const samlExport = defineCommand({
  text: 'Lists every role, organization, space and project by name, with the id that role mappings of a SAML identity provider want and the number inside it. Sorted: the same account gives the same bytes. With --format values it writes the role_mappings of a self-hosted values.yaml for what the access file says under `saml`.',
  flags,
  takes: ['file', 'out', ...result, ...remote],
  formats: ['yaml', 'json', 'csv', 'values'],
  examples: [
    ['saml export', 'as YAML'],
    ['saml export --format csv -o ids.csv', 'as a table'],
    ['saml export --format values', 'for values.yaml, from `saml` of access.yaml'],
  ],
  async run(run) {
    assertFree(run);
    const { format } = run;
    if (run.globals.file.isGiven && format !== 'values') {
      throw new CliError(
        'usage',
        `-f/--file has no effect on --format ${format}.`,
        'All ids of the account are listed; --format values is made of the file.',
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

/** The file says by name who gets what, the account has the ids. @throws FileProblemsError, CliError (file) */
async function valuesOf(run: Run): Promise<string> {
  const file = run.globals.file.path;
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, run.terminal);
  if (desired.saml === undefined) {
    throw new CliError(
      'file',
      `${visible(file)} has no \`saml\`, which says which groups get which roles.`,
      'Add it, or export all ids with --format yaml, json or csv.',
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
