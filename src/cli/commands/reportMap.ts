import { existsSync } from 'node:fs';
import type { Reported } from '../../render/json/report.ts';
import type { CommandContext } from '../command.ts';
import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { lineLinks } from '../lineLinks.ts';
import { openAccount } from '../openAccount.ts';
import { assertFree, output } from '../output.ts';
import { fileProposal } from '../pipeline/fileProposal.ts';
import { planFor } from '../pipeline/planFor.ts';
import { warn } from '../reportError.ts';
import { shared } from '../sharedFlags.ts';
import { todayOf } from '../today.ts';

const flags = shared('desired', 'overwrite', 'today');

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `report map`: who has access to what and how, what to look at, and what the plan changes. */
export const reportMap = defineCommand({
  text: 'The access map: who has access to what, and by which way. With an access file, also what its plan would change. It only reads.',
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
    const { reportJson } = await import('../../render/json/report.ts');
    const { sandbox } = run.globals;
    const linkOf = lineLinks(process.env, process.cwd());
    const document = reportJson(reported, {
      tool: version(),
      command: 'report',
      made: new Date().toISOString(),
      today: todayOf(run),
      consent: false,
      again: { again: run.next.again },
      urlOf: (file) => linkOf?.(file, 1, 1)?.replace(/#L1$/, ''),
      ...(sandbox && { where: 'the sandbox' }),
    });
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
        await output(run, renderReport(document, await layoutFor(run)));
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
  const { listKeys } = await import('../../keys/list.ts');
  const proposal = hasFile ? await fileProposal(run, false) : undefined;
  using account = await openAccount(run);
  const client = account.client.remembering();
  const keys = listKeys(client, todayOf(run));
  // It is waited for last, and not at all if the rest could not be read.
  keys.catch(() => undefined);
  if (proposal === undefined) {
    const live = await read(client);
    return { ...sourcesOf(live), keys: await keys };
  }
  const { desired } = proposal;
  const { live, plan } = await planFor(run, account, {
    ...proposal,
    read: () => read(client, desired, (own) => both(own, everything())),
  });
  return { ...sourcesOf(live, { desired, plan }), keys: await keys };
}
