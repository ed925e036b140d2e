import type { Recheck, SavedPlan } from '../../index.ts';
import type { Whose } from '../../journal/readJournal.ts';
import type { Desired, Difference, History, Limits, Live, Plan } from '../../model.ts';
import { sameId } from '../../api/wire.ts';
import { visible } from '../../text.ts';
import { gitBase, loosenedSince } from './knownFile.ts';
import type { KnownFile } from './knownFile.ts';
import { limitsIn } from '../flags.ts';
import type { PlanRun } from './planRun.ts';
import { thisMachine } from './deliverable.ts';
import { CliError } from '../cliError.ts';
import { journalsOf } from '../folder.ts';
import { tellOrphans } from './orphanedKeys.ts';
import { withAccount } from '../openAccount.ts';
import type { OpenAccount } from '../openAccount.ts';
import { historyOf } from './recording.ts';
import { warn } from '../report.ts';
import { changesLeft, staleFile } from './savedPlanFile.ts';
import { todayOf } from '../today.ts';

export type Compared = OpenAccount & {
  readonly desired: Desired;
  readonly live: Live;
  readonly plan: Plan;
  /** Of the API. */
  readonly host: string;
  /** Looks again at what changes are about. */
  readonly recheck: Recheck;
  /** The file at the git ref that was named. */
  readonly base?: KnownFile;
  /** The id of the saved plan, if it is one. */
  readonly saved?: string;
  /** What earlier runs saw. */
  readonly history?: History;
  /** How much separates the file from the account that is not part of the saved plan. */
  readonly besides: number;
};

/**
 * Loads the file, reads the account, plans what separates them, and lets somebody go on with that. Up to there nothing
 * is written: the client can only read.
 * @throws whatever the stages throw
 */
export async function compare<T>(
  run: PlanRun,
  then: (compared: Compared) => Promise<T>,
): Promise<T> {
  const { assertRoles = false } = run.options;
  const { limitsOf, load } = await import('../../index.ts');
  const { desired, warnings } = await load(run.globals.file.path, {
    today: todayOf(run),
    // Only who may run it delivers anything.
    ...(run.command !== 'drift' && { destinations: thisMachine() }),
  });
  await warn(warnings, run.terminal);
  const base = await gitBase(run);
  return withAccount(run, async (looking) => {
    const limits = limitsOf(desired, limitsIn(run.options));
    const options = { assertRoles, limits };
    const { difference: whole, ...looked } = await look(run, looking, desired, options);
    const rest = {
      ...looked,
      ...(base && { base }),
      loosened: await loosenedSince(run, desired, base, whoseOf(looked)),
    };
    await tellOrphans(run, { account: rest.live.account, host: rest.host });
    const difference = await narrowedTo(run, rest, whole);
    const plan = await planOf(run, rest, difference, limits);
    const recheck = recheckOf(run, looking, desired, options);
    return then({ ...looking, ...rest, plan, recheck, besides: 0 });
  });
}

/**
 * The same for a saved plan: what it was made of is compared anew, and of that only runs what is in it and still fits.
 * @throws CliError (stale) when anything that it is about has moved
 */
export async function compareSaved<T>(
  run: PlanRun,
  path: string,
  saved: SavedPlan,
  then: (compared: Compared) => Promise<T>,
): Promise<T> {
  const {
    limitsIn: limitsOfSaved,
    limitsOf,
    loadSources,
    freshnessOf,
  } = await import('../../index.ts');
  // As on the day on which it was made: what has expired since is no part of it.
  const { desired } = await loadSources(saved.sources, {
    today: saved.today,
    destinations: thisMachine(),
  });
  const base = await gitBase(run, desired.file);
  return withAccount(run, async (looking) => {
    const limits = limitsOf(desired, limitsOfSaved(saved));
    const options = { assertRoles: saved.assert_roles, limits };
    const { difference, ...looked } = await look(run, looking, desired, options);
    const rest = {
      ...looked,
      loosened: await loosenedSince(run, desired, base, whoseOf(looked)),
    };
    assertSameAccount(path, saved, rest);
    await assertNotRun(run, path, saved, rest);
    const standing = freshnessOf(saved.changes, difference, rest.live);
    const open = changesLeft(staleFile(run, path, desired.file), saved.changes, standing);
    const left = new Set(open.map(({ address }) => address));
    const changes = difference.changes.filter(({ address }) => left.has(address));
    const unknown = difference.unknown.filter(({ address }) => saved.unknown?.includes(address));
    const causes = new Set(
      unknown.flatMap((each) => [each, ...each.skips].map(({ address }) => address)),
    );
    const kept = difference.kept.filter(({ because }) =>
      because.some(({ address }) => causes.has(address)),
    );
    const besides = difference.changes.length - changes.length;
    const elsewhere = { by: 'saved-plan', count: besides } as const;
    const plan = await planOf(
      run,
      rest,
      { ...difference, changes, unknown, kept, elsewhere },
      limits,
    );
    const recheck = recheckOf(run, looking, desired, options);
    return then({ ...looking, ...rest, plan, recheck, besides, saved: saved.id });
  });
}

type Looked = Pick<Compared, 'desired' | 'live' | 'host' | 'history'>;

const whoseOf = ({ live, host }: Looked): Whose => ({ account: live.account, host });

interface DiffOptions {
  readonly assertRoles: boolean;
  readonly limits: Limits;
}

/** Both sides, what separates them, and what earlier runs saw. */
async function look(
  run: PlanRun,
  reader: OpenAccount,
  desired: Desired,
  options: DiffOptions,
): Promise<Looked & { readonly difference: Difference }> {
  const { diff, read } = await import('../../index.ts');
  const live = await read(reader.client, desired);
  const host = hostOf(reader);
  const history = await historyOf(run, desired.file, { account: live.account, host });
  const difference = diff(desired, live, { ...options, ...(history && { knownIds: history.ids }) });
  return { desired, live, host, difference, ...(history && { history }) };
}

/** Looks again at what planned changes are about. */
function recheckOf(
  run: PlanRun,
  reader: OpenAccount,
  desired: Desired,
  options: DiffOptions,
): Recheck {
  return async (changes) => {
    const { freshnessOf } = await import('../../index.ts');
    const { live, difference } = await look(run, reader, desired, options);
    return freshnessOf(changes, difference, live);
  };
}

/** What --target leaves of a difference. @throws CliError (resource) for a target that means nothing */
async function narrowedTo(
  run: PlanRun,
  { desired, live }: Looked,
  whole: Difference,
): Promise<Difference> {
  const { target: texts = [] } = run.options;
  if (texts.length === 0) return whole;
  const { narrowed } = await import('../../plan/narrow.ts');
  const { targetsOf } = await import('./targets.ts');
  return narrowed(whole, targetsOf(texts, desired, live), desired, live);
}

async function planOf(
  run: PlanRun,
  { desired, live, history, loosened }: Looked & Pick<Plan, 'loosened'>,
  difference: Difference,
  limits: Limits,
): Promise<Plan> {
  const { plan } = await import('../../index.ts');
  const { allowDestructive = false } = run.options;
  return plan(difference, desired, live, {
    allowDestructive,
    limits,
    loosened,
    ...(history && { history }),
  });
}

const hostOf = ({ account }: OpenAccount): string => new URL(account.baseUrl).host;

/** @throws CliError when the key opens another account than the plan is for */
function assertSameAccount(path: string, saved: SavedPlan, { live, host }: Looked): void {
  if (sameId(saved.account.id, live.account.id) && saved.host === host) return;
  throw new CliError(
    'account',
    `Wrong account: ${visible(path)} is for ${visible(saved.account.id)} at ${visible(saved.host)}, and the API key opens ${visible(live.account.id)} (${visible(live.account.name)}) at ${host}.`,
    'Use a key of the account that was planned for. Nothing was written.',
  );
}

/** @throws CliError (stale) when a journal tells that the plan was run to its end */
async function assertNotRun(
  run: PlanRun,
  path: string,
  saved: SavedPlan,
  { live, host }: Looked,
): Promise<void> {
  const { terminal } = run;
  const { pastRuns } = await import('../../index.ts');
  const runs = [...pastRuns(await journalsOf(run), { account: live.account, host })];
  if (runs.length === 0) {
    terminal.note(
      'There is no journal here, so whether the plan was run before is judged by the account alone.',
    );
  }
  const own = runs.filter(({ start }) => start.saved === saved.id);
  const done = new Set(
    own.flatMap(({ ends }) =>
      ends.flatMap(({ address, status }) => (status === 'done' ? [address] : [])),
    ),
  );
  const [last] = own;
  const isWhole =
    saved.changes.length > 0 && saved.changes.every(({ address }) => done.has(address));
  if (last !== undefined && isWhole) {
    throw staleFile(
      run,
      path,
      saved.sources[0]?.file,
    )(`it was run at ${last.start.at}, and a plan is run once`);
  }
}
