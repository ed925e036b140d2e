import { resolve } from 'node:path';

/** What the guides are made of: files to write, commands to run. */

export const guides = resolve('docs/guides');

/** A fenced block: what it is, and what is in it. */
interface Block {
  readonly info: string;
  readonly content: string;
}

export const blocksOf = (markdown: string): readonly Block[] =>
  [...markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, info = '', content = '']) => ({
    info,
    content,
  }));

/** Words of a command line; quotes hold one together. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** A command, and the code with which it ends, where that is not 0. */
export const commandLine = /^\$ ax-access (.*?)(?: # exit code (\d+))?$/gm;
