import type { Plan } from '../../model.ts';
import { columns, visible } from '../../text.ts';
import type { Again } from '../words/command.ts';
import { adviceCommand } from '../words/next.ts';
import type { Advice } from '../words/next.ts';
import { fenced, prose } from './escape.ts';

/** What to run next: sentences, and the exact commands in a block to copy from. */
export function adviceBlocks(
  advice: readonly Advice[],
  plan: Plan,
  again: Again,
): readonly string[] {
  const first = advice.findIndex((each) => typeof each !== 'string');
  const commands = advice.flatMap((each) =>
    typeof each === 'string'
      ? []
      : [{ line: visible(adviceCommand(each.command, plan, again)), does: each.does }],
  );
  const longest = Math.max(...commands.map(({ line }) => columns(line)));
  const lines = commands.map(
    ({ line, does }) => `${line}${' '.repeat(longest - columns(line))}  # ${visible(does)}`,
  );
  if (lines.length === 0) return sentences(advice);
  return [
    ...sentences(advice.slice(0, first)),
    fenced(lines, 'sh').join('\n'),
    ...sentences(advice.slice(first)),
  ];
}

const sentences = (some: readonly Advice[]): readonly string[] =>
  some.flatMap((each) => (typeof each === 'string' ? [prose(capital(each))] : []));

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
