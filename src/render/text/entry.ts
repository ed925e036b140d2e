import { ownName } from '../../key.ts';
import type { Plan, PlannedChange, Ref } from '../../model.ts';
import { groupBy } from '../../group.ts';
import { kindOf } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { alongOf, keysStop } from '../words/along.ts';
import { shownFields } from '../words/fields.ts';
import { apart, solid, words, joined } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { counted, doing, doingHere, nameText, pathPieces, thingHere } from '../words/names.ts';
import type { Layout } from './style.ts';
import type { Piece } from '../words/pieces.ts';
import type { Entry } from '../words/change.ts';
import { driftSigns, signed, reasonPieces, placeText, marks, revokedIn } from '../words/change.ts';

/** How entries are shown. */
export interface View {
  readonly layout: Layout;
  /** `change` says what a run does; `drift` says which side has what. */
  readonly wording: 'change' | 'drift';
  /** The changes that are held back, by address. */
  readonly held: ReadonlyMap<string, PlannedChange>;
}

/** What a run does, with the changes that are held back. */
export const viewOf = (plan: Plan, layout: Layout): View => ({
  layout,
  wording: 'change',
  held: new Map(
    plan.changes
      .filter((change) => change.held !== undefined)
      .map((change) => [change.address, change]),
  ),
});

/** One line, or several on a narrow terminal, and the details below it. */
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
    ...(drift
      ? []
      : [...takenAlong(entry), ...revoked(entry), ...lost(entry), ...awaited(entry, view.held)]),
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

function driftHead(entry: Entry): Piece[] {
  const { symbol, paint, phrase } = driftSigns[entry.action];
  return [solid(symbol, paint), ...words(phrase, paint), ...thingHere(entry)];
}

const mostNames = 3;

/** Some names, and how many there are beside them. */
function firstOf(parts: readonly (readonly Piece[])[]): Piece[] {
  const more = parts.length - mostNames;
  const shown = joined(parts.slice(0, mostNames));
  return more > 0 ? [...shown, ...words(`and ${more} more`)] : shown;
}

/** What goes with a change by itself, counted by kind: `also removes: 2 space members (team-alpha, team-beta)`. */
function takenAlong({ key, kind, cascade }: Entry): Piece[][] {
  if (cascade.length === 0) return [];
  const person = kindOf(kind).keyedBy === 'person';
  const { removed, keys } = alongOf(cascade);
  const namesOf = (refs: readonly Ref[]): readonly Piece[][] =>
    refs
      .map((ref) => withoutCause(ref.key, key, person))
      .filter((parts) => parts.length > 0)
      .map(pathPieces);
  const groups = [...groupBy(removed, (ref) => ref.kind)].map(([kindName, group]) => {
    const names = namesOf(group);
    const number = words(counted(group.length, kindOf(kindName).label));
    return names.length === 0
      ? number
      : [...number, solid('('), ...apart(firstOf(names), 0), solid(')', undefined, 0)];
  });
  const others = cascade
    .filter((address) => refOf(address) === undefined)
    .map((text) => words(text));
  const gone = [...groups, ...others];
  return [
    ...(gone.length === 0 ? [] : [[...words('also removes:', 'yellow'), ...joined(gone)]]),
    ...(keys.length === 0 ? [] : [[...words(`${keysStop}:`, 'yellow'), ...firstOf(namesOf(keys))]]),
  ];
}

/** The ids of the keys that it revokes. */
const revoked = (entry: Entry): Piece[][] =>
  revokedIn(entry).map((text) => [...words('revokes:', 'red'), ...words(text)]);

/** Why no undo file can put all of it back. */
const lost = ({ irreversible }: Entry): Piece[][] =>
  irreversible === undefined
    ? []
    : [[...words('cannot be undone:', 'red'), ...words(irreversible)]];

/** A key without the parts that it shares with the cause: the leading ones, and the person at the end. */
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
  return [[...words('needs a held-back change:', 'yellow'), ...shown]];
}

/** Several names in a row. */
export const namesOf = (keys: readonly (readonly string[])[]): Piece[] =>
  joined(keys.map((key) => [solid(nameText(ownName(key)))]));
