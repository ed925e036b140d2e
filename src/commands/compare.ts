import type { Plan } from '../model.ts';
import type { Run } from './command.ts';
import { reading } from './reading.ts';
import type { Reading } from './reading.ts';
import { warn } from './report.ts';

export type Compared = Pick<Reading, 'account' | 'progress' | 'signal'> & { readonly plan: Plan };

/**
 * Loads the file, reads the account and plans what separates them. Nothing is written: the client can only read.
 * @throws whatever the stages throw
 */
export async function compare(run: Run): Promise<Compared> {
  const { file, assertRoles, allowDestructive } = run.settings;
  const { diff, load, plan, read } = await import('../index.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, run.terminal);
  return reading(run, async ({ client, ...rest }) => {
    const live = await read(client, desired);
    const difference = diff(desired, live, { assertRoles });
    return { ...rest, plan: plan(difference, desired, live, { allowDestructive }) };
  });
}
