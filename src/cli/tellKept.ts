import type { Short } from '../plan/shrunk.ts';
import { visible } from '../text.ts';
import type { Terminal } from './terminal.ts';

/**
 * Reports entries that stay in a file although Arize does not show them, once per list, with the flag that removes them.
 * @param unseen the list that is too short, by address
 */
export async function tellUnseen(
  terminal: Pick<Terminal, 'tell'>,
  unseen: ReadonlyMap<string, Short>,
): Promise<void> {
  const { acceptFlag, shortText } = await import('../plan/shrunk.ts');
  const lists = new Map<string, { readonly short: Short; readonly addresses: string[] }>();
  for (const [address, short] of unseen) {
    const known = lists.get(short.list.name) ?? { short, addresses: [] };
    lists.set(short.list.name, known);
    known.addresses.push(address);
  }
  for (const { short, addresses } of lists.values()) {
    terminal.tell(
      [
        visible(shortText(short)),
        `So ${addresses.length === 1 ? 'this entry stays' : `these ${addresses.length} entries stay`} in the file. Compare the list with the Arize UI; if it is right, add:`,
        `  ${visible(acceptFlag(short.list))}`,
        ...addresses.map((address) => `Kept: ${visible(address)}`),
      ].join('\n'),
    );
  }
}

/**
 * Reports entries of a file whose role was removed.
 * @param opened their addresses
 */
export function tellOpened(terminal: Pick<Terminal, 'tell'>, opened: readonly string[]): void {
  for (const address of opened) {
    terminal.tell(
      `Role removed from the entry: ${visible(address)}. Arize doesn't show the current role, and the one in the file is impossible: account annotators are annotators everywhere, and other people never are.`,
    );
  }
}
