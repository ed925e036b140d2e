import { affectedBy } from '../access/affected.ts';
import type { AccessState } from '../access/state.ts';
import type { AccessDelta } from '../delta.ts';
import { groupDelta } from '../access/groups.ts';
import type { Change } from '../model.ts';
import type { Index, ReportAccess, ReportEffect } from './document.ts';
import { packed } from './packed.ts';
import type { CellsOfPerson } from './packed.ts';
import { addressIn } from './tables.ts';
import type { Sources } from './sources.ts';
import type { Tables } from './tables.ts';
import { Table } from './table.ts';

/** Who has access to what before a plan, and what differs after it. */
export interface AccessMap {
  readonly access: ReportAccess;
  readonly asRun?: Pick<ReportEffect, 'cells'>;
  readonly withConsent?: Pick<ReportEffect, 'cells'>;
}

/** The access of everyone to every place, from the access engine. */
export function accessMap({ before, asRun, withConsent }: Sources, tables: Tables): AccessMap {
  const { cells, people, tops } = tables;
  const placeAt = (address: string): Index => tables.placeAt(address) ?? 0;
  const read = cells.reader(before, placeAt);
  const all = people.map(({ email }) => read(email));
  const differing = (after: AccessState): Pick<ReportEffect, 'cells'> => {
    const readAfter = cells.reader(after, placeAt);
    const affected = affectedBy(before, after).places;
    return {
      cells: people.flatMap(({ email }, person) => {
        if (!affected.has(email)) return [];
        const to = cellsThatDiffer(all[person] ?? new Map(), readAfter(email));
        return to.length === 0 ? [] : [{ person, to }];
      }),
    };
  };
  const later = {
    ...(asRun && { asRun: differing(asRun) }),
    ...(withConsent && { withConsent: differing(withConsent) }),
  };
  return { access: { ways: cells.ways, cells: cells.cells, ...packed(all, tops) }, ...later };
}

/** Flat pairs of a place and the cell that it has afterwards. */
function cellsThatDiffer(before: CellsOfPerson, after: CellsOfPerson): readonly Index[] {
  const places = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => a - b);
  return places.flatMap((place) => {
    const [had, has] = [before.get(place) ?? 0, after.get(place) ?? 0];
    return had === has ? [] : [place, has];
  });
}

/**
 * What a plan does to access: where people gain and lose, what, and by which changes.
 * @param changeAt the index of a change in the plan
 */
export function effectOf(
  delta: AccessDelta,
  changes: readonly Change[],
  tables: Tables,
  changeAt: (address: string) => Index | undefined,
): Omit<ReportEffect, 'cells' | 'not_judged'> {
  const kinds = new Table<ReportEffect['kinds'][number]>();
  const indicesOf = (addresses: readonly string[]): readonly Index[] =>
    [...new Set(addresses.flatMap((address) => changeAt(address) ?? []))].toSorted((a, b) => a - b);
  const differences = delta.changes.flatMap(({ person, place, effect, gained, lost, causes }) => {
    const [who, where] = [tables.personAt(person), tables.placeAt(addressIn(place))];
    if (who === undefined || where === undefined) return [];
    const kind = kinds.at({
      effect,
      ...(gained.length > 0 && { gained: tables.permissions.at(gained) }),
      ...(lost.length > 0 && { lost: tables.permissions.at(lost) }),
      causes: indicesOf(causes),
    });
    return [who, where, kind];
  });
  const { newAdmins } = groupDelta(delta, changes);
  return {
    kinds: kinds.rows,
    differences,
    losing_all: delta.losingAll.flatMap(({ person }) => tables.personAt(person) ?? []),
    new_admins: newAdmins.flatMap(({ person, place, cause }) => {
      const [who, where] = [tables.personAt(person), tables.placeAt(addressIn(place))];
      const index = cause && changeAt(cause.address);
      if (who === undefined || where === undefined) return [];
      return [{ person: who, place: where, ...(index !== undefined && { cause: index }) }];
    }),
  };
}
