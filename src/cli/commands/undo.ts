import { basename } from 'node:path';
import type { RecordedRun } from '../../journal/history.ts';
import { rulesNow } from '../pipeline/rulesNow.ts';
import { shellWord, visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import type { CommandContext } from '../command.ts';
import { defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { layoutFor } from '../layoutFor.ts';
import { limits, shared } from '../sharedFlags.ts';
import type { Recorded } from '../pipeline/recordedRuns.ts';

const flags = {
  apply: onOff('--apply', 'apply the plan after showing it'),
  ...shared(
    'allowDestructive',
    'detailedExitcode',
    'requireComplete',
    'expectDigest',
    'acceptCount',
    'also',
    'access',
    'details',
  ),
  ...limits,
  ...shared('today'),
};

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `undo`: plans the undo of a run, and with `--apply` runs it. */
export const undo = defineCommand({
  text: 'Lists the changes of a run that cannot be undone, then plans the undo of the rest. Without the name of a run, it takes the last run that changed anything. Without --apply it changes nothing. With --apply, it needs the same consent as plan --apply, and the same guards and limits apply.',
  args: '[run]',
  argsCompletion: { kind: 'names', of: ['run'] },
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['undo', 'plan the undo of the last run'],
    ['undo --apply --allow-destructive', 'undo all of the last run'],
    ['undo 20270331T090000Z-1a2b3c', 'plan the undo of a run from history'],
  ],
  async run(run) {
    const { namedRun, recordedRuns } = await import('../pipeline/recordedRuns.ts');
    const recorded = await recordedRuns(run);
    const [name] = run.args;
    const past =
      name === undefined ? await latest(run, recorded) : await namedRun(run, recorded, name);
    const file = await undoFileOf(run, past, recorded);
    await tellRemainder(run, past);
    const back = {
      ...run,
      options: { ...run.options, rules: await rulesNow(run, run.globals.file.path) },
      globals: { ...run.globals, file: { path: file, isGiven: true } },
      next: {
        ...run.next,
        as: `undo ${shellWord(past.name)}`,
        // The undo of an undo restores what the file says.
        ...(past.undoes === undefined && past.file !== '' && { undoes: past.file }),
      },
    };
    if (run.options.apply) {
      const { applyFile } = await import('../pipeline/applyPlan.ts');
      return applyFile(back);
    }
    const { planFile } = await import('../pipeline/planFile.ts');
    return planFile(back);
  },
});

/** The last run that changed anything. @throws CliError (run) if there is none, or if it was an undo itself */
async function latest(run: Run, { runs, folder, unreadable }: Recorded): Promise<RecordedRun> {
  const { lastRun } = await import('../../journal/history.ts');
  const { noRuns, runCommand } = await import('../pipeline/recordedRuns.ts');
  const last = lastRun(runs);
  const broken = unreadable.findLast((path) => basename(path) > (last?.name ?? ''));
  if (broken !== undefined) {
    throw new CliError(
      'run',
      `The last run is not known for sure: ${visible(broken)} is incomplete, or from a later release.`,
      `Name the run: ${visible(runCommand(run, 'history'))}`,
    );
  }
  if (runs.length === 0) throw noRuns(run, folder);
  if (last === undefined) {
    throw new CliError(
      'run',
      `No run in ${visible(folder)} changed anything, so there is nothing to undo.`,
      `List runs: ${visible(runCommand(run, 'history'))}`,
    );
  }
  if (last.undoes === undefined) return last;
  const commands = [last.undoes, last.name].map((name) => runCommand(run, 'undo', name));
  throw new CliError(
    'run',
    `The last run, ${visible(last.name)}, undid run ${visible(last.undoes)}.`,
    `Name a run. To undo what is left: ${visible(commands[0] ?? '')}\n  To take that undo back: ${visible(commands[1] ?? '')}`,
  );
}

/** The undo file of a run. @throws CliError (run) if there is none, with the reason */
async function undoFileOf(
  run: Run,
  past: RecordedRun,
  { folder, runs }: Recorded,
): Promise<string> {
  if (past.undoFile !== undefined) return past.undoFile;
  const { runCommand } = await import('../pipeline/recordedRuns.ts');
  const name = visible(past.name);
  const others =
    run.args.length > 0 || runs.length === 1
      ? ''
      : `\n  Earlier runs: ${visible(runCommand(run, 'history'))}`;
  const look = `What it did: ${visible(runCommand(run, 'history', past.name))}${others}`;
  if (past.undoable === 'nothing-done') {
    throw new CliError('run', `Run ${name} changed nothing, so there is nothing to undo.`, look);
  }
  const { remainderGroups } = await import('../../render/words/history.ts');
  const lines = remainderGroups(past).flatMap(([title, texts]) => [
    `${title} (${texts.length}):`,
    ...texts.map((text) => `  - ${text}`),
  ]);
  const hasReasons = lines.length > 0;
  throw new CliError(
    'run',
    hasReasons
      ? [`No change of run ${name} can be undone.`, ...lines].join('\n')
      : `Run ${name} has no undo file in ${visible(folder)}.`,
    hasReasons ? look : `${look}\n  Restore the file that was reviewed before it, then plan.`,
  );
}

/** Says first what cannot be undone: with the plan, or on stderr beside a document. */
async function tellRemainder(run: Run, past: RecordedRun): Promise<void> {
  const { renderUndoHead } = await import('../../render/text/history.ts');
  const isText = run.format === 'text';
  const text = renderUndoHead(past, await layoutFor(run, isText ? 'stdout' : 'stderr'));
  if (isText) run.terminal.write(`${text}\n`);
  else run.terminal.tell(text);
}
