import type { Run } from './command.ts';
import { Fault } from './fault.ts';

/** The path of a file that a command changes. @throws Fault (usage) for the standard input */
export function editing({ settings: { file } }: Run): string {
  if (file !== '-') return file;
  throw new Fault('usage', 'The standard input can not be changed.', 'Name a file with -f.');
}
