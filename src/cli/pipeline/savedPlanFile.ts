import { readFile } from 'node:fs/promises';
import type { Desired, Plan, PlannedChange } from '../../model.ts';
import type { SavedPlan, Freshness } from '../../index.ts';
import { shellWord, visible } from '../../text.ts';
import type { PlanRun } from './planRun.ts';
import { codeOf } from '../../systemError.ts';
import { CliError, messageOf } from '../cliError.ts';
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
  };
  await output(run, `${JSON.stringify(savedPlan(plan, context, new Date()), null, 2)}\n`, 0o600);
}

/** For what is not a saved plan: it stays as it is. */
const another = 'Plan again: ax-access plan --out plan.json';

/** How to make another plan in the place of a saved one. */
function againInto(path: string, { globals }: PlanRun, file = 'access.yaml'): string {
  const flags = againWith(globals, file === '<stdin>' ? '-' : file);
  const line = `ax-access plan --out ${shellWord(path)} --overwrite${flags === '' ? '' : ` ${flags}`}`;
  return `Plan again: ${visible(line)}`;
}

/** Says why a plan cannot be run, or not any more. */
export type Stale = (why: string) => CliError;

/** Of a saved plan, with how to make another. Nothing was written. */
export const staleFile =
  (run: PlanRun, path: string, file: string | undefined): Stale =>
  (why) =>
    new CliError(
      'stale',
      `${visible(path)} cannot be applied: ${why}. Nothing was written.`,
      againInto(path, run, file),
    );

/**
 * Opens a saved plan.
 * @throws CliError (file) when it is none, CliError (stale) when it is too old, or of another release
 */
export async function openSavedPlan(run: PlanRun, path: string, now: Date): Promise<SavedPlan> {
  const { InvalidSavedPlanError, OtherFormatError, expiryOf, parseSavedPlan } =
    await import('../../index.ts');
  let saved: SavedPlan;
  try {
    saved = parseSavedPlan(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof InvalidSavedPlanError) {
      throw new CliError(
        'file',
        `${visible(path)} is not a saved plan: ${visible(error.message)}.`,
        another,
      );
    }
    if (error instanceof OtherFormatError) {
      throw staleFile(run, path, error.file)(`another release than ${version()} wrote its format`);
    }
    if (codeOf(error) === 'ENOENT') {
      const hint = /\.ya?ml$/.test(path)
        ? `Use -f for an access file: -f ${visible(path)}`
        : another;
      throw new CliError('file', `${visible(path)} does not exist.`, hint);
    }
    throw new CliError('file', `${visible(path)} cannot be read: ${visible(messageOf(error))}.`);
  }
  const stale = staleFile(run, path, saved.sources[0]?.file);
  if (saved.tool !== version()) {
    throw stale(`ax-access ${saved.tool} made it, but this is ${version()}`);
  }
  if (expiryOf(saved) < now) {
    throw stale(`it was made at ${saved.made_at}, and a plan is valid for 24 hours`);
  }
  if (Date.parse(saved.made_at) > now.getTime() + 60_000) {
    throw stale(`it was made at ${saved.made_at}, which is in the future: check the clock`);
  }
  return saved;
}

/**
 * Sorts a plan's changes by how what they are about stands now.
 * @returns those that are left to do
 * @throws CliError (stale) when anything has moved, or nothing is left
 */
export function changesLeft(
  stale: Stale,
  changes: readonly PlannedChange[],
  standing: ReadonlyMap<string, Freshness>,
): readonly PlannedChange[] {
  const moved = changes.flatMap(({ address }) => {
    const now = standing.get(address);
    return now?.is === 'moved' ? [`  ${address}: ${now.what}`] : [];
  });
  if (moved.length > 0) {
    const count = moved.length === 1 ? '1 item has' : `${moved.length} items have`;
    throw stale(`${count} changed since it was made:\n${moved.join('\n')}\nThe plan is stale`);
  }
  const left = changes.filter(({ address }) => standing.get(address)?.is === 'open');
  if (left.length === 0 && changes.length > 0) throw stale('all its changes are already applied');
  return left;
}
