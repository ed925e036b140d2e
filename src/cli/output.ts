import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { CommandContext } from './command.ts';
import { codeOf } from '../systemError.ts';
import { CliError } from './cliError.ts';
import { cannotWrite, replaceFile } from './replaceFile.ts';
import { visible } from '../text.ts';

/** A command that writes its result to stdout or to a file. */
type Writing = CommandContext<{ readonly overwrite?: boolean }>;

/** A value of `--out` that means stdout. */
const stdout = '-';

/** Where the result of a command goes. */
export const targetOf = ({ globals: { out } }: Pick<Writing, 'globals'>): 'stdout' | 'file' =>
  out === undefined || out === stdout ? 'stdout' : 'file';

const exists = (path: string, instead?: string): CliError =>
  new CliError(
    'file',
    `${visible(path)} already exists.`,
    `Use another file,${instead === undefined ? '' : ` ${instead},`} or --overwrite to replace it.`,
  );

/** Whether a text is meant as an access file, even if it has errors: each begins with its version. */
export const isAccessFile = (text: string): boolean => /^\uFEFF?version\s*:/m.test(text);

/** The beginning of a file; empty for what is no file. */
function beginningOf(path: string): string {
  if (!statSync(path).isFile()) return '';
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(64 * 1024);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/**
 * Refuses an existing file before any work is done, and always an access file: what is written is something else.
 * @param instead for a command that writes an access file: what else can be done with it, as part of a sentence
 * @throws CliError (file)
 */
export function assertFree(
  { globals: { out }, options: { overwrite = false } }: Writing,
  instead?: string,
): void {
  if (out === undefined || out === stdout || !existsSync(out)) return;
  if (!overwrite) throw exists(out, instead);
  if (instead === undefined && isAccessFile(beginningOf(out))) {
    throw new CliError(
      'file',
      `${visible(out)} is an access file, and this result would replace it. Nothing was read or written.`,
      'Use another file.',
    );
  }
}

const commanding = (): CliError =>
  new CliError(
    'file',
    'The result contains names that this CI would run as commands, so it was not printed.',
    'Write it to a file: --out PATH.',
  );

/**
 * Writes a result to stdout, or to the file that `--out` names.
 * @param mode the mode of a new file
 * @throws CliError (file)
 */
export async function output(
  { globals, options, format, terminal }: Writing,
  text: string,
  mode = 0o666,
): Promise<void> {
  const { out } = globals;
  const { overwrite = false } = options;
  if (out === undefined || out === stdout) {
    // Breaking up a JSON string keeps its meaning; in any other document it would change a name.
    if (format === 'json') terminal.write(text);
    else if (!terminal.exactly(text)) throw commanding();
    return;
  }
  if (overwrite) {
    await replaceFile(out, text, mode);
    terminal.note(`Wrote ${visible(out)}.`);
    return;
  }
  try {
    await writeFile(out, text, { flag: 'wx', mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(out);
    throw cannotWrite(out, error);
  }
  terminal.note(`Wrote ${visible(out)}.`);
}
