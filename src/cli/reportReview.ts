import { existsSync } from 'node:fs';
import type { Desired } from '../model.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { assertFree, output } from './output.ts';
import { version } from './package.ts';
import { withAccount } from './withAccount.ts';
import { warn } from './report.ts';
import { todayOf } from './today.ts';

/** `report review`: who gets into what, and how, for auditors. */
export async function reportReview(run: CommandContext): Promise<ExitCode> {
  assertFree(run);
  const desired = await fileOf(run);
  const { diff, read } = await import('../index.ts');
  const { everything } = await import('../read/scope.ts');
  const live = await withAccount(run, ({ client }) => read(client, desired, everything()));
  const manual = desired === undefined ? [] : diff(desired, live).manual;
  const { reviewColumns, reviewOf } = await import('../review/review.ts');
  const rows = reviewOf(live, desired, manual);
  if (run.settings.format === 'json') {
    const { printJson } = await import('../render/index.ts');
    const { account } = live;
    await output(
      run,
      printJson({ schema: 'ax-access/review@1', tool: version(), account, access: rows }),
    );
  } else {
    const { csvOf } = await import('../csv.ts');
    const lines = rows.map((row) => reviewColumns.map((column) => row[column]));
    await output(run, csvOf([reviewColumns, ...lines]));
  }
  return exitCode.done;
}

/** The file, if there is one: it knows last days, and which roles are to be changed by hand. */
async function fileOf(run: CommandContext): Promise<Desired | undefined> {
  const { settings, terminal } = run;
  if (!settings.fileIsGiven && !existsSync(settings.file)) return undefined;
  const { load } = await import('../load/load.ts');
  const { desired, warnings } = await load(settings.file, { today: todayOf(run) });
  await warn(warnings, terminal);
  return desired;
}
