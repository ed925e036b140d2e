import type { Run } from './command.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { assertFree, output } from './output.ts';
import { reading } from './reading.ts';

/** `saml export`: the ids that role mappings of SAML identity providers want. */
export async function samlExport(run: Run): Promise<ExitCode> {
  assertFree(run);
  const { samlExport: rowsOf } = await import('../saml/export.ts');
  const rows = await reading(run, ({ client }) => rowsOf(client));
  const { formatSaml } = await import('../saml/format.ts');
  const { format } = run.settings;
  await output(run, formatSaml(rows, format === 'json' || format === 'csv' ? format : 'yaml'));
  return exitCode.done;
}
