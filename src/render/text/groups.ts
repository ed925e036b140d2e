import { ownName } from '../../key.ts';
import { linesText, marks, placeText, reasonPieces, signed } from '../words/change.ts';
import { groupBy } from '../../group.ts';
import type { Group } from '../../group.ts';
import { kindOf, kinds, chainOf } from '../../kinds/index.ts';
import type { Change, Ref } from '../../model.ts';
import { byText } from '../../names.ts';
import { entryLines, namesOf } from './entry.ts';
import type { Entry } from '../words/change.ts';
import type { View } from './entry.ts';
import { shownFields } from '../words/fields.ts';
import { apart, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import type { Piece } from '../words/pieces.ts';
import { doingMany, headingOf, isContainer, nameText } from '../words/names.ts';

/** A container with its own changes and those below it. */
interface Place {
  readonly ref: Ref;
  readonly entries: Entry[];
  readonly inner: Map<string, Place>;
}

/**
 * Changes as a person thinks of them: people, roles, then each organization with its members, its spaces and their
 * projects. Only what has changes is there.
 * @returns one block of lines for each group at the top
 */
export function groupBlocks(entries: readonly Entry[], view: View, indent = 0): string[][] {
  const loose: Entry[] = [];
  const places = new Map<string, Place>();
  for (const entry of entries) {
    const path = chainOf(entry)
      .filter(({ kind }) => isContainer(kind))
      .toReversed();
    const place = placeAt(path, places);
    (place?.entries ?? loose).push(entry);
  }
  const first = kinds
    .toSorted((a, b) => Number(b.keyedBy === 'person') - Number(a.keyedBy === 'person'))
    .flatMap((kind) => {
      const own = loose.filter((entry) => entry.kind === kind.name);
      return own.length === 0
        ? []
        : [[heading(headingOf(kind), view, indent), ...list(own, view, indent + 2)]];
    });
  return [...first, ...sorted(places).map((place) => placeLines(place, view, indent))];
}

function placeAt(path: readonly Ref[], places: Map<string, Place>): Place | undefined {
  let level = places;
  let place: Place | undefined;
  for (const ref of path) {
    const id = JSON.stringify([ref.kind, ref.key]);
    place = level.get(id) ?? { ref, entries: [], inner: new Map() };
    level.set(id, place);
    level = place.inner;
  }
  return place;
}

const sorted = (places: ReadonlyMap<string, Place>): readonly Place[] =>
  [...places].toSorted(([a], [b]) => byText(a, b)).map(([, place]) => place);

function placeLines({ ref, entries, inner }: Place, view: View, indent: number): string[] {
  const { label } = kindOf(ref.kind);
  const title = `${label.charAt(0).toUpperCase()}${label.slice(1)} ${nameText(ownName(ref.key))}`;
  return [
    heading(title, view, indent),
    ...list(entries, view, indent + 2),
    ...sorted(inner).flatMap((place) => placeLines(place, view, indent + 2)),
  ];
}

const heading = (title: string, { layout }: View, indent: number): string =>
  ' '.repeat(indent) + layout.style.bold(title);

const actions: readonly Change['action'][] = ['create', 'update', 'delete'];

/** More creations than this that differ in their names alone become one entry with all the names. */
const mostAlike = 10;

const orderOf = ({ kind, action }: Entry): number =>
  kinds.indexOf(kindOf(kind)) * actions.length + actions.indexOf(action);

function list(entries: readonly Entry[], view: View, indent: number): string[] {
  const inOrder = entries.toSorted(
    (a, b) => orderOf(a) - orderOf(b) || byText(a.address, b.address),
  );
  return runs(inOrder, ({ kind, action }) => `${kind} ${action}`).flatMap((run) => {
    const { single, many } = folds(run, view);
    return [
      ...runs(single, sameReason).flatMap((each) => runLines(each, view, indent)),
      ...many.flatMap((each) => foldLines(each, view, indent)),
    ];
  });
}

/** Takes creations that differ in their names alone together, when there are many. Nothing else is folded. */
function folds(
  run: readonly Entry[],
  { wording }: View,
): { readonly single: readonly Entry[]; readonly many: readonly Group<Entry>[] } {
  const foldable = wording === 'drift' ? [] : run.filter(isFoldable);
  const alike = groupBy(foldable, ({ kind, effect, reason, source, ...entry }) =>
    JSON.stringify([kind, effect, reason, source?.file, entry.action === 'create' && entry.after]),
  );
  const many = [...alike.values()].filter((each) => each.length > mostAlike);
  const folded = new Set(many.flat());
  return { single: run.filter((entry) => !folded.has(entry)), many };
}

const isFoldable = ({ action, held, cascade }: Entry): boolean =>
  action === 'create' && held === undefined && cascade.length === 0;

function foldLines(fold: Group<Entry>, view: View, indent: number): string[] {
  const [first] = fold;
  const kind = kindOf(first.kind);
  const { inline, below } = shownFields(first, false);
  const pieces: Piece[] = [
    ...signed(first.action, words(doingMany(kind, first.action, fold.length))),
    ...inline,
    ...marks(first, first.held),
    ...apart(reasonPieces(first.reason), 2),
  ];
  const tail = linesText(fold.map(({ source }) => source));
  const names = namesOf(fold.map(({ key }) => key));
  return [
    ...flow({ indent, hang: 4, pieces, tail }, view.layout),
    ...[...below, names].flatMap((each) => flow({ indent: indent + 4, pieces: each }, view.layout)),
  ];
}

/** Entries with the same reason share it, below the last of them. */
function runLines(run: readonly Entry[], view: View, indent: number): string[] {
  const [first] = run;
  const shared = run.length > 1 && first?.reason !== undefined;
  const lines = run.flatMap((entry) => entryLines(entry, view, indent, { reason: shared }));
  if (!shared) return lines;
  const pieces = [...reasonPieces(`these ${run.length}: ${first.reason}`)];
  return [
    ...lines,
    ...flow({ indent: indent + 2, hang: 2, pieces, tail: placeText(first.source) }, view.layout),
  ];
}

const sameReason = ({ reason, source }: Entry): string =>
  JSON.stringify([reason, source?.file, source?.line]);

/** Neighbours that have the same id. */
function runs(
  entries: readonly Entry[],
  id: (entry: Entry) => string,
): readonly (readonly Entry[])[] {
  const found: Entry[][] = [];
  let last: string | undefined;
  for (const entry of entries) {
    const own = id(entry);
    if (own === last) found.at(-1)?.push(entry);
    else found.push([entry]);
    last = own;
  }
  return found;
}
