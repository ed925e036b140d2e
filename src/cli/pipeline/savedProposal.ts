import { existsSync } from 'node:fs';
import { sameId } from '../../api/wire.ts';
import type { SavedPlan } from '../../index.ts';
import type { Desired, WrittenRule } from '../../model.ts';
import { rulesNow } from './rulesNow.ts';
import { minuteOf, visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import { journalsOf } from '../ownFolder.ts';
import { thisMachine } from './secretDelivery.ts';
import { gitBase } from './knownFile.ts';
import type { Looked, Proposal } from './planFor.ts';
import type { PlanRun } from './planRun.ts';
import { changesLeft, staleFile } from './savedPlanFile.ts';

/**
 * A saved plan: its file is compared with the account again, and only its own changes that are still the same are planned.
 * @throws CliError (stale), here and in `choose`, if anything it covers has changed
 */
export async function savedProposal(
  run: PlanRun,
  path: string,
  saved: SavedPlan,
): Promise<Proposal> {
  const { diff, freshnessOf, limitsIn, limitsOf, loadSources, read } =
    await import('../../index.ts');
  // As of the day it was made: what has expired since is not part of it.
  const { desired: written } = await loadSources(saved.sources, {
    today: saved.today,
    destinations: thisMachine(),
  });
  const desired = { ...written, rules: await rulesOf(run, written) };
  const base = await gitBase(run, desired.file);
  const limits = limitsOf(desired, limitsIn(saved));
  return {
    desired,
    base,
    saved: saved.id,
    madeOn: saved.made_at.slice(0, 10),
    limits,
    read: ({ client }) => read(client, desired),
    async compare(live, history) {
      const assertRoles = saved.assert_roles;
      return diff(desired, live, {
        assertRoles,
        limits,
        ...(history && { knownIds: history.ids }),
      });
    },
    async choose({ live, difference, whose }) {
      assertSameAccount(path, saved, whose);
      await assertNotRun(run, path, saved, whose);
      const freshness = freshnessOf(saved.changes, difference, live);
      const open = changesLeft(staleFile(run, path, desired.file), saved.changes, freshness);
      return partOf(difference, saved, new Set(open.map(({ address }) => address)));
    },
  };
}

/** The rules of the file as it is now, and those that held when the plan was made and are no longer there. */
async function rulesOf(
  run: PlanRun,
  { file, rules = [] }: Pick<Desired, 'file' | 'rules'>,
): Promise<readonly WrittenRule[]> {
  // Where the plan alone was handed on, its own rules are all there are.
  const now = existsSync(file) ? await rulesNow(run, file) : [];
  const names = new Set(now.map(({ name }) => name));
  return [...now, ...rules.filter(({ name }) => !names.has(name))];
}

/** The part of a difference that a saved plan covers and that is left to do. */
function partOf(
  difference: Looked['difference'],
  saved: SavedPlan,
  left: ReadonlySet<string>,
): { readonly difference: Looked['difference']; readonly besides: number } {
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
  return { difference: { ...difference, changes, unknown, kept, elsewhere }, besides };
}

/** @throws CliError if the key belongs to another account than the plan */
function assertSameAccount(
  path: string,
  saved: SavedPlan,
  { account, host }: Looked['whose'],
): void {
  if (sameId(saved.account.id, account.id) && saved.host === host) return;
  throw new CliError(
    'account',
    `Wrong account: ${visible(path)} is for ${visible(saved.account.id)} at ${visible(saved.host)}, but the API key belongs to ${visible(account.id)} (${visible(account.name)}) at ${host}.`,
    'Use a key of the planned account. Nothing was written.',
  );
}

/** @throws CliError (stale) if the plan was applied completely, according to a journal */
async function assertNotRun(
  run: PlanRun,
  path: string,
  saved: SavedPlan,
  whose: Looked['whose'],
): Promise<void> {
  const { terminal } = run;
  const { pastRuns } = await import('../../index.ts');
  const runs = [...pastRuns(await journalsOf(run), whose)];
  if (runs.length === 0) {
    terminal.note(
      'There is no journal here, so only the account shows whether the plan was applied before.',
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
    )(`it was applied at ${minuteOf(last.start.at)}, and a plan can be applied only once`);
  }
}
