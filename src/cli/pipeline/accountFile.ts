import type { Live } from '../../model.ts';
import type { Focus } from '../../read/scope.ts';
import { visible } from '../../text.ts';
import type { Printed } from '../../writer/import/print.ts';
import { assertSight } from '../assertSight.ts';
import { findPlace } from '../focus.ts';
import { hostOf } from '../openAccount.ts';
import type { OpenAccount } from '../openAccount.ts';
import type { PlanRun } from './planRun.ts';
import { historyOf } from './recording.ts';

/**
 * The access file of an account, or of a part of it.
 * @throws CliError (resource) if there is no such part; (sight) if the key cannot see all of it
 */
export async function fileOf(
  run: PlanRun,
  account: OpenAccount,
  focus: Focus | undefined,
): Promise<Printed & { readonly live: Live }> {
  const live = await readWhole(run, account, { ...(focus && { focus }) });
  if (focus !== undefined) {
    const harm = 'Without its members and bindings, the file would be empty.';
    await assertSight(live, `${run.command} of a part`, harm);
  }
  const { printFile } = await import('../../index.ts');
  const found = focus === undefined ? undefined : findPlace(live, focus);
  return { ...printFile(live, found), live };
}

/**
 * Everything in the account, or in a part of it; says which lists are shorter than in an earlier run.
 * @param everybody whether blocked people are needed too
 */
export async function readWhole(
  run: PlanRun,
  account: OpenAccount,
  { focus, everybody }: { readonly focus?: Focus; readonly everybody?: true },
): Promise<Live> {
  const { read } = await import('../../index.ts');
  const { everything } = await import('../../read/scope.ts');
  const scope = { ...everything(focus), ...(everybody && { everybody }) };
  const live = await read(account.client, undefined, scope);
  await tellShort(run, live, hostOf(account));
  return live;
}

/** Warns about lists shorter than in an earlier run: rows that are missing now will be missing in the file. */
async function tellShort(run: PlanRun, live: Live, host: string): Promise<void> {
  const { shortIn, shortText } = await import('../../plan/shrunk.ts');
  const history = await historyOf(run, run.globals.file.path, { account: live.account, host });
  for (const short of shortIn(live, history)) run.terminal.tell(visible(shortText(short)));
  await tellIdleCounts(run, live);
}

/** Warns about an `--accept-count` that confirms nothing, by a slip in the name or the number. */
export async function tellIdleCounts({ options, terminal }: PlanRun, live: Live): Promise<void> {
  if (options.acceptCount === undefined) return;
  const { idleCounts } = await import('../../plan/shrunk.ts');
  for (const { message } of idleCounts(live, options.acceptCount)) terminal.tell(message);
}
