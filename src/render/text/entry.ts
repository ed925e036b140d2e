import { groupBy } from '../../group.ts';
import type { Change, Hold, PlannedChange } from '../../model.ts';
import { kindOf } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { shownFields } from '../words/fields.ts';
import { apart, flow, joined, solid, words } from './flow.ts';
import type { Piece } from './flow.ts';
import { counted, doing, doingHere, nameText, pathPieces, thingHere } from '../words/names.ts';
import type { Layout, Paint } from './style.ts';

/** A change, planned or only observed. */
export type Entry = Change &
  Partial<Pick<PlannedChange, 'needs' | 'held' | 'protectedBy' | 'noEffect'>>;

/** How entries are shown, beside what is in them. */
export interface View {
  readonly layout: Layout;
  /** `change` says what a run does; `drift` says which side has what. */
  readonly wording: 'change' | 'drift';
  /** The changes that are held back, by address. */
  readonly held: ReadonlyMap<string, PlannedChange>;
}

interface Sign {
  readonly symbol: string;
  readonly paint: Paint;
}

const changeSigns: Readonly<Record<Change['action'], Sign>> = {
  create: { symbol: '+', paint: 'green' },
  update: { symbol: '~', paint: 'yellow' },
  delete: { symbol: '-', paint: 'red' },
};

/** Other symbols than those of a plan, where `-` would mean the opposite of what is seen. */
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

/** One line, or more where the terminal is narrow, and what stands below it. */
export function entryLines(
  entry: Entry,
  view: View,
  indent: number,
  told: { readonly reason: boolean },
): string[] {
  const drift = view.wording === 'drift';
  const { inline, below } = shownFields(entry, drift);
  const head = [
    ...(drift ? driftHead(entry) : signed(entry.action, doingHere(entry))),
    ...inline,
    ...(drift ? [] : marks(entry, entry.held)),
  ];
  const tail = told.reason ? undefined : placeText(entry.source);
  const reason = told.reason ? [] : reasonPieces(entry.reason);
  const whole = flow(
    { indent, hang: 4, pieces: [...head, ...apart(reason, 2)], tail },
    view.layout,
  );
  const lower = [
    ...below,
    ...(drift ? [] : [...takenAlong(entry), ...lost(entry), ...awaited(entry, view.held)]),
  ];
  return [
    ...(whole.length === 1 || reason.length === 0
      ? whole
      : [
          ...flow({ indent, hang: 4, pieces: head }, view.layout),
          ...flow({ indent: indent + 4, hang: 2, pieces: reason, tail }, view.layout),
        ]),
    ...lower.flatMap((pieces) => flow({ indent: indent + 4, hang: 2, pieces }, view.layout)),
  ];
}

/** Why a change is there, as a comment. */
export const reasonPieces = (reason: string | undefined): Piece[] =>
  reason === undefined ? [] : words(`# ${reason}`, 'dim');

function driftHead(entry: Entry): Piece[] {
  const { symbol, paint, phrase } = driftSigns[entry.action];
  return [solid(symbol, paint), ...words(phrase, paint), ...thingHere(entry)];
}

/** The place in a file that an editor opens. */
export const placeText = (
  source: { readonly file: string; readonly line: number } | undefined,
): string | undefined => source && `${source.file}:${source.line}`;

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
    ...(held === 'needs-consent' || held === 'unproven' ? ['held back'] : []),
    ...(held === 'needs-held' ? ['waits'] : []),
  ];
  const paint = effect === 'destroys' ? 'red' : 'yellow';
  return [
    ...(texts.length === 0 ? [] : [solid(`(${texts.join(', ')})`, paint)]),
    ...protection(protectedBy),
    ...stays(noEffect),
  ];
}

/** That a removal takes nothing: by which way somebody stays in. */
export const stays = (way: string | undefined): Piece[] =>
  way === undefined ? [] : words(`no effect: ${way}`, 'yellow');

/** What of the file's `protected` a change takes from all the same. */
export function protection(entries: readonly string[]): Piece[] {
  if (entries.length === 0) return [];
  const names = entries.map((address) => {
    const ref = refOf(address);
    return ref === undefined
      ? address
      : `${kindOf(ref.kind).label} ${nameText(ref.key.at(-1) ?? '')}`;
  });
  return words(`takes from protected ${names.join(', ')}`, 'red');
}

const mostNames = 3;

/** Some names, and how many there are beside them. */
function firstOf(parts: readonly (readonly Piece[])[]): Piece[] {
  const more = parts.length - mostNames;
  const shown = joined(parts.slice(0, mostNames));
  return more > 0 ? [...shown, ...words(`and ${more} more`)] : shown;
}

/** What goes with a change by itself, counted by kind: `takes along: 2 space members (team-alpha, team-beta)`. */
function takenAlong({ key, kind, cascade }: Entry): Piece[][] {
  if (cascade.length === 0) return [];
  const person = kindOf(kind).keyedBy === 'person';
  const refs = cascade.flatMap((address) => refOf(address) ?? []);
  const groups = [...groupBy(refs, (ref) => ref.kind)].map(([kindName, group]) => {
    const names = group
      .map((ref) => withoutCause(ref.key, key, person))
      .filter((parts) => parts.length > 0)
      .map(pathPieces);
    const number = words(counted(group.length, kindOf(kindName).label));
    return names.length === 0
      ? number
      : [...number, solid('('), ...apart(firstOf(names), 0), solid(')', undefined, 0)];
  });
  const others = cascade
    .filter((address) => refOf(address) === undefined)
    .map((text) => words(text));
  return [[...words('takes along:', 'yellow'), ...joined([...groups, ...others])]];
}

/** Why no undo file can put all of it back. */
const lost = ({ irreversible }: Entry): Piece[][] =>
  irreversible === undefined
    ? []
    : [[...words('cannot be undone:', 'red'), ...words(irreversible)]];

/** A key without the parts that the cause has as well: those before it, and the person at the end. */
function withoutCause(
  key: readonly string[],
  cause: readonly string[],
  person: boolean,
): readonly string[] {
  const start = key.findIndex((part, index) => part !== cause[index]);
  const rest = start < 0 ? [] : key.slice(start);
  return person && rest.at(-1) === cause.at(-1) ? rest.slice(0, -1) : rest;
}

/** Which held-back changes this one waits for. */
function awaited(
  { address, needs = [], held }: Entry,
  all: ReadonlyMap<string, PlannedChange>,
): Piece[][] {
  if (held !== 'needs-held') return [];
  const causes = needs.filter((need) => need !== address).flatMap((need) => all.get(need) ?? []);
  const shown = firstOf(causes.map((cause) => doing(cause)));
  return [[...words('waits for what is held back:', 'yellow'), ...shown]];
}

/** Names of many things in a row. */
export const namesOf = (keys: readonly (readonly string[])[]): Piece[] =>
  joined(keys.map((key) => [solid(nameText(key.at(-1) ?? ''))]));
