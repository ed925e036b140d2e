import type { Direction, Drift, DriftFinding } from '../../drift/driftFinding.ts';
import { groupBy } from '../../group.ts';
import type { Group } from '../../group.ts';
import { emailIn, ownName } from '../../key.ts';
import { kindOf, parentAddress, parentOf, refAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import type { Fields, Plan, PlannedChange, Ref, Value } from '../../model.ts';
import { stays } from './change.ts';
import { effectsOf, fewOf, headsPieces, mostNamed, peoplePieces } from './effects.ts';
import type { Effects } from './effects.ts';
import { counted, describeAddress, namePiece, nounOf, valueText } from './names.ts';
import { apart, joined, solid, words } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { longest, placeIn, someMembers, textOf, unlabelled } from './rows.ts';
import type { ScreenRow } from './rows.ts';

/** A drift in few lines: each difference once, the worst first. What several have in common is one row. */
export interface DriftRow extends ScreenRow {
  readonly findings: Group<DriftFinding>;
}

/** The differences of one direction. */
export interface DriftSection {
  readonly direction: Direction;
  readonly rows: readonly DriftRow[];
}

/**
 * The differences; first those that are not in the file.
 * @param adopted what the file says since
 */
export function driftSections(
  plan: Plan,
  { findings }: Drift,
  adopted: readonly DriftFinding[] = [],
): readonly DriftSection[] {
  const view: View = {
    file: plan.file,
    effects: effectsOf(plan, findings),
    changes: new Map(plan.changes.map((change) => [change.address, change])),
    adopted: new Set(adopted),
    isRoomy: findings.length <= 3,
  };
  return (['live', 'both', 'unknown', 'file'] as const).flatMap((direction) => {
    const own = findings.filter((each) => each.direction === direction);
    return own.length === 0 ? [] : [{ direction, rows: rowsOf(own, view) }];
  });
}

/** What a finding is about, in a few words, to name it beside its row. */
export const subjectOf = (finding: DriftFinding, plan: Plan, drift: Drift): readonly Piece[] =>
  whatOf([finding], effectsOf(plan, drift.findings));

interface View {
  readonly file: string;
  readonly effects: Effects;
  /** What a run would do, by address. */
  readonly changes: ReadonlyMap<string, PlannedChange>;
  readonly adopted: ReadonlySet<DriftFinding>;
  /** Beside few differences there is room for whole sentences. */
  readonly isRoomy: boolean;
}

function rowsOf(findings: readonly DriftFinding[], view: View): readonly DriftRow[] {
  const sortOf = (finding: DriftFinding): readonly unknown[] =>
    isGrant(finding)
      ? [finding.kind, signOf(finding).text, textOf(effectOf(finding, view))]
      : [finding.id, finding.address];
  const inPlace = groupBy(findings, (finding) =>
    JSON.stringify([isGrant(finding) && parentAddress(finding), ...sortOf(finding)]),
  );
  const everywhere = groupBy([...inPlace.values()], (group) =>
    JSON.stringify([group.map(({ key }) => emailIn(key)).toSorted(), ...sortOf(group[0])]),
  );
  return [...everywhere.values()]
    .map((groups): { readonly row: DriftRow; readonly rank: number } => {
      const [[first, ...more], ...others] = groups;
      const all: Group<DriftFinding> = [first, ...more, ...others.flat()];
      return {
        row: {
          sign: signOf(first),
          what: whatOf(all, view.effects),
          effect: effectOf(first, view),
          place: placeIn(all, view.file),
          findings: all,
        },
        rank: rankOf(all, view),
      };
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

/** New admins first, then what touches most people; what needs a person to write it down has no rank of its own. */
function rankOf(findings: Group<DriftFinding>, { effects, changes }: View): number {
  if (findings.some(isNewAdmin)) return Number.NEGATIVE_INFINITY;
  const people = findings.flatMap(({ address }) => {
    const change = changes.get(address);
    if (change === undefined) return [];
    const { losing, gaining } = effects.touched(change);
    return [...losing, ...gaining];
  });
  return -new Set(people).size;
}

/** Whether a finding is about a person in an organization, a space or a project. */
const isGrant = ({ kind }: Ref): boolean =>
  kindOf(kind).keyedBy === 'person' && kindOf(kind).parent !== undefined;

/** Whether a person is an admin in Arize, and by the file is not. */
const isNewAdmin = ({ kind, live, file, direction }: DriftFinding): boolean =>
  kindOf(kind).keyedBy === 'person' &&
  direction !== 'file' &&
  live?.['role'] === 'admin' &&
  file?.['role'] !== 'admin';

/** By what happened on the side that moved; `~` where that is not known. */
function signOf(finding: DriftFinding): Piece {
  const { direction, file, live, renamedTo } = finding;
  if (isNewAdmin(finding)) return solid('!', 'red');
  if (file === undefined && live === undefined) return solid('!', 'magenta');
  if (renamedTo !== undefined || (file !== undefined && live !== undefined))
    return solid('~', 'yellow');
  const isThere = (direction === 'file' ? file : live) !== undefined;
  if (direction === 'both' || direction === 'unknown') return solid('~', 'yellow');
  return isThere ? solid('+', 'green') : solid('-', 'red');
}

/** Whom or what the findings are about: `tom@example.com in team-alpha`, `custom role Reviewer`. */
function whatOf(findings: Group<DriftFinding>, effects: Effects): readonly Piece[] {
  const [first] = findings;
  const kind = kindOf(first.kind);
  if (first.file === undefined && first.live === undefined) {
    // Its sentence names it.
    const ref = refOf(first.address);
    return ref !== undefined && first.message?.includes(ownName(ref.key)) === true
      ? []
      : describeAddress(first.address);
  }
  if (isGrant(first)) {
    const places = [...groupBy(findings, parentAddress).values()].map(([each]) => parentOf(each));
    const [place] = places;
    return [
      ...peoplePieces([...new Set(findings.map(({ key }) => emailIn(key)))]),
      ...words('in'),
      ...fewOf(
        places.map((each) => effects.place(each)),
        place === undefined ? 'resource' : kindOf(place.kind).label,
      ),
    ];
  }
  if (kind.keyedBy === 'person') return [namePiece(emailIn(first.key))];
  const parent = parentOf(first);
  if (parent !== undefined && kind.keyedBy === 'parent') {
    const label = words(kindOf(parent.kind).label);
    return [...words(`${nounOf(kind)} of`), ...label, ...unlabelled(effects.place(parent), parent)];
  }
  return [
    ...words(kind.label),
    namePiece(ownName(first.key)),
    ...(parent === undefined || kind.access?.is === 'place'
      ? []
      : [...words('in'), ...effects.place(parent)]),
  ];
}

/** What each side has, and what that means for people. */
function effectOf(finding: DriftFinding, view: View): readonly Piece[] {
  const { back, message, noEffect, lapsed, file, live } = finding;
  const hasSides = file !== undefined || live !== undefined;
  const notes = [
    peopleOf(finding, view),
    noEffect === undefined ? [] : stays(noEffect),
    message !== undefined && hasSides ? manualPieces(message, view) : [],
    back === 'observed' ? words('only observed', 'dim') : [],
    lapsed === undefined ? [] : words(`accepted until ${lapsed.until}`, 'yellow'),
    view.adopted.has(finding) ? words('adopted', 'green') : [],
  ].filter((each) => each.length > 0);
  const sides = hasSides ? sidesOf(finding) : words(message ?? '');
  return [...sides, ...notes.flatMap((each) => apart(each, 2))];
}

/** A difference that only a person can settle; how, if there is room for it. */
const manualPieces = (message: string, { isRoomy }: View): readonly Piece[] => [
  solid(isRoomy ? 'manual step:' : 'manual step', 'magenta'),
  ...(isRoomy ? words(message) : []),
];

/** What each side has, the file first: `member in the file, read-only live`, `not in the file, admin live`. */
function sidesOf(finding: DriftFinding): readonly Piece[] {
  const { kind, file, live, renamedTo } = finding;
  if (renamedTo !== undefined) return [...words('renamed in Arize to'), namePiece(renamedTo)];
  if (file !== undefined && live !== undefined) return joined(fieldsOf(kind, file, live), ';');
  return [...words(presence(file, live)), ...belowOf(finding)];
}

/** An item that one side lacks, with its role on the other. Without a role, the side that lacks it says it all. */
function presence(file: Fields | undefined, live: Fields | undefined): string {
  const role = (file ?? live)?.['role'];
  const lacks = file === undefined ? 'not in the file' : 'not live';
  if (role === undefined) return lacks;
  const has = valueText(role);
  return file === undefined ? `${lacks}, ${has} live` : `${has} in the file, ${lacks}`;
}

/** What comes or goes with it: where else a person gets in, and other items, counted by kind. */
function belowOf({ kind: own, cascade }: DriftFinding): readonly Piece[] {
  const refs = cascade.flatMap((address) => refOf(address) ?? []);
  const isPerson = kindOf(own).keyedBy === 'person';
  const places = isPerson ? refs.filter(isGrant).flatMap((each) => parentOf(each) ?? []) : [];
  const others = refs.filter((each) => !isGrant(each));
  return [
    ...(places.length === 0
      ? []
      : [solid(',', undefined, 0), ...words('also in'), ...byKind(places)]),
    ...(others.length === 0 ? [] : [...words('with'), ...byKind(others)]),
  ];
}

const byKind = (refs: readonly Ref[]): readonly Piece[] =>
  joined(
    [...groupBy(refs, ({ kind }) => kind)].map(([kind, group]) =>
      words(counted(new Set(group.map(refAddress)).size, kindOf(kind).label)),
    ),
  );

function fieldsOf(kind: Ref['kind'], file: Fields, live: Fields): readonly (readonly Piece[])[] {
  const { access, credential, fields: spec } = kindOf(kind);
  const decides = access?.is === 'place' ? access.inheritanceField : undefined;
  // What only a creation sets is never seen again.
  const fields = [...new Set([...Object.keys(file), ...Object.keys(live)])].filter(
    (field) => live[field] !== undefined || spec[field]?.createOnly !== true,
  );
  return fields.map((field): readonly Piece[] => {
    const [wanted, has] = [file[field], live[field]];
    if (credential !== undefined && field === 'older_keys') return olderPieces(has);
    if (Array.isArray(wanted) || Array.isArray(has)) return setPieces(wanted, has);
    const text = (value: Value | undefined): string =>
      value === undefined
        ? 'unknown'
        : field === decides && typeof value === 'boolean'
          ? value
            ? field
            : 'public'
          : valueText(value);
    if (text(wanted).length > longest || text(has).length > longest)
      return words(`${field} differs`);
    const named = field === 'role' || field === decides ? '' : `${field} `;
    return words(`${named}${text(wanted)} in the file, ${text(has)} live`);
  });
}

/** Keys that a newer one replaced. They have its name, so what tells them apart is when they were created. */
function olderPieces(has: Value | undefined): readonly Piece[] {
  const older = Array.isArray(has) ? has : [];
  const those = older.map((text) => words(text.replace(/^\S+ /, '')));
  return [
    ...words(
      `${counted(older.length, 'older key')} still ${older.length === 1 ? 'works' : 'work'}`,
    ),
    ...(those.length > mostNamed ? [] : [solid(':', undefined, 0), ...joined(those)]),
  ];
}

/** The members that Arize has and the file lacks, and the other way round. */
function setPieces(wanted: Value | undefined, has: Value | undefined): readonly Piece[] {
  const [inFile, inArize] = [wanted, has].map((value) => (Array.isArray(value) ? value : []));
  return [
    ...someMembers(lacking(inArize, inFile), '+', 'green'),
    ...someMembers(lacking(inFile, inArize), '-', 'red'),
    ...words('live'),
  ];
}

const lacking = (members: readonly string[] = [], from: readonly string[] = []) =>
  members.filter((member) => !from.includes(member));

const verbs: Readonly<Record<'live' | 'file', readonly [gain: string, lose: string]>> = {
  live: ['gained access', 'lost access'],
  file: ['would gain access', 'would lose access'],
};

/** Those whose access it decides, where that is more than the one person whom it names. */
function peopleOf(finding: DriftFinding, { effects, changes }: View): readonly Piece[] {
  const change = changes.get(finding.address);
  if (change === undefined || kindOf(finding.kind).keyedBy === 'person') return [];
  const { losing, keysLosing, keysGaining, ...touched } = effects.touched(change);
  const gaining = touched.gaining.filter((person) => !losing.includes(person));
  const { direction, kind } = finding;
  // What a role allows is gained and lost at once.
  if (direction === 'both' || direction === 'unknown' || kindOf(kind).access?.is === 'role') {
    const all = headsPieces([...losing, ...gaining], keysLosing + keysGaining);
    return all.length === 0 ? [] : [...words('affects'), ...all];
  }
  // Applying the file takes away what the change in Arize gave.
  const [gained, lost] =
    direction === 'live'
      ? [headsPieces(losing, keysLosing), headsPieces(gaining, keysGaining)]
      : [headsPieces(gaining, keysGaining), headsPieces(losing, keysLosing)];
  const [gain, lose] = verbs[direction];
  return joined([whoDid(gained, gain), whoDid(lost, lose)].filter((part) => part.length > 0));
}

const whoDid = (heads: readonly Piece[], verb: string): readonly Piece[] =>
  heads.length === 0 ? [] : [...heads, ...words(verb)];

/**
 * Rows that have no room of their own: how many differences, and of what.
 * @param where where they can be read
 */
export function restOfDrift(rows: readonly DriftRow[], where = ' (--details)'): readonly Piece[] {
  const findings = rows.flatMap((row) => [...row.findings]);
  const parts = [...groupBy(findings, ({ kind }) => kind)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, mostNamed)
    .map(([kind, group]) => counted(group.length, kindOf(kind).label));
  return words(`and ${findings.length} more${where}: ${parts.join(', ')}`, 'dim');
}
