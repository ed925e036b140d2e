import { impactAsRun } from '../../plan/impact.ts';
import type { Plan, PlannedChange } from '../../model.ts';
import { columns, cut } from '../../text.ts';
import { count } from '../words/summary.ts';
import { flow } from './flow.ts';
import { joined, solid, words } from '../words/pieces.ts';
import type { Piece } from '../words/pieces.ts';
import { counted, doing, nameText } from '../words/names.ts';
import type { Layout } from './style.ts';

const mostNamed = 3;
/** The maximum width of a name. The plan has it in full; the question must fit on the screen. */
const longest = 48;

/**
 * What an answer is about, above the question: how much is at stake, who loses everything, what is taken from protected
 * places by name, what can't be undone.
 */
export function renderStakes(plan: Pick<Plan, 'changes' | 'access'>, layout: Layout): string {
  const { changes, access } = plan;
  const { losing } = impactAsRun(plan);
  const running = changes.filter(({ held }) => held === undefined);
  const people = access.asRun.losingAll;
  const final = running.filter(({ irreversible }) => irreversible !== undefined);
  const guarded = running.filter(({ protectedBy = [] }) => protectedBy.length > 0);
  const parts: readonly (readonly [string, readonly (readonly Piece[])[]])[] = [
    [
      `${counted(people.length, 'person')} ${people.length === 1 ? 'loses' : 'lose'} everything:`,
      people.map(({ person }) => [solid(nameText(person))]),
    ],
    [
      `${counted(guarded.length, 'change')} ${guarded.length === 1 ? 'takes' : 'take'} from what is protected:`,
      guarded.map(doing),
    ],
    [`${counted(final.length, 'change')} cannot be undone:`, final.map(doing)],
  ];
  // One person may be on one line, and another with a similar name on the next.
  const names = parts.flatMap(([, named]) => named.flat());
  const lines = [
    words(totalOf(running, losing)),
    ...parts.flatMap(([head, named]) => listed(head, named, names)),
  ];
  return `${lines.flatMap((pieces) => flow({ indent: 0, hang: 2, pieces }, layout)).join('\n')}\n`;
}

function totalOf(running: readonly PlannedChange[], losing: number): string {
  const people =
    losing === 0 ? '' : `; ${counted(losing, 'person')} ${losing === 1 ? 'loses' : 'lose'} access`;
  const destructive = count(running, ({ effect }) => effect === 'destroys');
  const reducing = count(running, ({ effect }) => effect === 'reduces');
  if (running.length === 1)
    return `This change ${destructive > 0 ? 'is destructive' : 'reduces access'}${people}.`;
  const all = running.length === 2 ? 'Both changes' : `All ${running.length} changes`;
  if (destructive === running.length) return `${all} are destructive${people}.`;
  if (reducing === running.length) return `${all} reduce access${people}.`;
  const parts = [
    ...(destructive > 0 ? [`${destructive} ${destructive === 1 ? 'is' : 'are'} destructive`] : []),
    ...(reducing > 0 ? [`${reducing} ${reducing === 1 ? 'reduces' : 'reduce'} access`] : []),
  ];
  return `Of ${running.length} changes, ${parts.join(' and ')}${people}.`;
}

/**
 * A line with the first few by name; no line for an empty list.
 * @param all the names of all lines, to tell long ones apart
 */
function listed(
  head: string,
  parts: readonly (readonly Piece[])[],
  all: readonly Piece[],
): Piece[][] {
  if (parts.length === 0) return [];
  const more = parts.length - mostNamed;
  const shown = joined(
    parts.slice(0, mostNamed).map((pieces) => pieces.map((piece) => shortened(piece, all))),
  );
  return [[...words(head, 'red'), ...shown, ...(more > 0 ? words(`and ${more} more`) : [])]];
}

/**
 * A long name, or several that stand together, without its end; a quote that is open is closed. In full if another piece
 * would look the same.
 */
function shortened(piece: Piece, all: readonly Piece[]): Piece {
  const { text } = piece;
  if (columns(text) <= longest) return piece;
  const start = cut(text, longest - 2);
  if (all.some((other) => other.text !== text && other.text.startsWith(start))) return piece;
  return { ...piece, text: `${start}…${text.endsWith('"') ? '"' : ''}` };
}
