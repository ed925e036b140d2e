import { addressFrom } from '../../names.ts';
import type { Live } from '../../model.ts';
import { shellWord, visible } from '../../text.ts';
import { againWith } from '../command.ts';
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
  const { kinds } = await import('../../kinds/index.ts');
  const [last] = pastRuns(await journalsOf(run), whose);
  const secretive = kinds.filter(({ writeOnly }) => writeOnly);
  for (const address of last?.finish === undefined ? (last?.open ?? []) : []) {
    const kind = secretive.find(({ addressTemplate }) => fits(addressTemplate, address));
    if (kind === undefined || last === undefined) continue;
    const name = decode(address.split('/').at(-1) ?? '');
    const again = ['ax-access keys rotate', shellWord(name), againWith(run.globals)];
    const rotate = again.filter((word) => word !== '').join(' ');
    run.terminal.tell(
      `The run of ${visible(last.start.at)} was killed while creating the ${kind.label} "${visible(name)}". If it exists, its secret may be lost: ${visible(rotate)}`,
    );
  }
}

/** Whether an address is of a kind. */
function fits(template: readonly string[], address: string): boolean {
  const parts = address.split('/');
  const key = parts.filter((_, index) => template[index] === '*').map(decode);
  return parts.length === template.length && addressFrom(template, key) === address;
}

const decode = (part: string): string => part.replaceAll('%2F', '/').replaceAll('%25', '%');
