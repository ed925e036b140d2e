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

/** `report review`: who gets into what, and how, for auditors. */
export const reportReview = defineCommand({
  text: 'Lists every way in which anybody gets into anything, a row each: the person, the place, the role, and how they come to it; whose invitation is open or has expired; which role in the account is to be changed by hand; and last days, where the file sets one. Sorted: the same account gives the same bytes.',
  flags,
  takes: ['file', 'out', ...result, ...remote],
  formats: ['csv', 'json'],
  examples: [
    ['report review -o review.csv', 'as a table'],
    ['report review --json', 'for programs'],
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
      const { printJson } = await import('../../render/index.ts');
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

/** The file, if there is one: it knows last days, and which roles are to be changed by hand. */
async function fileOf(run: Run): Promise<Desired | undefined> {
  const { globals, terminal } = run;
  const { path, isGiven } = globals.file;
  if (!isGiven && !existsSync(path)) return undefined;
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(path, { today: todayOf(run) });
  await warn(warnings, terminal);
  return desired;
}
