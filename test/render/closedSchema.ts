import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The schema with every object closed: a key that it does not describe is a mistake of ours. */
function closed(part: Json): Json {
  if (Array.isArray(part)) return part.map(closed);
  if (part === null || typeof part !== 'object') return part;
  const inner = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, closed(value)]),
  );
  return 'properties' in part && 'type' in part ? { ...inner, additionalProperties: false } : inner;
}

export const schemaAt = (path: string): Json => JSON.parse(readFileSync(path, 'utf8'));

/** Says what a schema has against a document, whose text is given. */
export function complaintsBy(path: string): (text: string) => string[] {
  const strict = closed(schemaAt(path));
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(typeof strict === 'object' && strict !== null ? strict : {});
  return (text) => {
    validate(JSON.parse(text));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
