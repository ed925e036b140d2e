import type { Desired, Difference, Live } from '../../model.ts';
import type { CommandContext } from '../command.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { openAccount } from '../openAccount.ts';
import type { OpenAccount } from '../openAccount.ts';
import { planFor } from './planFor.ts';
import type { Proposal } from './planFor.ts';
import type { PlanOptions } from './planRun.ts';
import { showPlan } from './planTexts.ts';
import { lockFor } from './runLock.ts';

/** A command that changes one item; without --apply it only shows the change. */
export type ChangeRun = CommandContext<PlanOptions & { readonly apply: boolean }>;

/** A change of one item that is not in a file. */
export interface ItemChange {
  /** The file whose rules apply. */
  readonly rules: Desired;
  /** Only these rules, and the item to change. */
  readonly desired: Desired;
  /** The account as it was read to find the item. */
  readonly seen: Live;
  read(account: OpenAccount): Promise<Live>;
  compare(live: Live): Difference;
  /** What to say before the plan, for people. */
  readonly shown?: string;
  /** The next command if the change was only shown, for people. Unless given, the plan says it. */
  readonly next?: string;
  /** Runs after the change, given its exit code. @returns the final exit code */
  afterwards?(code: ExitCode): Promise<ExitCode>;
}

/** Plans a change of one item with the rules of every plan. Without --apply it is only shown. */
export async function changeItem(
  run: ChangeRun,
  find: (account: OpenAccount) => Promise<ItemChange>,
): Promise<ExitCode> {
  // eslint-disable-next-line no-underscore-dangle -- held to the end, and never looked at
  using _lock = run.options.apply ? await lockFor(run) : undefined;
  using account = await openAccount(run);
  const change = await find(account);
  const planned = await planFor(run, account, proposalOf(change));
  if (change.shown !== undefined && run.format !== 'json') run.terminal.write(`${change.shown}\n`);
  if (!run.options.apply) {
    const code = isBlocked(planned.plan.guards) ? exitCode.blocked : exitCode.done;
    await showPlan(run, planned, code);
    if (change.next !== undefined && run.format === 'text') {
      run.terminal.write(`Next: ${change.next}\n`);
    }
    return code;
  }
  const { applyPlan } = await import('./applyPlan.ts');
  return await applyPlan(run, planned, change.afterwards);
}

const proposalOf = ({ rules, desired, seen, read, compare }: ItemChange): Proposal => ({
  rules,
  desired,
  seen,
  read,
  compare: (live) => Promise.resolve({ ...compare(live), elsewhere: { by: 'command' } }),
});
