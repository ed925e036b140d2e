import type { ParsedEntry } from '../kind.ts';
import type { Value } from '../model.ts';
import { canonicalName } from '../names.ts';

/** Things with a name of their own: how the file pins and renames them. */

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/**
 * Takes a named thing's map apart: the given fields as they stand, and what pins or renames it.
 * @param take turns one value into a field; undefined leaves the field unmanaged
 */
export function parseNamed(
  value: unknown,
  fields: Readonly<Record<string, (value: unknown) => Value | undefined>>,
): ParsedEntry | undefined {
  if (!isMap(value)) return undefined;
  const taken: Record<string, Value> = {};
  for (const [name, take] of Object.entries(fields)) {
    const field = value[name] === undefined ? undefined : take(value[name]);
    if (field !== undefined) taken[name] = field;
  }
  const { id, previously, create } = value;
  return {
    fields: taken,
    ...(typeof id === 'string' && { id }),
    ...(isTexts(previously) && { previously: previously.map(canonicalName) }),
    ...(typeof create === 'boolean' && { create }),
  };
}

export const takeText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const takeFlag = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;
