import { waysOut, causeWords } from '../words/manual.ts';
import type { Notice, Plan } from '../../model.ts';
import { guardTexts, limitTexts, notManagedText, readTexts } from '../words/foot.ts';
import { flow } from './flow.ts';
import { describeAddress, nameText } from '../words/names.ts';
import type { Layout } from './style.ts';
import type { Piece } from '../words/pieces.ts';
import { solid, words } from '../words/pieces.ts';
import { placeText } from '../words/change.ts';
import { followUpLine, remedyOf } from '../words/command.ts';
import { unknownCaller } from '../../read/viewer.ts';

/** The parts of a plan around its changes: each a block of lines, or nothing. */

/** Whose account this is, and who looks at it. */
export function headBlock(plan: Plan, title: string, layout: Layout): string[] {
  const { account, caller, file } = plan;
  const who: Piece[] =
    caller === undefined
      ? words(`(${unknownCaller})`)
      : [
          ...words('as'),
          solid(nameText(caller.email)),
          ...words(caller.accountAdmin ? '(account admin)' : '(NOT an account admin)'),
        ];
  const pieces = [
    solid(file),
    ...words(`against ${layout.where ?? 'the live account'}, read`),
    ...who,
  ];
  return [
    ...flow(
      {
        indent: 0,
        hang: 2,
        pieces: [
          ...words(title, 'bold'),
          solid(nameText(account.name), 'bold'),
          solid(`(${account.id})`),
        ],
      },
      layout,
    ),
    ...flow(
      { indent: 0, hang: 2, pieces: pieces.map((piece) => ({ ...piece, paint: 'dim' as const })) },
      layout,
    ),
  ];
}

/** What people have to do themselves, and why. */
export function manualBlock(plan: Plan, layout: Layout): string[] {
  const { manual } = plan;
  if (manual.length === 0) return [];
  return [
    layout.style.bold(`Manual steps (${manual.length})`),
    ...manual.flatMap((each) => {
      const { address, cause, message, source } = each;
      const pieces = [
        solid('!', 'magenta'),
        ...words(causeWords[cause], 'magenta'),
        ...describeAddress(address),
      ];
      return [
        ...flow({ indent: 2, hang: 4, pieces, tail: placeText(source) }, layout),
        ...flow({ indent: 6, pieces: words(message) }, layout),
        ...waysOut(each).flatMap((command) =>
          flow({ indent: 6, pieces: [solid(followUpLine(command, layout, plan), 'bold')] }, layout),
        ),
      ];
    }),
  ];
}

/** What to know beside the differences. */
export function noticeBlock(notices: readonly Notice[], plan: Plan, layout: Layout): string[] {
  if (notices.length === 0) return [];
  return [
    layout.style.bold(`Notices (${notices.length})`),
    ...notices.flatMap((each) =>
      flow(
        {
          indent: 2,
          hang: 2,
          pieces: [
            solid('*', 'cyan'),
            ...words(each.message),
            ...remedyPieces(remedyOf(each, layout, plan)),
          ],
          tail: placeText(each.source),
        },
        layout,
      ),
    ),
  ];
}

/** What to do about something, with a command that is never broken. */
export const remedyPieces = (remedy: ReturnType<typeof remedyOf>): readonly Piece[] =>
  remedy === undefined ? [] : [...words(remedy[0]), solid(remedy[1], 'bold')];

/** Details in a few dim lines: what is not managed, what was read, and the guards. */
export function footBlock(plan: Plan, mode: 'plan' | 'apply' | 'drift', layout: Layout): string[] {
  const quiet = (lines: readonly string[]): string[] =>
    lines.flatMap((text) => flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout));
  const drift = mode === 'drift';
  return [
    ...quiet([...notManagedText(plan.untouched), ...readTexts(plan.coverage)]),
    ...(drift ? [] : [...limitLines(plan, layout), ...quiet(guardTexts(plan))]),
    ...(drift || plan.changes.length === 0 ? [] : quiet([`Digest: ${shortDigest(plan.digest)}`])),
  ];
}

/** Limits that are not what they are by default. */
export const limitLines = (plan: Plan, layout: Layout): string[] =>
  limitTexts(plan).flatMap((text) =>
    flow({ indent: 0, hang: 2, pieces: words(text, 'yellow') }, layout),
  );

/** Enough of a digest to compare two by eye. */
const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
