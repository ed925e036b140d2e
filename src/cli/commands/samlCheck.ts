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

/** `saml check`: whether live role mappings point at items that exist, and give what the file says. */
export const samlCheck = defineCommand({
  text: 'Reads the role mappings of the SAML identity providers and looks for ids that no longer exist, for groups of the access file without a mapping, for mappings that the file does not list, and for those that give something else. It writes nothing. Exit 0: in order. 2: not. 1: it could not look.',
  flags: {},
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['saml check', 'for a nightly job'],
    ['saml check --json', 'for programs'],
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
      const { printJson } = await import('../../render/index.ts');
      const { samlCheckJson } = await import('../../render/json/samlCheck.ts');
      const context = { tool: version(), compared: wanted !== undefined, exitCode: code };
      terminal.write(printJson(samlCheckJson(providers, findings, context)));
    } else {
      const { renderSamlCheck } = await import('../../render/text/samlCheck.ts');
      const layout = await layoutFor(run);
      terminal.write(renderSamlCheck(providers, findings, wanted !== undefined, layout));
    }
    return code;
  },
});

/** What the file says of identity providers. Dead ids can be found without a file, too. */
async function wantedOf({
  globals,
  terminal,
}: CommandContext): Promise<readonly SamlProvider[] | undefined> {
  const { path: file, isGiven } = globals.file;
  if (!isGiven && !existsSync(file)) {
    terminal.note(`There is no ${file}, so only dead ids are looked for.`);
    return undefined;
  }
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, terminal);
  return desired.saml;
}
