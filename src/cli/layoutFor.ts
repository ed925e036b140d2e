import type { Layout } from '../render/text/style.ts';
import type { CommandContext } from './command.ts';

/** The layout of text for a stream. */
export const layoutFor = async (
  { globals, terminal, next }: Pick<CommandContext, 'globals' | 'terminal' | 'next'>,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<Layout> => ({
  style: await terminal.style(stream),
  width: terminal.width(stream),
  ...next,
  ...(globals.sandbox !== undefined && { where: 'the sandbox' }),
});
