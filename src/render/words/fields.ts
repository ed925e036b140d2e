import { kindOf } from '../../kinds/index.ts';
import type { Fields, Key, KindName, Value } from '../../model.ts';
import { apart, joined, solid, words } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { commandPieces, counted, valueText } from './names.ts';

/** What a change sets: short values for its own line, sets for lines below. */
export interface Shown {
  readonly inline: readonly Piece[];
  readonly below: readonly (readonly Piece[])[];
}

const isSet = (value: Value | undefined): value is readonly string[] => Array.isArray(value);

// Longer texts, descriptions mostly, may break at their spaces; names never do.
const longestSolid = 40;

/** A text before a value, the value, and a text after it, in one piece when it is short. */
function valuePieces(value: Value | undefined, before = '', after = ''): Piece[] {
  const text = value === undefined ? 'unknown' : valueText(value);
  const all = [before, text, after].filter((part) => part !== '').join(' ');
  return text.length > longestSolid && typeof value === 'string' ? words(all) : [solid(all)];
}

/** The two sides of a change, or of a difference. */
export type Sides = { readonly kind: KindName; readonly key: Key } & (
  | { readonly action: 'create'; readonly after: Fields }
  | { readonly action: 'update'; readonly before: Fields; readonly after: Fields }
  | { readonly action: 'delete'; readonly before: Fields }
);

/** The fields of a change, with old and new values where it has both. */
export function shownFields(change: Sides, drift: boolean): Shown {
  switch (change.action) {
    case 'create':
      return whole(change, change.after);
    case 'delete':
      return whole(change, change.before);
    case 'update':
      return differing(change, change.before, change.after, drift);
  }
}

/** An item that exists on one side only. Its line already has its name, and empty fields are omitted. */
function whole({ kind, key }: Sides, fields: Fields): Shown {
  const spec = kindOf(kind).fields;
  const known = key.at(-1);
  const inline: Piece[][] = [];
  const below: Piece[][] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value === '' || (field === 'name' && value === known)) continue;
    if (isSet(value) && spec[field]?.quoted) {
      below.push([solid(`${field}:`), ...commandPieces(value)]);
    } else if (isSet(value)) {
      const members = value.map((member) => [solid(member)]);
      below.push([solid(`${field}:`), ...(value.length === 0 ? words('none') : joined(members))]);
    } else {
      inline.push(valuePieces(value, `${field}:`));
    }
  }
  return { inline: apart(joined(inline), 2), below };
}

function differing({ kind }: Sides, before: Fields, after: Fields, drift: boolean): Shown {
  const spec = kindOf(kind).fields;
  const inline: Piece[][] = [];
  const below: Piece[][] = [];
  for (const [field, value] of Object.entries(after)) {
    const had = before[field];
    // If a resource is created again, the old value of a field that only creation sets is unknown.
    if (had === undefined && spec[field]?.createOnly) {
      if (isSet(value)) below.push([solid(`${field}:`), ...commandPieces(value)]);
      else inline.push(valuePieces(value, `${field}:`));
      continue;
    }
    if (isSet(value)) {
      below.push([solid(`${field}:`), ...setPieces(isSet(had) ? had : [], value, drift)]);
      continue;
    }
    const pieces = drift
      ? [...valuePieces(value, `${field}:`, 'in the file,'), ...valuePieces(had, '', 'live')]
      : [...valuePieces(had, `${field}:`), ...valuePieces(value, '->')];
    const text = pieces.map((piece) => piece.text).join(' ');
    inline.push(text.length > longestSolid ? pieces : [solid(text)]);
  }
  return { inline: apart(joined(inline), 2), below };
}

/** What goes into a set and what comes out of it, each member with its sign. */
function setPieces(had: readonly string[], has: readonly string[], drift: boolean): Piece[] {
  const added = has.filter((member) => !had.includes(member));
  const gone = had.filter((member) => !has.includes(member));
  const kept = has.length - added.length;
  if (drift) {
    return joined([
      ...gone.map((member) => [solid(`> ${member}`, 'magenta')]),
      ...added.map((member) => [solid(`< ${member}`, 'cyan')]),
    ]);
  }
  const pieces = [
    ...gone.map((member) => solid(`- ${member}`, 'red')),
    ...added.map((member) => solid(`+ ${member}`, 'green')),
  ];
  return kept === 0
    ? pieces
    : [...pieces, ...words(`(${counted(kept, 'other stays', 'others stay')})`, 'dim')];
}
