import type { Plan } from '../../model.ts';
import { accessBlock } from '../text/access.ts';
import { diffLines, layout } from './diff.ts';
import { fenced, prose } from './escape.ts';
import { capped } from './fit.ts';

/** What each part takes at most, as long as together with the alerts they leave room for the rest. */
const room = 8000;

/** Who gains and who loses what by a plan, as blocks: a line that sums up, and what causes it as a diff. */
export function accessBlocks(plan: Plan, share: number): readonly string[] {
  const parts: string[][] = [];
  for (const line of accessBlock(plan, layout)) {
    // A heading has no indentation; what was broken for a terminal goes on in the next line with some.
    if (!line.startsWith(' ')) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts.flatMap(([heading = '', ...lines]) => {
    const shown = capped(
      diffLines(lines),
      share * room,
      (left) => `and ${left} more lines: ax-access plan --details`,
    );
    return [
      `**${prose(heading)}**`,
      ...(shown.length > 0 ? [fenced(shown, 'diff').join('\n')] : []),
    ];
  });
}
