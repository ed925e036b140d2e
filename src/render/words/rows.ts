import type { Position } from '../../document/problem.ts';
import { groupBy } from '../../group.ts';
import type { Group } from '../../group.ts';
import { emailIn, ownName } from '../../key.ts';
import { kindOf, parentAddress, parentOf } from '../../kinds/index.ts';
import type { Effect, Plan, PlannedChange, Ref, Value } from '../../model.ts';
import { sendsEmail } from '../../plan/impact.ts';
import { linesText } from './change.ts';
import { effectsOf, fewOf, grantEffect, mostNamed, peoplePieces, wideEffect } from './effects.ts';
import type { Effects } from './effects.ts';
import { counted, namePiece, prepositions, valueText, verbOf } from './names.ts';
import { apart, joined, solid, words } from './pieces.ts';
import type { Paint, Piece } from './pieces.ts';

/** A line of a screen. */
export interface ScreenRow {
  readonly sign: Piece;
  /** What is done. */
  readonly what: readonly Piece[];
  /** What it does to people, and what a reader must not miss. */
  readonly effect: readonly Piece[];
  /** The lines of the file: `:24-29`, behind the file's name where it is not the plan's own. */
  readonly place: string | undefined;
}

/**
 * A plan in few lines: each change once, the worst first, with what it does to people. What many changes have in common
 * is one row.
 */
export interface Row extends ScreenRow {
  readonly changes: Group<PlannedChange>;
}

/** The rows of one effect. */
export interface Section {
  readonly effect: Effect;
  readonly heading: string;
  readonly rows: readonly Row[];
}

const headings: Readonly<Record<Effect, string>> = {
  destroys: 'Destroys',
  reduces: 'Reduces',
  grants: 'Grants',
};

export function sectionsOf(plan: Plan): readonly Section[] {
  const effects = effectsOf(plan);
  return (['destroys', 'reduces', 'grants'] as const).flatMap((effect): readonly Section[] => {
    const changes = plan.changes.filter((change) => change.effect === effect);
    if (changes.length === 0) return [];
    const asks = changes.some(({ held }) => held === 'needs-consent');
    return [
      {
        effect,
        heading: `${headings[effect]} ${changes.length}${asks ? ', needs --allow-destructive' : ''}`,
        rows: rowsOf(changes, plan, effects),
      },
    ];
  });
}

/** A row with what decides its place: the smaller numbers come first. */
type Ranked = Row & { readonly rank: readonly number[] };

function rowsOf(
  changes: readonly PlannedChange[],
  { file }: Plan,
  effects: Effects,
): readonly Row[] {
  const newcomers = newcomerRows(changes, file, effects);
  const told = new Set(newcomers.flatMap((row) => [...row.changes]));
  const others = changes.filter((change) => !told.has(change));
  const rows = [
    ...newcomers,
    ...grantRows(others.filter(isGrant), file, effects),
    ...others.filter((change) => !isGrant(change)).map((each) => rowOf(each, file, effects)),
  ];
  const order = new Map(changes.map((change, index) => [change, index]));
  const place = ({ changes: [first] }: Row): number => order.get(first) ?? 0;
  return rows.toSorted((a, b) => compared(a.rank, b.rank) || place(a) - place(b));
}

function compared(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Whether a change is about a person in an organization, a space or a project. */
const isGrant = ({ kind }: Ref): boolean =>
  kindOf(kind).keyedBy === 'person' && kindOf(kind).parent !== undefined;

const isAccountPerson = ({ kind }: Ref): boolean =>
  kindOf(kind).keyedBy === 'person' && kindOf(kind).parent === undefined;

export const textOf = (pieces: readonly Piece[]): string =>
  pieces.map(({ text }) => text).join(' ');

/** The lines that some items come from: `:24-29`, behind the file's name where it is not the plan's own. */
export const placeIn = (
  items: readonly { readonly source?: Position }[],
  file: string,
): string | undefined => {
  const text = linesText(items.map(({ source }) => source));
  return text?.startsWith(`${file}:`) ? text.slice(file.length) : text;
};

const roleIn = (change: PlannedChange): Value | undefined =>
  change.action === 'delete' ? change.before['role'] : change.after['role'];

const signs: Readonly<Record<PlannedChange['action'], readonly [string, Paint]>> = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  delete: ['-', 'red'],
};

/** `x` if it cannot be undone, `!` if a person or a key becomes an admin. */
function signOf(change: PlannedChange, effects: Effects): Piece {
  if (change.irreversible !== undefined) return solid('x', 'red');
  if (effects.makesAdmin(change) || effects.adminKey(change)) return solid('!', 'red');
  return solid(...signs[change.action]);
}

/** The worst first: what cannot be undone, then new admins, then what touches most people; what has no effect last. */
function rankOf(changes: Group<PlannedChange>, effects: Effects): readonly number[] {
  const touched = changes.map((change) => effects.touched(change));
  const people = (of: 'losing' | 'gaining' | 'losingAll'): number =>
    new Set(touched.flatMap((each) => each[of])).size;
  const some = (is: (change: PlannedChange) => boolean): number => (changes.some(is) ? 0 : 1);
  return [
    some(({ irreversible }) => irreversible !== undefined),
    some((change) => effects.makesAdmin(change) || effects.adminKey(change) !== undefined),
    1 - some(({ noEffect }) => noEffect !== undefined),
    -people('losingAll'),
    -people('losing'),
    -people('gaining'),
  ];
}

const listOf = ([first, ...rest]: readonly PlannedChange[]): Group<PlannedChange> | undefined =>
  first && [first, ...rest];

/** New people with all that they are given. Those who are given the same share a row. */
function newcomerRows(
  changes: readonly PlannedChange[],
  file: string,
  effects: Effects,
): readonly Ranked[] {
  const created = changes.filter(({ action, held }) => action === 'create' && held === undefined);
  const grants = groupBy(created.filter(isGrant), ({ key }) => emailIn(key));
  const people = created
    .filter(isAccountPerson)
    .map((person) => ({ person, given: grants.get(emailIn(person.key)) ?? [] }));
  const alike = groupBy(people, ({ person, given }) =>
    JSON.stringify([
      sendsEmail(person),
      roleIn(person),
      given.map((each) => [each.kind, parentAddress(each), textOf(grantEffect(each, effects))]),
    ]),
  );
  return [...alike.values()].flatMap((group): readonly Ranked[] => {
    const [{ person, given }] = group;
    const all = listOf(group.flatMap((each) => [each.person, ...each.given]));
    if (all === undefined) return [];
    const { length } = group;
    const role = roleIn(person);
    const facts = [
      words(length === 1 ? 'new' : `${length} new people`),
      ...(role === 'admin' ? [words('account ADMIN', 'red')] : []),
      ...(sendsEmail(person) ? [words(length === 1 ? 'gets an e-mail' : 'get an e-mail')] : []),
    ];
    const worst = all.find((change) => effects.makesAdmin(change));
    return [
      {
        sign: worst === undefined && role !== 'admin' ? solid('+', 'green') : solid('!', 'red'),
        what: [
          ...(length > mostNamed
            ? []
            : [
                ...peoplePieces(group.map((each) => emailIn(each.person.key))),
                solid(':', undefined, 0),
              ]),
          ...joined(facts),
        ],
        effect: givenPieces(given, effects),
        place: placeIn(all, file),
        changes: all,
        rank: rankOf(all, effects),
      },
    ];
  });
}

/** Where new people get in: `team-alpha as member, lab as member`. */
function givenPieces(given: readonly PlannedChange[], effects: Effects): readonly Piece[] {
  const byEffect = groupBy(given, (change) => textOf(grantEffect(change, effects)));
  return joined(
    [...byEffect.values()].map((group) => [
      ...placesOf(group, effects),
      ...grantEffect(group[0], effects),
    ]),
    ';',
  );
}

const placesOf = (changes: readonly PlannedChange[], effects: Effects): readonly Piece[] => {
  const places = [...groupBy(changes, parentAddress).values()].map(([first]) => parentOf(first));
  const [first] = places;
  return fewOf(
    places.map((place) => effects.place(place)),
    first === undefined ? 'place' : kindOf(first.kind).label,
  );
};

/** Grants to people: first those with the same effect in one resource, then the resources with the same effect. */
function grantRows(
  changes: readonly PlannedChange[],
  file: string,
  effects: Effects,
): readonly Ranked[] {
  const sortOf = (change: PlannedChange): readonly unknown[] => [
    change.kind,
    change.action,
    roleIn(change),
    textOf(grantEffect(change, effects)),
  ];
  const inPlace = groupBy(changes, (change) =>
    JSON.stringify([parentAddress(change), ...sortOf(change)]),
  );
  const everywhere = groupBy([...inPlace.values()], (group) =>
    JSON.stringify([group.map(({ key }) => emailIn(key)).toSorted(), ...sortOf(group[0])]),
  );
  return [...everywhere.values()].flatMap((groups): readonly Ranked[] => {
    const all = listOf(groups.flat());
    if (all === undefined) return [];
    const [first] = all;
    const emails = [...new Set(all.map(({ key }) => emailIn(key)))];
    const verb = kindOf(first.kind).verbs[first.action];
    const sign = signOf(first, effects);
    return [
      {
        sign,
        what: [
          ...(first.action === 'update' ? [] : words(verb)),
          ...peoplePieces(emails),
          ...words(prepositions[first.action]),
          ...placesOf(all, effects),
        ],
        effect: grantEffect(first, effects),
        place: placeIn(all, file),
        changes: all,
        rank: rankOf(all, effects),
      },
    ];
  });
}

/** A change to a person of the account, a place, a role, a key or a restriction. */
function rowOf(change: PlannedChange, file: string, effects: Effects): Ranked {
  return {
    sign: signOf(change, effects),
    what: whatOf(change, effects),
    effect: wideEffect(change, effects),
    place: placeIn([change], file),
    changes: [change],
    rank: rankOf([change], effects),
  };
}

function whatOf(change: PlannedChange, effects: Effects): readonly Piece[] {
  const kind = kindOf(change.kind);
  const parent = parentOf(change);
  const verb = verbOf(kind, change);
  if (kind.keyedBy === 'parent' && parent !== undefined) {
    return [...words(`${verb} ${kindOf(parent.kind).label}`), ...effects.place(parent)];
  }
  if (isAccountPerson(change)) {
    const email = namePiece(emailIn(change.key));
    return change.action === 'update'
      ? [email, solid(':', undefined, 0), ...fieldPieces(change)]
      : [...words(verb), email];
  }
  const isPlace = kind.access?.is === 'place';
  const thing = [
    ...words(kind.label),
    ...(isPlace
      ? unlabelled(effects.place(change), change)
      : [
          namePiece(ownName(change.key)),
          ...(parent === undefined ? [] : [...words('in'), ...effects.place(parent)]),
        ]),
  ];
  if (change.action !== 'update') return [...words(verb), ...thing];
  return verb === 'update'
    ? [...thing, solid(':', undefined, 0), ...fieldPieces(change)]
    : [...words(verb), ...thing];
}

/** A place whose kind was said already. */
export const unlabelled = (pieces: readonly Piece[], { kind }: Ref): readonly Piece[] => {
  const label = words(kindOf(kind).label);
  const isSame = label.every(({ text }, index) => pieces[index]?.text === text);
  return pieces.length > label.length && isSame ? pieces.slice(label.length) : pieces;
};

/** Longer texts, descriptions mostly, are only named here. */
export const longest = 30;

/** What an update sets: `public -> private`, `role: member -> admin`, `-PROMPT_UPDATE +DATASET_READ`. */
function fieldPieces(change: PlannedChange & { action: 'update' }): readonly Piece[] {
  const { access } = kindOf(change.kind);
  const decides = access?.is === 'place' ? access.inheritanceField : undefined;
  const parts = Object.entries(change.after).map(([field, value]): readonly Piece[] => {
    const had = change.before[field];
    if (Array.isArray(value)) return setPieces(Array.isArray(had) ? had : [], value);
    if (field === decides && typeof value === 'boolean') {
      return words(`${value ? 'public' : field} -> ${value ? field : 'public'}`);
    }
    const [old, now] = [had === undefined ? undefined : valueText(had), valueText(value)];
    if (now.length > longest || (old?.length ?? 0) > longest) return words(field);
    return words(`${field}${old === undefined ? '' : ` ${old}`} -> ${now}`);
  });
  return joined(parts);
}

export const someMembers = (
  members: readonly string[],
  sign: string,
  paint: Paint,
): readonly Piece[] => [
  ...members.slice(0, mostNamed).map((member) => solid(`${sign}${member}`, paint)),
  ...(members.length > mostNamed ? words(`${sign}${members.length - mostNamed} more`, paint) : []),
];

function setPieces(had: readonly string[], has: readonly string[]): readonly Piece[] {
  const gone = had.filter((member) => !has.includes(member));
  const come = has.filter((member) => !had.includes(member));
  return [...someMembers(gone, '-', 'red'), ...someMembers(come, '+', 'green')];
}

/**
 * A row of changes that have no room of their own: what each sort comes to.
 * @param where where they can be read
 */
export function restOf(rows: readonly Row[], where = ' (--details)'): readonly Piece[] {
  const changes = rows.flatMap((row) => [...row.changes]);
  const sorts = groupBy(changes, ({ kind, action }) => `${kind} ${action}`);
  const parts = [...sorts.values()]
    .toSorted((a, b) => b.length - a.length)
    .map(([{ kind, action }, ...more]) =>
      words(`${kindOf(kind).verbs[action]} ${counted(more.length + 1, kindOf(kind).label)}`),
    );
  const shown = parts.slice(0, mostNamed);
  return [
    ...words(`and ${changes.length} more${where}:`, 'dim'),
    ...apart(joined(shown), 1).map((piece) => ({ ...piece, paint: 'dim' as const })),
  ];
}
