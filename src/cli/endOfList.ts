import type { unreadLines } from '../render/words/lists.ts';
import type { CommandContext } from './command.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';

/** How a list ends: as an error, with the reasons on stderr, if anything in it could not be read. */
export async function endOfList(
  { terminal }: Pick<CommandContext, 'terminal'>,
  unread: Parameters<typeof unreadLines>[0],
): Promise<ExitCode> {
  if (unread.length === 0) return exitCode.done;
  const { unreadLines: linesOf } = await import('../render/words/lists.ts');
  const { visible } = await import('../text.ts');
  const lines = linesOf(unread).map((line) => `\n  ${visible(line)}`);
  terminal.tell(
    `error: Not everything could be read; what is missing is shown as "?":${lines.join('')}`,
  );
  return exitCode.error;
}
