import type { Plan } from '../../model.ts';
import { shellWord } from '../../text.ts';

/** A command as it reaches the same file and account again. */
export function commandLine(
  command: string,
  { file }: Pick<Plan, 'file'>,
  { again = file === 'access.yaml' ? '' : `-f ${shellWord(file)}` }: { readonly again?: string },
): string {
  return `ax-access ${command}${again === '' ? '' : ` ${again}`}`;
}
