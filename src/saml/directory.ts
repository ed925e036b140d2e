import { sameId } from '../api/index.ts';
import type { Key } from '../model.ts';
import { didYouMean } from '../document/suggest.ts';
import type { SamlRow } from './export.ts';

/** The account's roles, organizations, spaces and projects, found by path of names and by id. */
export interface Directory {
  find(kind: SamlRow['kind'], path: Key): SamlRow | undefined;
  /** The item with the id of a mapping; undefined when it no longer exists. */
  at(kind: SamlRow['kind'], id: string): SamlRow | undefined;
  /** A suggestion for a name that does not exist. */
  meant(kind: SamlRow['kind'], path: Key): string | undefined;
}

/** Names from the outside in, ending with the item's own. */
export const pathOf = ({ organization, space, name }: SamlRow): Key =>
  [organization, space, name].flatMap((part) => part ?? []);

const mark = (kind: SamlRow['kind'], path: Key): string => JSON.stringify([kind, ...path]);

export function directoryOf(rows: readonly SamlRow[]): Directory {
  const byPath = new Map(rows.map((row) => [mark(row.kind, pathOf(row)), row]));
  const byId = new Map(rows.map((row) => [`${row.kind} ${row.id}`, row]));
  return {
    find: (kind, path) => byPath.get(mark(kind, path)),
    at: (kind, id) =>
      byId.get(`${kind} ${id}`) ?? rows.find((row) => row.kind === kind && sameId(row.id, id)),
    meant(kind, path) {
      const outside = JSON.stringify(path.slice(0, -1));
      const siblings = rows.filter(
        (row) => row.kind === kind && JSON.stringify(pathOf(row).slice(0, -1)) === outside,
      );
      return didYouMean(
        path.at(-1) ?? '',
        siblings.map(({ name }) => name),
      );
    },
  };
}
