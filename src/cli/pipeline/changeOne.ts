import type { Recheck } from '../../index.ts';
import type { Desired, Difference, Live } from '../../model.ts';
import { loosenedSince } from './knownFile.ts';
import type { CommandContext } from '../command.ts';
import { limitsIn } from '../flags.ts';
import type { PlanOptions } from './planRun.ts';
import type { Compared } from './compare.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { textOf } from './planTexts.ts';
import { writtenPlan } from './planTexts.ts';
import { historyOf } from './recording.ts';
import { withAccount } from '../openAccount.ts';
import type { OpenAccount } from '../openAccount.ts';
import { lockFor } from './runLock.ts';

/** A command that changes one item only shows it without --apply. */
export interface ChangeOptions extends PlanOptions {
  readonly apply: boolean;
}

/** A change of one thing, which no file asks for. */
export interface SingleChange {
  /** The rules of the file, and nothing else of it. */
  readonly desired: Desired;
  readonly live: Live;
  readonly difference: Difference;
  /** Compares again, before anything is taken from anybody. */
  again(): Promise<Pick<SingleChange, 'live' | 'difference'>>;
  /** What to say before the plan, for people. */
  readonly shown?: string;
  /** What is left to do once it ran, given what it would end with. @returns what it ends with */
  afterwards?(code: ExitCode): Promise<ExitCode>;
}

/**
 * Plans a change of one thing by the rules of every plan: its guards, its limits, its consent. Without --apply it is
 * only shown.
 * @param rules the file whose rules they are, whole
 * @param find what is to change
 */
export async function changeOne(
  run: CommandContext<ChangeOptions>,
  rules: Desired,
  find: (looking: OpenAccount) => Promise<SingleChange>,
): Promise<ExitCode> {
  const { options, terminal } = run;
  const lock = options.apply ? await lockFor(run) : undefined;
  try {
    return await withAccount(run, async (looking) => {
      const { limitsOf, plan, freshnessOf } = await import('../../index.ts');
      const found = await find(looking);
      const { desired, live, difference } = found;
      const { allowDestructive = false } = options;
      const limits = limitsOf(desired, limitsIn(options));
      const host = new URL(looking.account.baseUrl).host;
      const whose = { account: live.account, host };
      const history = await historyOf(run, desired.file, whose);
      const made = plan({ ...difference, elsewhere: { by: 'command' } }, desired, live, {
        allowDestructive,
        limits,
        loosened: await loosenedSince(run, rules, undefined, whose),
        ...(history && { history }),
      });
      const json = run.format === 'json';
      if (found.shown !== undefined && !json) terminal.write(`${found.shown}\n`);
      if (!options.apply) {
        const code = isBlocked(made.guards) ? exitCode.blocked : exitCode.done;
        if (!json) terminal.write(await textOf(run, made, 'plan'));
        await writtenPlan(run, { plan: made, command: 'plan', code });
        return code;
      }
      const recheck: Recheck = async (changes) => {
        const now = await found.again();
        return freshnessOf(changes, now.difference, now.live);
      };
      const compared: Compared = {
        ...looking,
        desired,
        live,
        plan: made,
        host,
        recheck,
        besides: 0,
        ...(history && { history }),
      };
      const { applyPlan } = await import('./applyPlan.ts');
      return await applyPlan(run, compared, found.afterwards);
    });
  } finally {
    lock?.release();
  }
}
