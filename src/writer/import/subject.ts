import { keyIn, valueAt } from '../edit/edits.ts';
import type { Edit, YamlPath } from '../edit/edits.ts';
import { printRoleRef } from '../../kinds/grants.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Teams } from '../../load/teams.ts';
import type { Desired, KnownIds, Live, Ref, RoleRef } from '../../model.ts';
import { isRecord } from '../../records.ts';

/** A file, what it says as it is written, and the account that it is about. */
export interface Subject {
  /** The name of the file; `desired` is of all that it is one of. */
  readonly file: string;
  readonly desired: Desired;
  /** The people of each team, whichever of the files has it. */
  readonly teams: Teams;
  /** The file's values, under the names that are written. */
  readonly written: unknown;
  readonly live: Live;
  /** Ids of earlier runs. */
  readonly knownIds: KnownIds;
}

/** Where a thing is written. */
export function pathOf({ kind, key }: Ref): YamlPath {
  const names = [...key];
  return kindOf(kind).at.map((part) => (part === '*' ? (names.shift() ?? '') : part));
}

/** The value at a path of names as people mean them. */
export const meantAt = (written: unknown, path: YamlPath): unknown =>
  path.reduce<unknown>((at, step) => {
    const key = typeof step === 'string' ? keyIn(at, step) : undefined;
    return valueAt(at, [key ?? step]);
  }, written);

/** Gives a grant, or what a team gives, another role; its last day and whom it leaves out stay. */
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
