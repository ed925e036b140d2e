import { keyIn, valueAt } from '../edit/edits.ts';
import type { Edit, YamlPath } from '../edit/edits.ts';
import { printRoleRef } from '../../kinds/grants.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Teams } from '../../load/teams.ts';
import type { Desired, KnownIds, Live, Ref, RoleRef } from '../../model.ts';
import { isRecord } from '../../records.ts';

/** A file with its values as written, and its account. */
export interface Subject {
  /** The name of the file; `desired` covers all files together. */
  readonly file: string;
  readonly desired: Desired;
  /** The people of each team, from all files. */
  readonly teams: Teams;
  /** The values of the file, by their names as written. */
  readonly written: unknown;
  readonly live: Live;
  /** Ids from earlier runs. */
  readonly knownIds: KnownIds;
}

/** The path of an item in the file. */
export function pathOf({ kind, key }: Ref): YamlPath {
  const names = [...key];
  return kindOf(kind).at.map((part) => (part === '*' ? (names.shift() ?? '') : part));
}

/** The value at a path of canonical names. */
export const meantAt = (written: unknown, path: YamlPath): unknown =>
  path.reduce<unknown>((at, step) => {
    const key = typeof step === 'string' ? keyIn(at, step) : undefined;
    return valueAt(at, [key ?? step]);
  }, written);

/** Changes the role of a grant of a person or team, and keeps its `until` and `except`. */
export function roleEdits(path: YamlPath, role: RoleRef, written: unknown): readonly Edit[] {
  const value = meantAt(written, path);
  const wanted = printRoleRef(role);
  if (!isRecord(value) || Object.keys(value).length === 0)
    return [{ op: 'set', path, value: wanted }];
  if (!('custom' in value)) return [{ op: 'set', path: [...path, 'role'], value: wanted }];
  return typeof role === 'object'
    ? [{ op: 'set', path: [...path, 'custom'], value: role.custom }]
    : [
        { op: 'remove', path: [...path, 'custom'] },
        { op: 'set', path: [...path, 'role'], value: wanted },
      ];
}
