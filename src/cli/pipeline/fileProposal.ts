import type { Desired } from '../../model.ts';
import { limitsIn } from '../sharedFlags.ts';
import { warn } from '../reportError.ts';
import { todayOf } from '../today.ts';
import { thisMachine } from './secretDelivery.ts';
import { gitBase } from './knownFile.ts';
import { tellOrphans } from './orphanedKeys.ts';
import type { Looked, Proposal } from './planFor.ts';
import type { PlanRun } from './planRun.ts';

/**
 * The access file, or what --target leaves of it.
 * @param delivers whether its run may deliver secrets, whose destinations are checked then
 * @throws FileProblemsError and CliError for one that cannot be used
 */
export async function fileProposal(run: PlanRun, delivers = true): Promise<Proposal> {
  const { diff, limitsOf, load, read } = await import('../../index.ts');
  const { rules = [] } = run.options;
  const { desired: written, warnings } = await load(run.globals.file.path, {
    today: todayOf(run),
    ...(delivers && { destinations: thisMachine() }),
  });
  await warn(warnings, run.terminal, run.globals.file.path);
  const desired =
    rules.length === 0 ? written : { ...written, rules: [...(written.rules ?? []), ...rules] };
  const limits = limitsOf(desired, limitsIn(run.options));
  const { assertRoles = false, target = [] } = run.options;
  return {
    desired,
    base: await gitBase(run),
    limits,
    read: ({ client }) => read(client, desired),
    async compare(live, history) {
      return diff(desired, live, {
        assertRoles,
        limits,
        ...(history && { knownIds: history.ids }),
      });
    },
    async choose(looked) {
      await tellOrphans(run, looked.whose);
      const { difference } = looked;
      if (target.length === 0) return { difference, besides: 0 };
      return { difference: await narrowedTo(target, desired, looked), besides: 0 };
    },
  };
}

/** What --target leaves of a difference. @throws CliError (resource) for a target that means nothing */
async function narrowedTo(
  texts: readonly string[],
  desired: Desired,
  { live, difference }: Looked,
): Promise<Looked['difference']> {
  const { narrowed } = await import('../../plan/narrow.ts');
  const { targetsOf } = await import('./targets.ts');
  const targets = targetsOf(texts, desired, live);
  return narrowed(difference, targets, desired, live);
}
