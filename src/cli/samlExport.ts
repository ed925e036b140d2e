import { FileProblemsError, inText } from '../document/problem.ts';
import { visible } from '../text.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { CliError } from './cliError.ts';
import { assertFree, output } from './output.ts';
import { withAccount } from './withAccount.ts';
import { warn } from './report.ts';

/** `saml export`: the ids that role mappings of SAML identity providers want. */
export async function samlExport(run: CommandContext): Promise<ExitCode> {
  assertFree(run);
  const { format, fileIsGiven } = run.settings;
  if (fileIsGiven && format !== 'values') {
    throw new CliError(
      'usage',
      `-f/--file has no effect on --format ${format}.`,
      'All ids of the account are listed; --format values is made of the file.',
    );
  }
  await output(run, format === 'values' ? await valuesOf(run) : await rowsText(run));
  return exitCode.done;
}

async function rowsText(run: CommandContext): Promise<string> {
  const { samlExport: rowsOf } = await import('../saml/export.ts');
  const rows = await withAccount(run, ({ client }) => rowsOf(client));
  const { formatSaml } = await import('../saml/format.ts');
  const { format } = run.settings;
  return formatSaml(rows, format === 'json' || format === 'csv' ? format : 'yaml');
}

/** The file says by name who gets what, the account has the ids. @throws FileProblemsError, CliError (file) */
async function valuesOf(run: CommandContext): Promise<string> {
  const { file } = run.settings;
  const { load } = await import('../load/load.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, run.terminal);
  if (desired.saml === undefined) {
    throw new CliError(
      'file',
      `${visible(file)} has no \`saml\`, which says which groups get which roles.`,
      'Add it, or export all ids with --format yaml, json or csv.',
    );
  }
  const { samlExport: rowsOf } = await import('../saml/export.ts');
  const rows = await withAccount(run, ({ client }) => rowsOf(client));
  const { valuesText } = await import('../saml/values.ts');
  const written = valuesText(desired.saml, rows);
  if ('text' in written) return written.text;
  throw new FileProblemsError(inText(written.problems, desired.sources));
}
