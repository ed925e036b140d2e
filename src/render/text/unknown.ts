import { keptBy } from '../words/kept.ts';
import { skippedText, unknownText } from '../../diff/absent.ts';
import type { Plan } from '../../model.ts';
import { flow } from './flow.ts';
import type { Layout } from './style.ts';
import { solid, words } from '../words/pieces.ts';
import { placeText } from '../words/change.ts';

/** Names in the file that do not exist in the account, the entries skipped because of them, and who keeps access. */

/** The names with what they stop. */
export function unknownBlock(
  { unknown, kept }: Plan,
  layout: Layout,
  how: 'brief' | 'full' = 'full',
): string[] {
  if (unknown.length === 0) return [];
  return [
    layout.style.red(layout.style.bold(`Unknown names ${unknown.length}`)),
    ...unknown.flatMap((each) => [
      ...flow(
        {
          indent: 2,
          hang: 4,
          pieces: [solid('?', 'red'), ...words(unknownText(each))],
          tail: placeText(each.source),
        },
        layout,
      ),
      ...[
        ...(each.skips.length > 0 ? [skippedText(each.skips)] : []),
        // In brief, the line that sums the plan up says it once.
        ...(how === 'full' ? keptBy(each, kept) : []),
      ].flatMap((text) => flow({ indent: 6, pieces: words(text) }, layout)),
    ]),
  ];
}
