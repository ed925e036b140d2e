import { ownName } from '../../key.ts';
import { levelText, counted, describeAddress, nameText } from './names.ts';
import { placeAddress } from '../../access/state.ts';
import type { DeltaRow } from '../../access/groups.ts';
import type { Level } from '../../delta.ts';
import { kindOf, refAddress } from '../../kinds/index.ts';
import type { Change, Ref } from '../../model.ts';
import { apart, joined, solid, words } from './pieces.ts';
import type { Piece, Paint } from './pieces.ts';

/** One line of an access delta: who, where, from what to what, and by which way. */

/** How much is shown. */
export interface Most {
  readonly groups: number;
  readonly rows: number;
  /** Names of people who gain, and of people who lose. */
  readonly gaining: number;
  readonly losing: number;
  readonly permissions: number;
}

const signs: Readonly<Record<DeltaRow['effect'], readonly [string, Paint]>> = {
  gains: ['+', 'green'],
  loses: ['-', 'red'],
  changes: ['~', 'yellow'],
  unsure: ['?', 'yellow'],
};

export function rowPieces(row: DeltaRow, cause: Change, most: Most): Piece[] {
  const [sign, paint] = signs[row.effect];
  const names = row.effect === 'gains' ? most.gaining : most.losing;
  return [
    solid(sign, paint),
    ...namesOf(row.people, row.services, names),
    solid(':', undefined, 0),
    ...whereIn(row.place, cause),
    ...levelPieces(row),
    ...viaPieces(row),
    ...permissionPieces(row, most),
    ...belowPieces(row.below),
  ];
}

/** Where it happens; nothing where that is the place that the cause is about. */
function whereIn(place: Ref | undefined, cause: Change): Piece[] {
  const address = place === undefined ? '' : refAddress(place);
  const isDefinition = kindOf(cause.kind).access?.is === 'role';
  if (!isDefinition && placeAddress(cause) === address) return [];
  return [...placePieces(place), solid(',', undefined, 0)];
}

export function namesOf(
  persons: readonly string[],
  services: readonly string[],
  most: number,
): Piece[] {
  const shown = persons.slice(0, most).map((person) => [solid(nameText(person))]);
  const more = persons.length - shown.length;
  const bots = services.length === 0 ? [] : [words(counted(services.length, 'service identity'))];
  const all = [...shown, ...(more > 0 ? [words(`${more} more`)] : []), ...bots];
  return joined(all);
}

export const placePieces = (place: Ref | undefined): Piece[] =>
  place === undefined ? words('the account') : describeAddress(refAddress(place));

/** Several places in a row: `organization P and space s in P`. */
export const allPlaces = (places: readonly (Ref | undefined)[]): Piece[] => {
  const shown = places.map(placePieces);
  const last = shown.pop() ?? [];
  return shown.length === 0 ? last : [...joined(shown), ...words('and'), ...last];
};

/** What a person holds, in words. */
export const levelsText = (levels: readonly Level[]): string =>
  levels.length === 0 ? 'no access' : levels.map(levelText).join(' and ');

function levelPieces({ before, after }: DeltaRow): Piece[] {
  const [had, has] = [levelsText(before), levelsText(after)];
  return had === has ? words(`as ${has}`) : words(`${had} -> ${has}`);
}

/** How they come to it, where that is not a grant of their own in the place itself. */
export function viaPieces({ via: { how, at } }: Pick<DeltaRow, 'via'>): Piece[] {
  const name = at === undefined ? 'the account' : nameText(ownName(at.key));
  const label = at === undefined ? '' : `${kindOf(at.kind).label} `;
  switch (how) {
    case 'own':
      return [];
    case 'admin':
      return words(`(as an admin of ${name})`);
    case 'fallback':
      return words('(the space is public)');
    case 'inherited':
      return words(`(by ${label}${name})`);
  }
}

/** Permissions are named where the levels do not tell: a role that means something else than before. */
function permissionPieces({ before, after, gained, lost }: DeltaRow, most: Most): Piece[] {
  const isSame = levelsText(before) === levelsText(after);
  if (!isSame) return [];
  const some = (list: readonly string[], sign: string, paint: Paint): Piece[] => [
    ...list.slice(0, most.permissions).map((each) => solid(`${sign} ${each}`, paint)),
    ...(list.length > most.permissions
      ? words(`${sign} ${list.length - most.permissions} more`, paint)
      : []),
  ];
  return apart([...some(lost, '-', 'red'), ...some(gained, '+', 'green')], 2);
}

const mostBelow = 3;

function belowPieces(below: readonly Ref[]): Piece[] {
  const [first] = below;
  if (first === undefined) return [];
  const kinds = [...new Set(below.map(({ kind }) => kind))];
  const parts = kinds.map((kind) => {
    const own = below.filter((each) => each.kind === kind);
    const { label } = kindOf(kind);
    const names = own.slice(0, mostBelow).map(({ key }) => nameText(ownName(key)));
    const more = own.length > mostBelow ? [`${own.length - mostBelow} more`] : [];
    return own.length === 1
      ? words(`${label} ${names[0] ?? ''}`)
      : words(`${counted(own.length, label)} (${[...names, ...more].join(', ')})`);
  });
  return [solid(';', undefined, 0), ...words('also in'), ...joined(parts)];
}
