import type { Desired, Live, Plan } from '../model.ts';
import { visible } from '../text.ts';
import type { Run } from './command.ts';
import { Fault } from './fault.ts';
import { reading } from './reading.ts';
import type { Reading } from './reading.ts';
import { warn } from './report.ts';

export type Compared = Pick<Reading, 'account' | 'progress' | 'signal'> & { readonly plan: Plan };

/**
 * Loads the file, reads the account and plans what separates them. Nothing is written: the client can only read.
 * @throws whatever the stages throw, and Fault (account) when the file is for another account
 */
export async function compare(run: Run): Promise<Compared> {
  const { file, assertRoles, allowDestructive } = run.settings;
  const { load } = await import('../load/load.ts');
  const { desired, warnings } = await load(file);
  await warn(warnings, run.terminal);
  return reading(run, async ({ client, ...rest }) => {
    if (desired.account !== undefined) {
      const { readViewer } = await import('../read/viewer.ts');
      await assertAccount(desired, desired.account, (await readViewer(client)).account);
    }
    const { read } = await import('../read/read.ts');
    const live = await read(client, desired);
    const { diff } = await import('../diff/diff.ts');
    const difference = diff(desired, live, { assertRoles });
    const { plan } = await import('../plan/plan.ts');
    return { ...rest, plan: plan(difference, desired, live, { allowDestructive }) };
  });
}

/** @throws Fault (account) when the key opens another account than the file is for */
async function assertAccount(
  desired: Desired,
  wanted: string,
  found: Live['account'],
): Promise<void> {
  const { sameId } = await import('../api/index.ts');
  if (sameId(wanted, found.id)) return;
  throw new Fault(
    'account',
    `Wrong account: ${visible(desired.file)} is for ${visible(wanted)}, and the API key opens ${visible(found.id)} (${visible(found.name)}).`,
    'Use a key of the account that the file is for, or correct `account` in the file. Nothing was compared or written.',
  );
}
