import type { RecordedChange, RecordedRun, RunHistory } from '../../journal/history.ts';

/** The runs of a folder, for programs; with their changes where one run is asked for. */
export const historyJson = (
  { runs, unreadable }: RunHistory,
  {
    folder,
    tool,
    detailed,
  }: { readonly folder: string; readonly tool: string; readonly detailed: boolean },
): object => ({
  schema: 'ax-access/history@1',
  tool,
  folder,
  complete: unreadable.length === 0,
  unreadable,
  runs: runs.map((run) => runJson(run, detailed)),
});

function runJson(run: RecordedRun, detailed: boolean): object {
  const { changes, remainder } = run;
  const of = (status: RecordedChange['status']): number =>
    changes.filter((change) => change.status === status).length;
  return {
    run: run.name,
    started_at: run.at,
    ...(run.endedAt !== undefined && { ended_at: run.endedAt }),
    tool: run.tool,
    account: { id: run.account.id, name: run.account.name },
    host: run.host,
    ...(run.caller && {
      caller: {
        id: run.caller.id,
        email: run.caller.email,
        account_admin: run.caller.accountAdmin,
      },
    }),
    file: run.file,
    ...(run.undoes !== undefined && { undoes: run.undoes }),
    ended: run.end,
    summary: {
      done: of('done'),
      failed: of('failed'),
      skipped: of('skipped'),
      held: of('held'),
      unknown: of('unknown'),
    },
    can_be_undone: run.undoable,
    ...(run.undoFile !== undefined && { undo_file: run.undoFile }),
    ...(remainder && {
      not_undone: {
        irreversible: remainder.ended,
        stays: remainder.made,
        protected: remainder.guarded,
      },
    }),
    ...(detailed && {
      changes: changes.map(
        ({ address, action, status, before, after, already, why, irreversible }) => ({
          address,
          ...(action && { action }),
          status,
          before: before ?? null,
          after: after ?? null,
          ...(already && { already }),
          ...(why !== undefined && { why }),
          ...(irreversible !== undefined && { irreversible_why: irreversible }),
        }),
      ),
    }),
  };
}
