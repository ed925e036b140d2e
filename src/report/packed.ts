import { groupPairs } from '../group.ts';
import type { Index, ReportAccess } from './document.ts';

/** The cell of each place that a person has access to. */
export type CellsOfPerson = ReadonlyMap<Index, Index>;

/** A person's cells in one organization with all that is in it, or in the account itself. */
interface Part {
  readonly person: Index;
  readonly cells: CellsOfPerson;
}

/**
 * Packs who has access to what. Most people of an organization have the same access to most of its places, so each person
 * is like a pattern, but for a few places.
 * @param people the cells of each person
 * @param topOf for each place, the organization that it is or is in; the account is its own
 */
export function packed(
  people: readonly CellsOfPerson[],
  topOf: readonly Index[],
): Pick<ReportAccess, 'patterns' | 'people'> {
  const alike = groupPairs(
    people.flatMap((cells, person) =>
      partsOf(cells, topOf).map(
        ([top, part]) => [`${top} ${part.get(top) ?? 0}`, { person, cells: part }] as const,
      ),
    ),
  );
  const patterns: (readonly Index[])[] = [];
  const packs = people.map(() => ({ like: [] as Index[], but: [] as Index[] }));
  for (const parts of alike.values()) {
    const usual = usualOf(parts);
    const pattern = usual.size === 0 ? undefined : patterns.push([...usual].flat()) - 1;
    for (const { person, cells } of parts) {
      const pack = packs[person];
      if (pack === undefined) continue;
      if (pattern !== undefined) pack.like.push(pattern);
      for (const [place, cell] of cells) if (usual.get(place) !== cell) pack.but.push(place, cell);
      for (const place of usual.keys()) if (!cells.has(place)) pack.but.push(place, 0);
    }
  }
  return {
    patterns,
    people: packs.map(({ like, but }) => ({
      ...(like.length > 0 && { like }),
      ...(but.length > 0 && { but }),
    })),
  };
}

function partsOf(
  cells: CellsOfPerson,
  topOf: readonly Index[],
): readonly (readonly [Index, Map<Index, Index>])[] {
  const parts = new Map<Index, Map<Index, Index>>();
  for (const [place, cell] of cells) {
    const top = topOf[place] ?? 0;
    const part = parts.get(top);
    if (part === undefined) parts.set(top, new Map([[place, cell]]));
    else part.set(place, cell);
  }
  return [...parts];
}

/** What more than half of the people have. */
function usualOf(parts: readonly Part[]): CellsOfPerson {
  const counts = new Map<Index, Map<Index, number>>();
  for (const { cells } of parts) {
    for (const [place, cell] of cells) {
      const own = counts.get(place) ?? new Map<Index, number>();
      counts.set(place, own);
      own.set(cell, (own.get(cell) ?? 0) + 1);
    }
  }
  const usual = new Map<Index, Index>();
  for (const [place, cells] of [...counts].toSorted(([a], [b]) => a - b)) {
    for (const [cell, count] of cells) if (count * 2 > parts.length) usual.set(place, cell);
  }
  return usual;
}
