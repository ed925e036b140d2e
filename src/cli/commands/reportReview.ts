import { existsSync } from 'node:fs';
import type { Desired } from '../../model.ts';
import type { CommandContext } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { assertFree, output } from '../output.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { warn } from '../reportError.ts';
import { todayOf } from '../today.ts';
import { defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

const flags = { ...shared('overwrite', 'today') };

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `report review`: who has access to what, and how, for auditors. */
export const reportReview = defineCommand({
  text: 'Lists every grant of access, one row each: person, resource, role and path; also invitations, manual steps and last days set in the file. The order is stable.',
  flags,
  takes: ['file', 'out', ...result, ...remote],
  formats: ['csv', 'json'],
  examples: [
    ['report review -o review.csv', 'as CSV'],
    ['report review --json', 'as JSON'],
  ],
  async run(run) {
    assertFree(run);
    const desired = await fileOf(run);
    const { diff, read } = await import('../../index.ts');
    const { everything } = await import('../../read/scope.ts');
    using account = await openAccount(run);
    const live = await read(account.client, desired, everything());
    const manual = desired === undefined ? [] : diff(desired, live).manual;
    const { reviewColumns, reviewOf } = await import('../../review/review.ts');
    const rows = reviewOf(live, desired, manual);
    if (run.format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      await output(
        run,
        printJson({
          schema: 'ax-access/review@1',
          tool: version(),
          account: live.account,
          access: rows,
        }),
      );
    } else {
      const { csvOf } = await import('../../csv.ts');
      const lines = rows.map((row) => reviewColumns.map((column) => row[column]));
      await output(run, csvOf([reviewColumns, ...lines]));
    }
    return exitCode.done;
  },
});

/** The file, if there is one: it has last days, and account roles that need manual steps. */
async function fileOf(run: Run): Promise<Desired | undefined> {
  const { globals, terminal } = run;
  const { path, namedBy } = globals.file;
  if (namedBy === undefined && !existsSync(path)) return undefined;
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(path, { today: todayOf(run) });
  await warn(warnings, terminal, path);
  return desired;
}
