import { existsSync } from 'node:fs';
import type { ReadClient } from '../../api/index.ts';
import type { Desired } from '../../model.ts';
import type { Reported } from '../../render/json/report.ts';
import type { CommandContext } from '../command.ts';
import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { layoutFor } from '../layoutFor.ts';
import { openAccount } from '../openAccount.ts';
import { assertFree, output, targetOf } from '../output.ts';
import { fileProposal } from '../pipeline/fileProposal.ts';
import { planFor } from '../pipeline/planFor.ts';
import { documentFor } from '../pipeline/reportDocument.ts';
import { warn } from '../reportError.ts';
import { shared } from '../sharedFlags.ts';
import { todayOf } from '../today.ts';

const flags = shared('desired', 'overwrite', 'today');

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `report map`: who has access to what and how, what to look at, and what the plan changes. */
export const reportMap = defineCommand({
  text: 'Shows who has access to what, and how: the access map. With an access file, also shows what its plan would change. It only reads.',
  flags,
  takes: ['file', 'out', ...result, ...remote, 'journalDir'],
  formats: ['text', 'json', 'html'],
  examples: [
    ['report', 'a summary of the account'],
    ['report -o access.html', 'the map as one page for a browser'],
    ['report --json -o map.json', 'the whole map, for programs'],
    ['report --desired --json', 'the map of the file alone, offline'],
  ],
  async run(run) {
    assertFree(run);
    const reported = run.options.desired ? await ofFile(run) : await ofAccount(run);
    const document = await documentFor(run, reported, 'report');
    switch (run.format) {
      case 'html': {
        const { reportHtml } = await import('../../render/html/page.ts');
        await output(run, reportHtml(document));
        break;
      }
      case 'json': {
        const { printTables } = await import('../../render/json/print.ts');
        await output(run, printTables(document));
        break;
      }
      case 'text': {
        const { renderReport } = await import('../../render/text/report.ts');
        await output(run, renderReport(document, await layoutFor(run, targetOf(run))));
      }
    }
    return exitCode.done;
  },
});

/** The file alone: no account is asked. */
async function ofFile(run: Run): Promise<Reported> {
  const { path } = run.globals.file;
  const { load } = await import('../../load/load.ts');
  const { fileState } = await import('../../access/state.ts');
  const { desired, warnings } = await load(path, { today: todayOf(run) });
  await warn(warnings, run.terminal, path);
  return { before: fileState(desired), desired };
}

/** The account, and with a file also its plan. */
async function ofAccount(run: Run): Promise<Reported> {
  const { path, namedBy } = run.globals.file;
  const hasFile = namedBy !== undefined || existsSync(path);
  const { read } = await import('../../index.ts');
  const { everything } = await import('../../read/scope.ts');
  const { both } = await import('../../read/focus.ts');
  const { sourcesOf } = await import('../../report/sources.ts');
  const proposal = hasFile ? await fileProposal(run, false) : undefined;
  using account = await openAccount(run);
  const client = account.client.remembering();
  const beside = besideAccess(client, todayOf(run), proposal?.desired);
  // It is waited for last, and not at all if the rest could not be read.
  beside.catch(() => undefined);
  if (proposal === undefined) return { ...sourcesOf(await read(client)), ...(await beside) };
  const { desired } = proposal;
  const { live, plan } = await planFor(run, account, {
    ...proposal,
    read: () => read(client, desired, (own) => both(own, everything())),
  });
  return { ...sourcesOf(live, { desired, plan }), ...(await beside) };
}

/** What gives access beside the grants of people: service keys, and the role mappings of identity providers. */
async function besideAccess(
  client: ReadClient,
  today: string,
  desired: Desired | undefined,
): Promise<Pick<Reported, 'keys' | 'saml'>> {
  const { listKeys } = await import('../../keys/list.ts');
  const [keys, saml] = await Promise.all([listKeys(client, today), mappingsOf(client, desired)]);
  return { keys, saml };
}

/** Only admins may see identity providers; for others the map says that it lacks them. */
async function mappingsOf(
  client: ReadClient,
  desired: Desired | undefined,
): Promise<NonNullable<Reported['saml']>> {
  const { ApiError, isStopped } = await import('../../api/index.ts');
  const { readIdentityProviders } = await import('../../read/identityProviders.ts');
  const { samlExport } = await import('../../saml/export.ts');
  const { checkMappings } = await import('../../saml/check.ts');
  const { directoryOf } = await import('../../saml/directory.ts');
  try {
    const [providers, rows] = await Promise.all([
      readIdentityProviders(client),
      samlExport(client),
    ]);
    const findings = checkMappings(providers, rows, desired?.saml);
    return { providers, findings, directory: directoryOf(rows) };
  } catch (error) {
    if (error instanceof ApiError && !isStopped(error)) return { unread: error.message };
    throw error;
  }
}
