import type { Live } from '../../model.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { journalsOf } from '../ownFolder.ts';

/**
 * Reports items with a secret that the last run was creating when it was killed: they may exist, and their secret may be
 * lost. Neither the file nor Arize can tell.
 */
export async function tellOrphans(
  run: CommandContext,
  whose: { readonly account: Live['account']; readonly host: string },
): Promise<void> {
  const { pastRuns } = await import('../../index.ts');
  const { kindOf, nameOf } = await import('../../kinds/index.ts');
  const { refOf } = await import('../../kinds/refOf.ts');
  const { about } = await import('../../kinds/serviceKeyTime.ts');
  const { followUpLine } = await import('../../render/words/command.ts');
  const [last] = pastRuns(await journalsOf(run), whose);
  for (const address of last?.finish === undefined ? (last?.open ?? []) : []) {
    const ref = refOf(address);
    if (ref === undefined || last === undefined || !kindOf(ref.kind).writeOnly) continue;
    const rotate = followUpLine(about('rotate', ref.key), run.next);
    run.terminal.tell(
      `The run of ${visible(last.start.at)} was killed while creating the ${visible(nameOf(ref))}. If it exists, its secret may be lost. To replace it: ${visible(rotate)}`,
    );
  }
}
