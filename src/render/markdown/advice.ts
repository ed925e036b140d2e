import type { Plan } from '../../model.ts';
import { columns, visible } from '../../text.ts';
import type { Again } from '../words/command.ts';
import { adviceCommand } from '../words/next.ts';
import type { Advice } from '../words/next.ts';
import { fenced, prose } from './escape.ts';

/** What to run next: sentences, then the exact commands in a block to copy from. */
export function adviceBlocks(
  advice: readonly Advice[],
  plan: Plan,
  again: Again,
): readonly string[] {
  const sentences = advice.flatMap((each) => (typeof each === 'string' ? [capital(each)] : []));
  const commands = advice.flatMap((each) =>
    typeof each === 'string'
      ? []
      : [{ line: visible(adviceCommand(each.command, plan, again)), does: each.does }],
  );
  const longest = Math.max(...commands.map(({ line }) => columns(line)));
  const lines = commands.map(
    ({ line, does }) => `${line}${' '.repeat(longest - columns(line))}  # ${visible(does)}`,
  );
  return [
    ...sentences.map((each) => prose(each)),
    ...(lines.length === 0 ? [] : [fenced(lines, 'sh').join('\n')]),
  ];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
