import { keyIn, valueAt } from '../edit/edits.ts';
import type { YamlPath } from '../edit/edits.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Desired, KnownIds, Live, Ref } from '../../model.ts';
import { isRecord } from '../../records.ts';

/** A file, what it says as it is written, and the account that it is about. */
export interface Subject {
  readonly desired: Desired;
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

/** Where the role of a grant stands: `member`, or inside of `{role: member, …}`. */
export function rolePath(path: YamlPath, written: unknown): YamlPath {
  const value = meantAt(written, path);
  return isRecord(value) && 'role' in value ? [...path, 'role'] : path;
}
