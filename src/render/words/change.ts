import { ownName } from '../../key.ts';
import type { Position } from '../../document/problem.ts';
import type { Change, Hold, PlannedChange } from '../../model.ts';
import { kindOf } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { nameText } from './names.ts';
import type { Piece, Paint } from './pieces.ts';
import { solid, words } from './pieces.ts';

/** A change, planned or only observed. */
export type Entry = Change &
  Partial<Pick<PlannedChange, 'needs' | 'held' | 'protectedBy' | 'noEffect'>>;

interface Sign {
  readonly symbol: string;
  readonly paint: Paint;
}

const changeSigns: Readonly<Record<Change['action'], Sign>> = {
  create: { symbol: '+', paint: 'green' },
  update: { symbol: '~', paint: 'yellow' },
  delete: { symbol: '-', paint: 'red' },
};

/** Other symbols than in a plan, where `-` would mean the opposite. */
export const driftSigns: Readonly<Record<Change['action'], Sign & { readonly phrase: string }>> = {
  create: { symbol: '<', paint: 'cyan', phrase: 'in the file, not live:' },
  update: { symbol: '~', paint: 'yellow', phrase: 'differs:' },
  delete: { symbol: '>', paint: 'magenta', phrase: 'live, not in the file:' },
};

/** Symbol and verb in colour, the rest plain. */
export function signed(action: Change['action'], pieces: readonly Piece[]): Piece[] {
  const { symbol, paint } = changeSigns[action];
  const [verb, ...rest] = pieces;
  return [solid(symbol, paint), ...(verb ? [{ ...verb, paint }] : []), ...rest];
}

/** Why a change is there, as a comment. */
export const reasonPieces = (reason: string | undefined): Piece[] =>
  reason === undefined ? [] : words(`# ${reason}`, 'dim');

/** The place in a file that an editor opens. */
export const placeText = (
  source: { readonly file: string; readonly line: number } | undefined,
): string | undefined => source && `${source.file}:${source.line}`;

/** Lines of one file, from the first to the last. */
export interface Lines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** The lines of one file that several items come from: those of the first item's file. */
export function linesOf(sources: readonly (Position | undefined)[]): Lines | undefined {
  const [first, ...rest] = sources.filter((source) => source !== undefined);
  if (first === undefined) return undefined;
  const lines = [first, ...rest].filter(({ file }) => file === first.file).map(({ line }) => line);
  return { file: first.file, from: Math.min(...lines), to: Math.max(...lines) };
}

/** The same as a text: `access.yaml:24-29`. */
export function linesText(sources: readonly (Position | undefined)[]): string | undefined {
  const lines = linesOf(sources);
  if (lines === undefined) return undefined;
  const { file, from, to } = lines;
  const start = placeText({ file, line: from });
  return to > from ? `${start}-${to}` : start;
}

/** The keys that a change revokes, each by its id. */
export const revokedIn = (change: Change): readonly string[] =>
  change.action === 'create'
    ? []
    : (kindOf(change.kind).credential?.revoked(
        change.id,
        change.before,
        change.action === 'delete' ? undefined : change.after,
      ) ?? []);

/** What a change bears that no undo file can put back. */
export const irreversibleMark = 'CANNOT BE UNDONE';

/** What a reader must not miss about a change, in parentheses. */
export function marks(
  {
    effect,
    action,
    irreversible,
    protectedBy = [],
    noEffect,
  }: Pick<Entry, 'effect' | 'action' | 'irreversible' | 'protectedBy' | 'noEffect'>,
  held: Hold | undefined,
): Piece[] {
  const texts = [
    ...(irreversible === undefined ? [] : [irreversibleMark]),
    ...(effect === 'reduces' ? ['reduces access'] : []),
    ...(effect === 'destroys' && action !== 'delete' ? ['destructive'] : []),
    ...(held === undefined ? [] : ['held back']),
  ];
  const paint = effect === 'destroys' ? 'red' : 'yellow';
  return [
    ...(texts.length === 0 ? [] : [solid(`(${texts.join(', ')})`, paint)]),
    ...protection(protectedBy),
    ...stays(noEffect),
  ];
}

/** That a removal takes nothing: by which way the person stays in. */
export const stays = (way: string | undefined): Piece[] =>
  way === undefined ? [] : words(`no effect: ${way}`, 'yellow');

/** What of the file's `protected` a change takes from all the same. */
export function protection(entries: readonly string[]): Piece[] {
  if (entries.length === 0) return [];
  const names = entries.map((address) => {
    const ref = refOf(address);
    return ref === undefined ? address : `${kindOf(ref.kind).label} ${nameText(ownName(ref.key))}`;
  });
  return words(`takes from protected ${names.join(', ')}`, 'red');
}
