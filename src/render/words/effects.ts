import { adminKeys } from '../../access/adminKeys.ts';
import type { AdminKey } from '../../access/adminKeys.ts';
import { canCause } from '../../access/door.ts';
import { placeAddress } from '../../access/state.ts';
import type { AccessChange, AccessDelta } from '../../delta.ts';
import { groupBy, groupPairs } from '../../group.ts';
import { emailIn, ownName } from '../../key.ts';
import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import type { Plan, PlannedChange, Ref } from '../../model.ts';
import { allPlaces, levelsText, placePieces, viaPieces } from './accessRow.ts';
import { alongOf, keysStop } from './along.ts';
import { irreversibleMark, protection, revokedIn, stays } from './change.ts';
import { counted, namePiece, secretPieces, valueText } from './names.ts';
import { apart, joined, solid, words } from './pieces.ts';
import type { Piece } from './pieces.ts';

/** What one change does to people, in a few words, by the access engine's account of the whole plan. */

/** Names of people, places and permissions up to this many; more are counted. */
export const mostNamed = 3;

/** The people to whom a change does something. */
export interface Touched {
  readonly losing: readonly string[];
  readonly gaining: readonly string[];
  /** Those of the losing who keep nothing. */
  readonly losingAll: readonly string[];
  /** How many service identities, each behind a key, lose something, and how many others gain something. */
  readonly keysLosing: number;
  readonly keysGaining: number;
  /** Whether any of them gains and loses at once. */
  readonly isMixed: boolean;
}

/** What is known of a plan's effects. */
export interface Effects {
  /** What becomes of a person in the place that a change is about. */
  at(change: PlannedChange): AccessChange | undefined;
  touched(change: PlannedChange): Touched;
  adminKey(change: PlannedChange): AdminKey | undefined;
  /** Whether a change makes its person an admin. */
  makesAdmin(change: PlannedChange): boolean;
  /** The name of a resource in this plan, with its parent if two have the same name. */
  place(ref: Ref | undefined): readonly Piece[];
}

/** One side of a plan: as it runs, or with consent. */
interface Side {
  readonly entries: ReadonlyMap<string, AccessChange>;
  readonly caused: ReadonlyMap<string, readonly AccessChange[]>;
  readonly lost: ReadonlySet<string>;
}

const mark = (...parts: readonly string[]): string => JSON.stringify(parts);

const sideOf = ({ changes, losingAll }: AccessDelta): Side => ({
  entries: new Map(
    changes.map((entry) => [mark(entry.person, entry.place ? refAddress(entry.place) : ''), entry]),
  ),
  caused: groupPairs(
    changes.flatMap((entry) => entry.causes.map((cause) => [cause, entry] as const)),
  ),
  lost: new Set(
    losingAll.flatMap(({ person, causes }) => causes.map((cause) => mark(person, cause))),
  ),
});

const isIn =
  (effects: readonly AccessChange['effect'][]) =>
  ({ effect }: AccessChange): boolean =>
    effects.includes(effect);

const peopleIn = (entries: readonly AccessChange[]): readonly string[] => [
  ...new Set(entries.filter(({ service }) => service !== true).map(({ person }) => person)),
];

const servicesIn = (entries: readonly AccessChange[]): ReadonlySet<string> =>
  new Set(entries.filter(({ service }) => service === true).map(({ person }) => person));

/** @param beside what is named together with the changes */
export function effectsOf(
  { access, changes }: Pick<Plan, 'access' | 'changes'>,
  beside: readonly Ref[] = [],
): Effects {
  const asRun = sideOf(access.asRun);
  const withConsent = access.withConsent === access.asRun ? asRun : sideOf(access.withConsent);
  const sideFor = ({ held }: PlannedChange): Side => (held === undefined ? asRun : withConsent);
  const keys = new Map(adminKeys(changes).map((key) => [key.change.address, key]));
  const clashes = clashing([...changes, ...beside]);
  const at = (change: PlannedChange): AccessChange | undefined =>
    sideFor(change).entries.get(mark(emailIn(change.key), placeAddress(change)));
  return {
    at,
    touched(change) {
      const side = sideFor(change);
      const caused = side.caused.get(change.address) ?? [];
      const takes = canCause(change, 'loses');
      const losing = takes ? caused.filter(isIn(['loses', 'changes'])) : [];
      const gaining = canCause(change, 'gains')
        ? caused.filter(isIn(takes ? ['gains'] : ['gains', 'changes']))
        : [];
      const keysLosing = servicesIn(losing);
      return {
        losing: peopleIn(losing),
        gaining: peopleIn(gaining),
        losingAll: peopleIn(losing).filter((person) => side.lost.has(mark(person, change.address))),
        keysLosing: keysLosing.size,
        keysGaining: [...servicesIn(gaining)].filter((key) => !keysLosing.has(key)).length,
        isMixed: caused.some(isIn(['changes'])),
      };
    },
    adminKey: ({ address }) => keys.get(address),
    makesAdmin(change) {
      if (change.action === 'delete') return false;
      const entry = at(change);
      if (entry === undefined) {
        const had = change.action === 'update' ? change.before['role'] : undefined;
        return change.after['role'] === 'admin' && had !== 'admin';
      }
      return (
        entry.via.how === 'own' && entry.after.includes('admin') && !entry.before.includes('admin')
      );
    },
    place: (ref) =>
      ref === undefined || clashes.has(ownName(ref.key))
        ? placePieces(ref)
        : [namePiece(ownName(ref.key))],
  };
}

/** Names that two places have. */
function clashing(refs: readonly Ref[]): ReadonlySet<string> {
  const places = refs
    .flatMap((each) => chainOf(each))
    .filter(({ kind }) => kindOf(kind).access?.is === 'place');
  const names = groupPairs(places.map((ref) => [ownName(ref.key), refAddress(ref)] as const));
  return new Set([...names].flatMap(([name, all]) => (new Set(all).size > 1 ? [name] : [])));
}

/** A few by name, more by their number. */
export const fewOf = (
  names: readonly (readonly Piece[])[],
  noun: string,
  most = mostNamed,
): readonly Piece[] => (names.length > most ? words(counted(names.length, noun)) : joined(names));

export const peoplePieces = (emails: readonly string[]): readonly Piece[] =>
  fewOf(
    emails.map((email) => [namePiece(email)]),
    'person',
  );

/** What a grant or its end does to its person. */
export function grantEffect(change: PlannedChange, effects: Effects): readonly Piece[] {
  const { losingAll, losing } = effects.touched(change);
  const entry = effects.at(change);
  const isAdmin = effects.makesAdmin(change);
  const parts = [
    [
      ...(change.noEffect === undefined
        ? levelPieces(change, entry, isAdmin)
        : stays(change.noEffect)),
      ...(losing.length > 0 ? elsewhere(change) : []),
    ],
    losingAll.length > 0 ? words('loses everything', 'red') : [],
  ].filter((part) => part.length > 0);
  return [...joined(parts), ...markPieces(change)];
}

function levelPieces(
  change: PlannedChange,
  entry: AccessChange | undefined,
  isAdmin: boolean,
): readonly Piece[] {
  if (entry === undefined || entry.effect === 'unsure') {
    return isAdmin ? [...words('as'), solid('ADMIN', 'red')] : fieldLevels(change);
  }
  const had = entry.before.length === 0 ? undefined : levelsText(entry.before);
  const has = entry.after.length === 0 ? 'no access' : levelsText(entry.after);
  const now = isAdmin ? [solid('ADMIN', 'red')] : words(has);
  const via = viaPieces(entry);
  if (had === undefined) return [...words('as'), ...now, ...via];
  return had === has ? [...words(`still ${has}`), ...via] : [...words(`${had} ->`), ...now, ...via];
}

/** The values in the file and in the account, if the access engine has no effect to show. */
function fieldLevels(change: PlannedChange): readonly Piece[] {
  switch (change.action) {
    case 'create':
      return change.after['role'] === undefined
        ? []
        : words(`as ${valueText(change.after['role'])}`);
    case 'delete':
      return change.before['role'] === undefined
        ? []
        : words(`was ${valueText(change.before['role'])}`);
    case 'update': {
      const [had, has] = [change.before['role'], change.after['role']];
      return has === undefined
        ? []
        : words(`${had === undefined ? '' : `${valueText(had)} -> `}${valueText(has)}`);
    }
  }
}

/** What a change also removes, counted by kind: `also removes 2 space members`. */
function elsewhere({ cascade }: PlannedChange): readonly Piece[] {
  const refs = cascade.flatMap((address) => refOf(address) ?? []);
  if (refs.length === 0) return [];
  const parts = [...groupBy(refs, ({ kind }) => kind)].map(([kind, group]) =>
    words(counted(group.length, kindOf(kind).label)),
  );
  return [...words('(also removes'), ...joined(parts), solid(')', undefined, 0)];
}

/** People by name or number, and keys by their number: `2 people and 1 service key`. */
export function headsPieces(people: readonly string[], keys: number): readonly Piece[] {
  const counts = keys === 0 ? [] : words(counted(keys, 'service key'));
  if (people.length === 0) return counts;
  return [...peoplePieces(people), ...(keys === 0 ? [] : [...words('and'), ...counts])];
}

/** What a change to a place, a role or a key does to people, counted or by name. */
export function wideEffect(change: PlannedChange, effects: Effects): readonly Piece[] {
  const touched = effects.touched(change);
  const { losing, losingAll, keysLosing, keysGaining } = touched;
  const gaining = touched.gaining.filter((person) => !losing.includes(person));
  const key = effects.adminKey(change);
  const { keyedBy, access } = kindOf(change.kind);
  const own = keyedBy === 'person' ? emailIn(change.key) : undefined;
  const isOwnEnd =
    keysLosing === 0 &&
    losingAll.length === losing.length &&
    losingAll.every((each) => each === own);
  const say = (
    people: readonly string[],
    keys: number,
    [one, more]: readonly [one: string, more: string],
  ): readonly Piece[] => {
    const heads = people.length + keys;
    if (heads === 0) return [];
    const isOwn = heads === 1 && people[0] === own;
    return [...(isOwn ? [] : headsPieces(people, keys)), ...words(heads === 1 ? one : more)];
  };
  // An edit of a role can give its holders one permission and take another from them.
  const isBoth =
    access?.is === 'role' &&
    (touched.isMixed || (losing.length + keysLosing > 0 && gaining.length + keysGaining > 0));
  const everything = losingAll.length === 1 ? 'loses everything' : 'lose everything';
  // Stands right after the people of whom these are a part.
  const all =
    losingAll.length > 0
      ? words(
          losing.length + keysLosing === 1
            ? everything
            : `${losingAll.length} of them ${isBoth ? everything : 'everything'}`,
          'red',
        )
      : [];
  const parts = [
    ...(key === undefined
      ? []
      : [[...words('ADMIN of', 'red'), ...allPlaces(key.places), ...secretPieces(key.sink)]]),
    ...(isBoth
      ? [
          say([...losing, ...gaining], keysLosing + keysGaining, [
            'loses and gains access',
            'lose and gain access',
          ]),
          all,
        ]
      : [
          isOwnEnd ? [] : say(losing, keysLosing, ['loses access', 'lose access']),
          all,
          say(gaining, keysGaining, ['gains access', 'gain access']),
        ]),
    ...revokedPieces(change),
    ...besidesPeople(change, keysLosing > 0),
  ].filter((part) => part.length > 0);
  return [...joined(parts), ...markPieces(change)];
}

/** The ids of the keys that a change revokes. */
const revokedPieces = (change: PlannedChange): readonly (readonly Piece[])[] =>
  revokedIn(change).map((text) => words(text));

/** What goes with a resource beside the grants of people: its projects, and its keys unless they are said to lose access. */
function besidesPeople(
  { cascade }: PlannedChange,
  areKeysTold: boolean,
): readonly (readonly Piece[])[] {
  const { removed, keys } = alongOf(cascade);
  const refs = removed.filter(({ kind }) => kindOf(kind).keyedBy === 'name');
  const parts = [...groupBy(refs, ({ kind }) => kind)].map(([kind, group]) =>
    words(counted(group.length, kindOf(kind).label)),
  );
  return [
    ...(parts.length === 0 ? [] : [[...words('also removes'), ...joined(parts)]]),
    ...(keys.length === 0 || areKeysTold ? [] : [words(keysStop)]),
  ];
}

/** What a reader must not miss. */
function markPieces({ irreversible, protectedBy = [], held }: PlannedChange): readonly Piece[] {
  const marks = [
    irreversible === undefined ? [] : [solid(irreversibleMark, 'red')],
    protection(protectedBy),
    held === 'unproven' || held === 'needs-held' ? words('(held back)', 'yellow') : [],
  ];
  return apart(joined(marks.filter((each) => each.length > 0)), 2);
}
