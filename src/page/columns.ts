import type { Index, ReportCell } from '../report/document.ts';
import type { Report } from './report.ts';

/** A resource over the map, and which of the people shown lose and gain access to it. */
export interface Column {
  readonly place: Index;
  readonly losing: readonly Index[];
  readonly gaining: readonly Index[];
}

/** What decides which resources are shown. */
export interface Looking {
  readonly changedOnly: boolean;
  /** Whether a role or a permission is asked for, so that resources without it are left out. */
  readonly isAboutCells: boolean;
  shows(cell: ReportCell): boolean;
}

/**
 * The resources that the map shows of some people. With only what changes, those that most people lose come first, and each
 * loss stands in a column: of the resource itself, or of the space that a project is in, if the person loses the same there.
 * @param unfolded spaces of which all projects are shown
 */
export function columnsOf(
  report: Report,
  people: readonly Index[],
  { changedOnly, isAboutCells, shows }: Looking,
  unfolded: ReadonlySet<Index>,
): readonly Column[] {
  const { places, access } = report.document;
  const counts = places.map(emptyCount);
  const looksAt = access.cells.map((cell) => shows(cell));
  for (const person of people) {
    const differences = report.differences(person);
    for (const [place, kind] of differences) {
      const count = counts[place];
      if (count === undefined) continue;
      const { effect } = report.side?.kinds[kind] ?? {};
      if (effect === 'loses' || effect === 'changes') count.losing.push(person);
      if (effect === 'gains') count.gaining.push(person);
      if (!isToldAbove(report, place, kind, differences)) count.untold += 1;
    }
    const touched = changedOnly ? report.touched(person) : undefined;
    const seen = new Set<Index>();
    for (const cells of [report.before(person), report.after(person)]) {
      for (const [place, cell] of cells) {
        if (looksAt[cell] && touched?.has(place) !== false) seen.add(place);
      }
    }
    for (const place of seen) {
      const count = counts[place];
      if (count !== undefined) count.seen += 1;
    }
  }
  const columns = counts.flatMap(({ seen, losing, gaining, untold }, place) => {
    if ((changedOnly || isAboutCells) && seen === 0) return [];
    const { kind, parent } = places[place] ?? {};
    const isFolded =
      kind === 'project' &&
      parent !== undefined &&
      !unfolded.has(parent) &&
      !(changedOnly && untold > 0);
    return isFolded ? [] : [{ place, losing, gaining }];
  });
  return changedOnly ? worstFirst(report, columns) : columns;
}

/** Where most people lose access comes first: organizations, the spaces of one, the projects of one. */
function worstFirst(report: Report, columns: readonly Column[]): readonly Column[] {
  const most = new Map<Index, number>();
  for (const { place, losing } of columns) {
    for (const above of report.pathOf(place)) {
      most.set(above, Math.max(most.get(above) ?? 0, losing.length));
    }
  }
  const ranked = columns.map((column) => ({
    column,
    path: report.pathOf(column.place).toReversed(),
  }));
  return ranked
    .toSorted(({ path: one }, { path: other }) => {
      const fork = one.findIndex((place, depth) => place !== other[depth]);
      const [a, b] = [one[fork], other[fork]];
      // A resource comes before what is in it.
      if (a === undefined || b === undefined) return one.length - other.length;
      return (most.get(b) ?? 0) - (most.get(a) ?? 0) || a - b;
    })
    .map(({ column }) => column);
}

/** What is counted of a resource. */
const emptyCount = (): { seen: number; untold: number; losing: Index[]; gaining: Index[] } => ({
  seen: 0,
  untold: 0,
  losing: [],
  gaining: [],
});

/** Whether the column of a project's space shows the same of a person. A restricted project is a door of its own. */
function isToldAbove(
  report: Report,
  place: Index,
  kind: Index,
  differences: ReadonlyMap<Index, Index>,
): boolean {
  const { parent, restricted, after } = report.document.places[place] ?? {};
  if (parent === undefined || restricted || after?.restricted) return false;
  const above = differences.get(parent);
  const { kinds } = report.side ?? {};
  return above !== undefined && kinds?.[above]?.effect === kinds?.[kind]?.effect;
}
