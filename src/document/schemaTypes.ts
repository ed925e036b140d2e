import { isRecord } from '../records.ts';
import type { Schema } from './schemaIndex.ts';

/** The types that a schema allows, inferred from its keywords if it has no `type`. */
export function typesOf(schema: Schema): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((one) => typeof one === 'string');
  const words = wordsOf(schema);
  if (words.length > 0) return [...new Set(words.map(typeOf))];
  if ('properties' in schema || 'required' in schema || 'additionalProperties' in schema) {
    return ['object'];
  }
  if ('items' in schema) return ['array'];
  return 'pattern' in schema || 'minLength' in schema ? ['string'] : [];
}

/** The type of a value in the terms of JSON Schema. Whole numbers are integers. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** The values of `enum` or `const`. */
export function wordsOf(schema: Schema): unknown[] {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : [];
}

/** Whether people choose the keys of a map. */
export function isOpenMap(schema: Schema): boolean {
  return isRecord(schema['additionalProperties']) || 'propertyNames' in schema;
}

/** Example values that fit on a line. */
export function examplesOf(schema: Schema): string[] {
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  return [...examples, ...wordsOf(schema)]
    .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(String);
}
