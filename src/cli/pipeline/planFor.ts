import type { Recheck } from '../../index.ts';
import type { Desired, Difference, History, Limits, Live, Notice, Plan } from '../../model.ts';
import { limitsIn } from '../sharedFlags.ts';
import { byText } from '../../names.ts';
import { realDayOf, todayOf } from '../today.ts';
import { hostOf } from '../openAccount.ts';
import type { OpenAccount } from '../openAccount.ts';
import { loosenedSince } from './knownFile.ts';
import type { KnownFile } from './knownFile.ts';
import type { PlanRun } from './planRun.ts';
import { historyOf } from './recording.ts';

/** What a command plans: a file, a saved plan, or a change of one item. */
export interface Proposal {
  /** The desired state. */
  readonly desired: Desired;
  /** The file whose guards apply, if not all of it is planned. */
  readonly rules?: Desired;
  /** The file at the given git ref. */
  readonly base?: KnownFile | undefined;
  /** The id of the saved plan, if it is one. */
  readonly saved?: string;
  /** The day on which a saved plan was made. */
  readonly madeOn?: string;
  /** Limits that override those of the file. */
  readonly limits?: Limits;
  /** The account, if it had to be read to make the proposal. */
  readonly seen?: Live;
  /** Reads the account as far as this needs it. */
  read(account: OpenAccount): Promise<Live>;
  /** The difference between both. It is computed again before anything is written, with the account as read then. */
  compare(live: Live, history: History | undefined): Promise<Difference>;
  /**
   * Selects the part of the difference to plan; all of it unless given.
   * @throws CliError if that is not possible
   */
  choose?(looked: Looked): Promise<Chosen>;
}

/** The account, its difference from the desired state, and what earlier runs recorded about it. */
export interface Looked {
  readonly live: Live;
  readonly difference: Difference;
  /** Identifies the account in the journals of earlier runs. */
  readonly whose: { readonly account: Live['account']; readonly host: string };
}

interface Chosen {
  readonly difference: Difference;
  /** The number of differences that are left out. */
  readonly besides: number;
}

/** A plan, with everything needed to show and run it. */
export interface PlannedRun extends Omit<OpenAccount, keyof Disposable> {
  readonly desired: Desired;
  readonly live: Live;
  readonly plan: Plan;
  /** Of the API. */
  readonly host: string;
  /** Reads the items of changes again. */
  readonly recheck: Recheck;
  readonly base?: KnownFile;
  readonly saved?: string;
  /** What earlier runs saw. */
  readonly history?: History;
  /** The number of differences that are not part of the plan. */
  readonly besides: number;
}

/**
 * Plans a proposal, with the guards, limits and consent of every plan. Nothing is written: the
 * client can only read.
 */
export async function planFor(
  run: PlanRun,
  account: OpenAccount,
  proposal: Proposal,
): Promise<PlannedRun> {
  const { freshnessOf, limitsOf, plan: planned } = await import('../../index.ts');
  const { desired, rules = desired, base, saved, seen } = proposal;
  const limits = proposal.limits ?? limitsOf(desired, limitsIn(run.options));
  const host = hostOf(account);
  const look = async (live: Live) => {
    const whose = { account: live.account, host };
    const history = await historyOf(run, desired.file, whose);
    return { live, whose, history, difference: await proposal.compare(live, history) };
  };
  const looked = await look(seen ?? (await proposal.read(account)));
  const { live, whose, history } = looked;
  const loosened = await loosenedSince(run, rules, base, whose);
  const { allowDestructive = false } = run.options;
  const { difference, besides } = (await proposal.choose?.(looked)) ?? { ...looked, besides: 0 };
  const { acceptCount = new Map<string, number>() } = run.options;
  const idle =
    acceptCount.size === 0
      ? []
      : (await import('../../plan/shrunk.ts')).idleCounts(live, acceptCount);
  const real = realDayOf(run);
  const plan = planned(difference, desired, live, {
    allowDestructive,
    limits,
    loosened,
    notices: [...pastDay(desired.today, proposal.madeOn ?? real), ...idle],
    // No exception outlives its end, whatever day the rest is planned for.
    rulesDay: [real, todayOf(run)].toSorted(byText).at(-1) ?? real,
    ...(history && { history }),
  });
  const { client, progress, signal } = account;
  return {
    client,
    account: account.account,
    progress,
    signal,
    desired,
    live,
    host,
    plan,
    async recheck(changes) {
      const now = await look(await proposal.read(account));
      return freshnessOf(changes, now.difference, now.live);
    },
    besides,
    ...(base && { base }),
    ...(saved !== undefined && { saved }),
    ...(history && { history }),
  };
}

/** What a plan for a day before the real one means for access that has ended since. */
const pastDay = (day: string | undefined, real: string): readonly Notice[] =>
  day === undefined || day >= real
    ? []
    : [
        {
          code: 'past-day',
          message: `Planned as of ${day}, and it is ${real}: grants that ended in between still count. Access rules are checked as of ${real}.`,
        },
      ];
