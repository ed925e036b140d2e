import type { Index, ReportDocument } from './document.ts';

/**
 * Every place that a person has access to, with the cell that says how: what the document holds packed.
 * @param person the index of the person
 */
export function accessOf(
  { access: { people, patterns } }: Pick<ReportDocument, 'access'>,
  person: Index,
): Map<Index, Index> {
  const { like = [], but = [] } = people[person] ?? {};
  const cells = new Map<Index, Index>();
  for (const pairs of [...like.map((index) => patterns[index] ?? []), but]) laid(pairs, cells);
  return cells;
}

/** Applies flat pairs of a place and a cell to earlier ones; cell 0 removes the access. */
export function laid(pairs: readonly Index[], cells: Map<Index, Index>): void {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [place = 0, cell = 0] = pairs.slice(index, index + 2);
    if (cell === 0) cells.delete(place);
    else cells.set(place, cell);
  }
}
