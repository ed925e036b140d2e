import { limitNames } from '../limits.ts';
import type { Desired } from '../model.ts';
import type { LocatedDocument } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';

/** Reads `limits:`. What is no whole number was reported by the schema. */
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
