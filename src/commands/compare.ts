import type { Desired, Plan } from '../model.ts';
import type { Run } from './command.ts';
import { reading } from './reading.ts';
import type { Reading } from './reading.ts';
import { warn } from './report.ts';

export type Compared = Reading & { readonly desired: Desired; readonly plan: Plan };

/**
 * Loads the file, reads the account and plans what separates them. Nothing is written: the client can only read.
 * @throws whatever the stages throw
 */
export async function compare(run: Run): Promise<Compared> {
  const { file, assertRoles, allowDestructive, limits: flags } = run.settings;
  const { diff, limitsOf, load, plan, read } = await import('../index.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, run.terminal);
  return reading(run, async (looking) => {
    const live = await read(looking.client, desired);
    const limits = limitsOf(desired, flags);
    const difference = diff(desired, live, { assertRoles, limits });
    const made = plan(difference, desired, live, { allowDestructive, limits });
    return { ...looking, desired, plan: made };
  });
}
