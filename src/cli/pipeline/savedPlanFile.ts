import { messageOf } from '../../errorText.ts';
import { readFile } from 'node:fs/promises';
import type { Desired, Plan, PlannedChange } from '../../model.ts';
import type { SavedPlan, SavedWith, Freshness } from '../../index.ts';
import { shellWord, visible } from '../../text.ts';
import type { PlanRun } from './planRun.ts';
import { describeAddress } from '../../render/words/names.ts';
import { plainText } from '../../render/words/pieces.ts';
import { codeOf } from '../../systemError.ts';
import { CliError } from '../cliError.ts';
import { output } from '../output.ts';
import { version } from '../installedPackage.ts';
import { againWith } from '../command.ts';
import { todayOf } from '../today.ts';

/** Writes a plan into the file that `--out` names. @throws CliError (file) */
export async function savePlan(
  run: PlanRun,
  plan: Plan,
  { desired, host }: { readonly desired: Desired; readonly host: string },
): Promise<void> {
  const { savedPlan } = await import('../../index.ts');
  const context = {
    tool: version(),
    host,
    sources: desired.sources,
    today: todayOf(run),
    assert_roles: run.options.assertRoles === true,
    consent: run.options.allowDestructive === true,
    sandbox: run.globals.sandbox !== undefined,
    flags: flagsOf(run),
  };
  await output(run, `${JSON.stringify(savedPlan(plan, context, new Date()), null, 2)}\n`, 0o600);
}

/** What `show` cannot know otherwise: how the account and its journals are reached, and which lists were confirmed. */
function flagsOf({ globals, options }: PlanRun): SavedWith['flags'] {
  const { profile, journalDir, insecureHttp } = globals;
  const { acceptCount = new Map() } = options;
  return {
    ...(profile !== undefined && { profile }),
    ...(journalDir !== undefined && { journal_dir: journalDir }),
    ...(insecureHttp && { insecure_http: true }),
    ...(acceptCount.size > 0 && { accept_count: Object.fromEntries(acceptCount) }),
  };
}

/** The hint for a file that is not a saved plan. */
const another = 'Plan again: ax-access plan --out plan.json';

/** The command that replaces a saved plan with a new one. */
export function planAgain(
  path: string,
  { globals }: Pick<PlanRun, 'globals'>,
  file = 'access.yaml',
): string {
  const flags = againWith(globals, file === '<stdin>' ? '-' : file);
  return `plan --out ${shellWord(path)} --overwrite${flags === '' ? '' : ` ${flags}`}`;
}

/** The error for a plan that cannot be run, or no longer. */
export type Stale = (why: string) => CliError;

/** The error for a saved plan, with the command that makes a new one. Nothing was written. */
export const staleFile =
  (run: PlanRun, path: string, file: string | undefined): Stale =>
  (why) =>
    new CliError(
      'stale',
      `${visible(path)} cannot be applied: ${why}. Nothing was written.`,
      `Plan again: ${visible(`ax-access ${planAgain(path, run, file)}`)}`,
    );

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);

/**
 * Reads a saved plan, whether or not it can still be applied.
 * @param other the error for a plan in another format, made from the access file that the plan names
 * @throws CliError (file) if it is not a saved plan
 */
export async function readSavedPlan(
  path: string,
  other: (file: string | undefined) => CliError,
): Promise<SavedPlan> {
  const { InvalidSavedPlanError, OtherFormatError, parseSavedPlan } =
    await import('../../index.ts');
  try {
    return await parseSavedPlan(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof InvalidSavedPlanError) {
      throw new CliError(
        'file',
        `${visible(path)} is not a saved plan: ${visible(error.message)}.`,
        isYaml(path) ? `Plan an access file: ax-access plan -f ${shellWord(path)}` : another,
      );
    }
    if (error instanceof OtherFormatError) throw other(error.file);
    if (codeOf(error) === 'ENOENT') {
      const hint = isYaml(path) ? `Use -f for an access file: -f ${visible(path)}` : another;
      throw new CliError('file', `${visible(path)} does not exist.`, hint);
    }
    throw new CliError('file', `${visible(path)} cannot be read: ${visible(messageOf(error))}.`);
  }
}

/** Why a saved plan can no longer be applied, as part of a sentence; undefined if it can. */
export async function whyStale(saved: SavedPlan, now: Date): Promise<string | undefined> {
  const { expiryOf } = await import('../../index.ts');
  if (saved.tool !== version()) return `ax-access ${saved.tool} made it, but this is ${version()}`;
  if (expiryOf(saved) < now) {
    return `it was made at ${saved.made_at}, and a plan is valid for 24 hours`;
  }
  if (Date.parse(saved.made_at) > now.getTime() + 60_000) {
    return `it was made at ${saved.made_at}, which is in the future: check the clock`;
  }
  return undefined;
}

/**
 * Opens a saved plan in order to apply it.
 * @throws CliError (file) if it is not one, CliError (stale) if it is too old, or from another release
 */
export async function openSavedPlan(run: PlanRun, path: string, now: Date): Promise<SavedPlan> {
  const saved = await readSavedPlan(path, (file) =>
    staleFile(run, path, file)(`another release than ${version()} wrote its format`),
  );
  const why = await whyStale(saved, now);
  if (why !== undefined) throw staleFile(run, path, saved.sources[0]?.file)(why);
  return saved;
}

/**
 * Sorts the changes of a plan by the current state of their items.
 * @returns the changes that are left to do
 * @throws CliError (stale) if any item has changed, or if nothing is left
 */
export function changesLeft(
  stale: Stale,
  changes: readonly PlannedChange[],
  standing: ReadonlyMap<string, Freshness>,
): readonly PlannedChange[] {
  const moved = changes.flatMap(({ address }) => {
    const now = standing.get(address);
    return now?.is === 'moved'
      ? [`  ${visible(`${plainText(describeAddress(address))}: ${now.what}`)}`]
      : [];
  });
  if (moved.length > 0) {
    const count = moved.length === 1 ? '1 item has' : `${moved.length} items have`;
    throw stale(`${count} changed since it was made:\n${moved.join('\n')}\nThe plan is stale`);
  }
  const left = changes.filter(({ address }) => standing.get(address)?.is === 'open');
  if (left.length === 0 && changes.length > 0) throw stale('all its changes are already applied');
  return left;
}
