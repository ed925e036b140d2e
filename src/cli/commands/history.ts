import type { RecordedRun } from '../../journal/history.ts';
import type { NextLine } from '../../render/text/history.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';

/** `history`: what runs did, according to the journals of this folder. */
export const history = defineCommand({
  text: 'Lists the runs that the journals of this folder record, offline: when they ran, whose key they used, what they did, how they ended, and whether they can be undone. With the name of a run, or its start or end, shows that run change by change.',
  args: '[run]',
  argsCompletion: { kind: 'names', of: ['run'] },
  flags: {},
  takes: ['file', ...result, 'sandbox', 'journalDir'],
  formats: ['text', 'json'],
  examples: [
    ['history', 'the runs of this folder'],
    ['history --sandbox', 'the runs on the sandbox'],
    ['history 20270331T090000Z-1a2b3c', 'one run, change by change'],
  ],
  async run(run) {
    const [name] = run.args;
    const { namedRun, recordedRuns, whereElse } = await import('../pipeline/recordedRuns.ts');
    const recorded = await recordedRuns(run);
    const { folder, runs, unreadable } = recorded;
    const one = name === undefined ? undefined : await namedRun(run, recorded, name);
    if (run.format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { historyJson } = await import('../../render/json/history.ts');
      const told = one === undefined ? recorded : { runs: [one], unreadable: [] };
      const context = { folder, tool: version(), detailed: one !== undefined };
      run.terminal.write(printJson(historyJson(told, context)));
    } else {
      const { renderHistory, renderRun } = await import('../../render/text/history.ts');
      const layout = await layoutFor(run);
      run.terminal.write(
        one === undefined
          ? renderHistory(runs, await nextFor(run, runs), layout)
          : renderRun(one, await nextFor(run, [one]), layout),
      );
      if (runs.length === 0 && unreadable.length === 0) run.terminal.note(whereElse(run));
    }
    if (one !== undefined || unreadable.length === 0) return exitCode.done;
    const files = unreadable.map((path) => `\n  ${visible(path)}`).join('');
    run.terminal.tell(
      `error: Not every journal could be read; these are incomplete or from a later release:${files}`,
    );
    return exitCode.error;
  },
});

/** What to look at, or to undo, next. */
async function nextFor(
  run: CommandContext,
  runs: readonly RecordedRun[],
): Promise<readonly NextLine[]> {
  const { lastRun } = await import('../../journal/history.ts');
  const { runCommand } = await import('../pipeline/recordedRuns.ts');
  const last = lastRun(runs);
  if (last === undefined) return [];
  return [
    ...(run.args.length > 0
      ? []
      : [{ command: runCommand(run, 'history', last.name), does: 'change by change' }]),
    ...(last.undoFile === undefined
      ? []
      : [{ command: runCommand(run, 'undo', last.name), does: 'plans the undo' }]),
  ];
}
