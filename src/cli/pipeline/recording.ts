import { messageOf } from '../../errorText.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desired, History, Live, Outcome, Plan, Undo } from '../../model.ts';
import type { Last } from '../../journal/readJournal.ts';
import { hasWorkingFolder } from '../../folders.ts';
import { visible } from '../../text.ts';
import type { PlanRun } from './planRun.ts';
import { lostFolder } from '../cliError.ts';
import { homeFolder, journalsOf, ownIgnore } from '../ownFolder.ts';
import { replaceFile } from '../replaceFile.ts';
import { version } from '../installedPackage.ts';
import type { Terminal } from '../terminal.ts';

/** The contents of the record of a run. */
export interface Recorded {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly live: Live;
  /** Of the API. */
  readonly host: string;
  /** The saved plan, if one is run. */
  readonly saved?: string;
  /** What earlier runs recorded. */
  readonly history?: History;
}

/** The record of a run in progress. If it cannot be written, the run continues. */
export interface Recording {
  begin: (change: Plan['changes'][number]) => void;
  end: (outcome: Outcome) => void;
  /** Records the outcomes as Arize reported them, and the account as read afterwards, if it was. */
  finish: (
    outcomes: readonly Outcome[],
    told: readonly Outcome[],
    live: Live | undefined,
    isInterrupted: boolean,
  ) => void;
  /** How to undo what was done, given the account as read after the run, if it was. */
  undo: (outcomes: readonly Outcome[], live: Live | undefined) => Promise<Undo | undefined>;
}

const nothing: Recording = {
  begin: () => undefined,
  end: () => undefined,
  finish: () => undefined,
  undo: () => Promise.resolve(undefined),
};

/**
 * Opens the journal of a run and writes the file that undoes it, before anything is written to Arize.
 */
export async function startRecording(run: PlanRun, recorded: Recorded): Promise<Recording> {
  const { options, globals, terminal } = run;
  const { folder, link } = await journalsOf(run);
  const { heldTo, idsOf, listsAfter, listsBefore, openJournal, runName } =
    await import('../../index.ts');
  const { plan, desired, live, host, saved, history } = recorded;
  const { undoFor } = await import('./undoFile.ts');
  const now = new Date();
  const name = runName(now);
  const running = plan.changes.filter(({ held }) => held === undefined);
  const leftOut = [...plan.unknown, ...plan.kept.map(({ removal }) => removal)];
  const lists = heldTo(running, desired, live, history);
  if (link !== undefined) {
    terminal.tell(
      `No journal of this run: ${visible(link)} is a link, and links are not followed. The run continues without an undo file.`,
    );
    return nothing;
  }
  try {
    const journal = openJournal(folder, {
      run: name,
      tool: version(),
      account: live.account,
      host,
      ...(live.caller && { caller: live.caller }),
      sources: desired.sources,
      digest: plan.digest,
      ...(saved !== undefined && { saved }),
      consent: options.allowDestructive === true,
      changes: running.length,
      ...(leftOut.length > 0 && { left_out: leftOut.map(({ address }) => address) }),
      ids: idsOf(desired, live),
      ...listsBefore(lists, running, live),
    });
    ownIgnore(homeFolder(globals));
    const path = join(folder, `${name}.undo.yaml`);
    const undo = await undoFor(run, recorded, { name, path });
    const begun = new Set<string>();
    if (undo.text !== undefined) {
      writeFileSync(path, undo.text, { flag: 'wx', mode: 0o600 });
    }
    if (running.length > 0) {
      journal.remain(undo.remainder);
      terminal.note(`Journal: ${visible(journal.file)}`);
    }
    // A full disk must not end a run in the middle of its writes.
    let isBroken = false;
    const keep =
      <T extends readonly unknown[]>(write: (...given: T) => void) =>
      (...given: T): void => {
        if (isBroken) return;
        try {
          write(...given);
        } catch (error) {
          isBroken = true;
          terminal.tell(`The journal ends here: ${visible(messageOf(error))}. The run continues.`);
        }
      };
    const begin = keep(journal.begin);
    const remain = keep(journal.remain);
    return {
      async undo(outcomes, after) {
        const way = await undo.way({ outcomes, begun, live: after });
        // A killed run leaves the undo file from before its first write, which covers everything it may have done.
        if (way.text !== undefined && way.text !== undo.text) await renew(path, way.text, terminal);
        if (way.remainder !== undefined) remain(way.remainder);
        return way.undo;
      },
      begin(change) {
        begun.add(change.address);
        begin(change);
      },
      end: keep(journal.end),
      finish: keep<Parameters<Recording['finish']>>((outcomes, told, after, isInterrupted) => {
        const untrue = outcomes.flatMap((outcome, index) =>
          outcome.status === 'failed' && told[index]?.status === 'done'
            ? [{ address: outcome.change.address, error: outcome.error.message }]
            : [],
        );
        // Changes without a request are recorded too: they were not made.
        for (const outcome of outcomes) if (outcome.status === 'held') journal.end(outcome);
        const left = listsAfter(lists, told, { live, again: after }, history);
        journal.finish({
          complete: outcomes.every(({ status }) => status === 'done' || status === 'held'),
          ...(isInterrupted && { interrupted: true }),
          ...(untrue.length > 0 && { untrue }),
          ...(after && { ids: idsOf(desired, after) }),
          ...(left && { lists: left }),
        });
      }),
    };
  } catch (error) {
    if (!hasWorkingFolder()) throw lostFolder();
    terminal.tell(
      `No journal of this run: ${visible(folder)} cannot be written (${visible(messageOf(error))}). The run continues without an undo file.`,
    );
    return nothing;
  }
}

/** Replaces the undo file from before a run with the final one. */
async function renew(path: string, text: string, terminal: Terminal): Promise<void> {
  try {
    await replaceFile(path, text);
  } catch (error) {
    terminal.tell(
      `${messageOf(error)} It still lists additions that were not made: delete them from its \`removed\` before you use it.`,
    );
  }
}

/** What earlier runs of this folder recorded; undefined if there is none. */
export async function historyOf(
  run: PlanRun,
  file: string,
  whose: { readonly account: Live['account']; readonly host: string },
): Promise<History | undefined> {
  const { knowsRuns, lastBaselines, lastIds, lastSources } = await import('../../index.ts');
  const journals = await journalsOf(run);
  if (!knowsRuns(journals, whose)) return undefined;
  const baselines = lastBaselines(journals, whose);
  const owned = await ownedBy(lastSources(journals, whose, file));
  const { acceptCount: accepted = new Map<string, number>() } = run.options;
  return { baselines, owned, ids: lastIds(journals, whose), accepted };
}

/**
 * The maps that a file managed. A file that can no longer be parsed counts as managing none, and a run that kept
 * unlisted items in a map did not take ownership of it yet.
 */
async function ownedBy(last: Last | undefined): Promise<ReadonlySet<string>> {
  if (last === undefined) return new Set();
  const { FileProblemsError, loadSources } = await import('../../index.ts');
  try {
    const { desired } = await loadSources(last.sources);
    return new Set(
      [...desired.collections.values()]
        .filter(({ mode }) => mode === 'full')
        .filter(({ address }) => !last.leftOut.some((each) => each.startsWith(`${address}/`)))
        .map(({ address }) => address),
    );
  } catch (error) {
    if (error instanceof FileProblemsError) return new Set();
    throw error;
  }
}
