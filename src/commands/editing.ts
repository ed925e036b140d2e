import type { Run } from './command.ts';
import { Fault } from './fault.ts';

/** The path of a file that a command changes. @throws Fault (usage) for the standard input */
export function editing({ settings: { file } }: Run): string {
  if (file !== '-') return file;
  throw new Fault('usage', 'The standard input can not be changed.', 'Name a file with -f.');
}

/** Turns a refusal to edit a file into an end that is told in words. @throws Fault (file) */
export async function tellingRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { EditRefused } = await import('../edit/edit.ts');
    if (error instanceof EditRefused) throw new Fault('file', error.message, error.hint);
    throw error;
  }
}
