import { existsSync } from 'node:fs';
import type { SamlProvider } from '../../model.ts';
import type { CommandContext } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { warn } from '../reportError.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';

/** `saml check`: whether live role mappings point at existing items and match the file. */
export const samlCheck = defineCommand({
  text: 'Checks the role mappings of SAML identity providers: ids that no longer exist, and differences from the access file. It changes nothing. Exit codes: 0 no findings, 2 findings, 1 error.',
  flags: {},
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['saml check', 'for a nightly job'],
    ['saml check --json', 'as JSON'],
  ],
  async run(run) {
    const { format, terminal } = run;
    const wanted = await wantedOf(run);
    const { readIdentityProviders } = await import('../../read/identityProviders.ts');
    const { samlExport: rowsOf } = await import('../../saml/export.ts');
    using account = await openAccount(run);
    const { client } = account;
    const [providers, rows] = await Promise.all([readIdentityProviders(client), rowsOf(client)]);
    const { checkMappings } = await import('../../saml/check.ts');
    const findings = checkMappings(providers, rows, wanted);
    const code = findings.length > 0 ? exitCode.differences : exitCode.done;
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { samlCheckJson } = await import('../../render/json/samlCheck.ts');
      const compared = wanted !== undefined;
      const context = { tool: version(), compared, exitCode: code, again: run.next };
      terminal.write(printJson(samlCheckJson(providers, findings, context)));
    } else {
      const { renderSamlCheck } = await import('../../render/text/samlCheck.ts');
      const layout = await layoutFor(run);
      terminal.write(renderSamlCheck(providers, findings, wanted !== undefined, layout));
    }
    return code;
  },
});

/** The identity providers of the file. Ids are checked even without a file. */
async function wantedOf({
  globals,
  terminal,
}: CommandContext): Promise<readonly SamlProvider[] | undefined> {
  const { path: file, namedBy } = globals.file;
  if (namedBy === undefined && !existsSync(file)) {
    terminal.note(`${file} does not exist, so only ids are checked.`);
    return undefined;
  }
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, terminal, file);
  return desired.saml;
}
