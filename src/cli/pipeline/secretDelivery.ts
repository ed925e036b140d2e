import { messageOf, withoutStop } from '../../errorText.ts';
import type { Machine } from '../../deliver/obstacles.ts';
import type { Secrets } from '../../kind.ts';
import type { Desired, PlannedChange } from '../../model.ts';
import { visible } from '../../text.ts';
import { CliError } from '../cliError.ts';

/** The machine on which destinations of secrets are checked. */
export const thisMachine = (): Machine => ({ cwd: process.cwd(), env: process.env });

/** Delivers the secrets of a run. */
export async function secretsOf({ sources }: Pick<Desired, 'sources'>): Promise<Secrets> {
  const { deliverHere } = await import('../../index.ts');
  return deliverHere({ ...thisMachine(), files: sources.map(({ file }) => file) });
}

/**
 * Checks, before the confirmation and the first write, that every secret of a run can be delivered: the files can
 * be written, and the programs exist.
 * @throws CliError (secret) with all secrets that cannot be delivered
 */
export async function assertDeliverable(
  running: readonly PlannedChange[],
  secrets: Secrets,
): Promise<void> {
  const { nameOf } = await import('../../kinds/index.ts');
  const { sinkIn } = await import('../../kinds/secrets.ts');
  const lost: string[] = [];
  for (const change of running) {
    const sink = change.action === 'delete' ? undefined : sinkIn(change.after);
    if (sink === undefined) continue;
    try {
      // eslint-disable-next-line no-await-in-loop -- a few looks each, told in their order
      await secrets.check(sink);
    } catch (error) {
      const why = withoutStop(messageOf(error));
      lost.push(visible(`The secret of ${nameOf(change)} cannot be delivered: ${why}.`));
    }
  }
  if (lost.length > 0) throw new CliError('secret', lost.join('\n'), 'Nothing was written.');
}
