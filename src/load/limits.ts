import { limitNames } from '../limits.ts';
import type { Desired } from '../model.ts';
import type { LocatedDocument } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';

/** Reads `limits:`. The schema has reported values that are not whole numbers. */
export function readLimits(document: LocatedDocument): Desired['limits'] {
  const { limits } = document.value;
  if (!isRecord(limits)) return {};
  const read = limitNames.flatMap((name) => {
    const value = limits[name];
    const position = document.locate(['limits', name], 'key');
    return typeof value === 'number' ? [[name, { value, position }] as const] : [];
  });
  return Object.fromEntries(read);
}
