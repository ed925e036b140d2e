import { plainStyle } from '../render/text/style.ts';
import type { Layout } from '../render/text/style.ts';
import type { CommandContext } from './command.ts';

/** How wide text in a file is. */
const fileWidth = 80;

/** The layout of text for a stream, or for a file, which holds no colors. */
export const layoutFor = async (
  { globals, terminal, next }: Pick<CommandContext, 'globals' | 'terminal' | 'next'>,
  stream: 'stdout' | 'stderr' | 'file' = 'stdout',
): Promise<Layout> => ({
  style: stream === 'file' ? plainStyle : await terminal.style(stream),
  width: stream === 'file' ? fileWidth : terminal.width(stream),
  ...next,
  ...(globals.sandbox !== undefined && { where: 'the sandbox' }),
});
