import { statSync } from 'node:fs';
import { visible } from '../text.ts';
import type { CommandContext } from './command.ts';
import { CliError } from './cliError.ts';

/** The path of a file that a command changes. @throws CliError (usage) for the standard input and other pipes */
export function editing({ globals }: Pick<CommandContext, 'globals'>): string {
  const file = globals.file.path;
  if (file !== '-' && !isPipe(file)) return file;
  const name = file === '-' ? 'The standard input' : visible(file);
  throw new CliError('usage', `${name} cannot be edited.`, 'Give a file with -f.');
}

/** What can be read once alone, such as `<(…)` of a shell. What isn't there, or a folder, is told by who reads it. */
function isPipe(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

/** Turns a refusal to edit a file into an end that is told in words. @throws CliError (file) */
export async function tellingRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { EditRefusedError } = await import('../writer/edit/edit.ts');
    if (error instanceof EditRefusedError) throw new CliError('file', error.message, error.hint);
    throw error;
  }
}
