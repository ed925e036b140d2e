import type {
  Index,
  Line,
  ReportCell,
  ReportCount,
  ReportDocument,
  ReportEffect,
  ReportGrant,
  ReportRow,
  ReportRowEffect,
  ReportSide,
  ReportWay,
} from '../report/document.ts';
import { accessOf, laid } from '../report/reach.ts';

/** How access differs: as the plan says, or only the way in does. */
export type Difference = ReportEffect['kinds'][number]['effect'];

/** A person's access to a resource, before and after the plan. */
export interface Standing {
  readonly person: Index;
  readonly place: Index;
  readonly before: ReportCell;
  readonly after: ReportCell;
  readonly difference?: ReportEffect['kinds'][number];
}

const nothing: ReportCell = { ways: [], levels: [] };

/**
 * The data of the page, looked up. Nothing here judges access: each cell, each way in and each difference stands in the
 * document as the access engine found it.
 */
export class Report {
  readonly document: ReportDocument;
  /** Whether the plan is shown with consent to everything destructive. */
  consent = true;
  readonly #before = new Map<Index, ReadonlyMap<Index, Index>>();
  readonly #after = new Map<ReportSide, ReadonlyMap<Index, readonly Index[]>>();
  readonly #differences = new Map<ReportSide, ReadonlyMap<Index, ReadonlyMap<Index, Index>>>();
  readonly #grants = new Map<Index, ReportGrant[]>();

  constructor(document: ReportDocument) {
    this.document = document;
    for (const grant of document.grants) {
      const own = this.#grants.get(grant.person) ?? [];
      own.push(grant);
      this.#grants.set(grant.person, own);
    }
  }

  /** The side of the plan that is shown. */
  get side(): ReportSide | undefined {
    const { plan } = this.document;
    return this.consent ? (plan?.with_consent ?? plan?.as_run) : plan?.as_run;
  }

  /** The cells of a person before the plan, by resource. */
  before(person: Index): ReadonlyMap<Index, Index> {
    const known = this.#before.get(person);
    if (known !== undefined) return known;
    const cells = accessOf(this.document, person);
    this.#before.set(person, cells);
    return cells;
  }

  /** The cells of a person after the plan. */
  after(person: Index): ReadonlyMap<Index, Index> {
    const to = this.#changed().get(person);
    if (to === undefined) return this.before(person);
    const cells = new Map(this.before(person));
    laid(to, cells);
    return cells;
  }

  /** Resources in which anything differs for a person: their access, or only the way in. */
  touched(person: Index): ReadonlySet<Index> {
    const to = this.#changed().get(person) ?? [];
    const places = to.filter((_, index) => index % 2 === 0);
    return new Set([...places, ...this.differences(person).keys()]);
  }

  /** People for whom anything differs. */
  get touchedPeople(): ReadonlySet<Index> {
    return new Set([...this.#changed().keys(), ...this.#allDifferences().keys()]);
  }

  /** How bad the plan is for a person: -1 loses everything, 0 loses access somewhere, 4 nothing changes. */
  rank(person: Index): number {
    if (this.side?.losing_all.includes(person)) return -1;
    const kinds = [...this.differences(person).values()];
    return Math.min(rankOf(undefined), ...kinds.map((kind) => rankOf(this.side?.kinds[kind])));
  }

  /** By resource, the kind of difference: an index into the kinds of the effect. */
  differences(person: Index): ReadonlyMap<Index, Index> {
    return this.#allDifferences().get(person) ?? new Map();
  }

  standing(person: Index, place: Index): Standing {
    const kind = this.differences(person).get(place);
    const difference = kind === undefined ? undefined : this.side?.kinds[kind];
    return {
      person,
      place,
      before: this.cell(this.before(person).get(place)),
      after: this.cell(this.after(person).get(place)),
      ...(difference && { difference }),
    };
  }

  cell(index: Index | undefined): ReportCell {
    return this.document.access.cells[index ?? 0] ?? nothing;
  }

  /** Everyone who has access to a resource, or loses it, the worst first. */
  inPlace(place: Index): readonly Standing[] {
    return this.document.people
      .map((_, person) => this.standing(person, place))
      .filter(({ before, after }) => before.levels.length + after.levels.length > 0)
      .toSorted(
        (one, other) =>
          rankOf(one.difference) - rankOf(other.difference) || one.person - other.person,
      );
  }

  /** Everything that a person has access to, or loses, from the account downwards. */
  ofPerson(person: Index): readonly Standing[] {
    const places = new Set([...this.before(person).keys(), ...this.after(person).keys()]);
    return [...places]
      .toSorted((one, other) => one - other)
      .map((place) => this.standing(person, place));
  }

  /** Whether a cell allows something, as far as permissions are known. */
  allows(cell: ReportCell, permission: Index): boolean {
    if (cell.admin) return true;
    return this.set(cell.permissions).includes(permission);
  }

  /** The permissions of a set. */
  set(index: Index | undefined): readonly Index[] {
    return index === undefined ? [] : (this.document.permission_sets[index] ?? []);
  }

  permissionNames(index: Index | undefined): readonly string[] {
    return this.set(index).map((each) => this.document.permissions[each] ?? '');
  }

  level(index: Index): string {
    return this.document.levels[index]?.text ?? '';
  }

  /** What a cell gives: `member and Data Scientist`. */
  levels({ levels }: ReportCell): string {
    if (levels.length === 0) return 'no access';
    return levels.map((level) => this.level(level)).join(' and ');
  }

  /** The resource, then its parents, up to the account. */
  pathOf(place: Index): readonly Index[] {
    const parent = this.document.places[place]?.parent;
    return parent === undefined ? [place] : [place, ...this.pathOf(parent)];
  }

  inside(place: Index): readonly Index[] {
    return this.document.places.flatMap(({ parent }, index) => (parent === place ? [index] : []));
  }

  grantsOf(person: Index): readonly ReportGrant[] {
    return this.#grants.get(person) ?? [];
  }

  /** The grants behind a way in, before or after the plan. */
  grantsBehind(
    { person, place }: Pick<Standing, 'person' | 'place'>,
    way: ReportWay,
    when: 'before' | 'after',
  ): readonly ReportGrant[] {
    const at = this.pathOf(place)[way.up];
    return this.grantsOf(person).filter((grant) => {
      if (grant.place !== at) return false;
      if (when === 'before') return grant.plan !== 'new' && grant.level === way.level;
      const { plan, after = grant.level } = this.planned(grant);
      return plan !== 'gone' && after === way.level;
    });
  }

  /** What the plan does to something on the side that is shown: nothing, if it is held back. */
  planned<Planned extends { readonly plan?: unknown; readonly after?: unknown }>(
    row: Planned & { readonly held?: true },
  ): Partial<Pick<Planned, 'plan' | 'after'>> {
    return row.held && !this.consent ? {} : row;
  }

  lineText([file, line, last]: Line): string {
    const name = this.document.files[file]?.name ?? '';
    return `${name}:${line}${last === undefined ? '' : `-${last}`}`;
  }

  lineLink([file, line]: Line): string | undefined {
    const url = this.document.files[file]?.url;
    return url === undefined ? undefined : `${url}#L${line}`;
  }

  /** What a card counts, as it is shown. */
  count(card: { readonly as_run: ReportCount; readonly with_consent?: ReportCount }): ReportCount {
    return this.consent ? (card.with_consent ?? card.as_run) : card.as_run;
  }

  /** What a row of the plan's screen does, on the side that is shown. */
  rowEffect(row: ReportRow): ReportRowEffect {
    return this.consent ? (row.with_consent ?? row) : row;
  }

  #changed(): ReadonlyMap<Index, readonly Index[]> {
    const { side } = this;
    if (side === undefined) return new Map();
    const known = this.#after.get(side);
    if (known !== undefined) return known;
    const made = new Map(side.cells.map(({ person, to }) => [person, to]));
    this.#after.set(side, made);
    return made;
  }

  #allDifferences(): ReadonlyMap<Index, ReadonlyMap<Index, Index>> {
    const { side } = this;
    if (side === undefined) return new Map();
    const known = this.#differences.get(side);
    if (known !== undefined) return known;
    const made = new Map<Index, Map<Index, Index>>();
    for (let index = 0; index + 2 < side.differences.length; index += 3) {
      const [person = 0, place = 0, kind = 0] = side.differences.slice(index, index + 3);
      const own = made.get(person) ?? new Map<Index, Index>();
      own.set(place, kind);
      made.set(person, own);
    }
    this.#differences.set(side, made);
    return made;
  }
}

const ranks: Readonly<Record<Difference, number>> = { loses: 0, changes: 1, unsure: 2, gains: 3 };

const rankOf = (difference: Standing['difference']): number =>
  difference === undefined ? 4 : ranks[difference.effect];
