import { isRecord } from '../records.ts';

/** A JSON Schema, or a part of one. */
export type Schema = { readonly [keyword: string]: unknown };

/** Where a key at the top of a file is allowed. */
export const topOfFile = 'the top';

/** Lookups in the whole schema that error messages need. */
export interface SchemaIndex {
  /** Follows `$ref`, which may only point into the same schema. */
  resolve(schema: unknown): Schema;
  /** The JSON pointer of a part, for a URI fragment. */
  pointer(part: unknown): string | undefined;
  /** Every part that can judge a value or something inside it. */
  reachable(part: unknown): ReadonlySet<unknown>;
  /** Where in a file a key is allowed: `organizations.<name>`, or `topOfFile`. */
  places(key: string): readonly string[];
  /** Whether the key is required in some map. */
  isRequired(key: string): boolean;
}

/** Indexes a schema for lookups, visiting each part once. */
export function indexSchema(root: Schema): SchemaIndex {
  const pointers = new Map<unknown, string>();
  const number = (part: unknown, pointer: string): void => {
    if (typeof part !== 'object' || part === null || pointers.has(part)) return;
    pointers.set(part, pointer);
    for (const [key, inner] of Object.entries(part)) {
      const step = key.replaceAll('~', '~0').replaceAll('/', '~1');
      number(inner, `${pointer}/${encodeURIComponent(step)}`);
    }
  };
  number(root, '');
  const parts = new Map(
    [...pointers].map(([part, pointer]) => [decodeURIComponent(pointer), part]),
  );

  const resolve = (schema: unknown): Schema => {
    let part = schema;
    for (
      let steps = 0;
      isRecord(part) && typeof part['$ref'] === 'string' && steps < 50;
      steps += 1
    ) {
      part = parts.get(decodeURIComponent(part['$ref'].replace(/^#/, '')));
    }
    return isRecord(part) ? part : {};
  };

  const reached = new Map<unknown, Set<unknown>>();
  const reachable = (part: unknown): ReadonlySet<unknown> => {
    const known = reached.get(part);
    if (known !== undefined) return known;
    const found = new Set<unknown>();
    const waiting = [part];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (typeof next !== 'object' || next === null || found.has(next)) continue;
      found.add(next);
      waiting.push(...Object.values(next));
      if ('$ref' in next) waiting.push(resolve(next));
    }
    reached.set(part, found);
    return found;
  };

  const required = new Set<unknown>();
  for (const part of pointers.keys()) {
    const keys = isRecord(part) ? part['required'] : undefined;
    if (Array.isArray(keys)) for (const key of keys) required.add(key);
  }

  let legal: Map<string, string[]> | undefined;
  return {
    resolve,
    pointer: (part) => pointers.get(part),
    reachable,
    isRequired: (key) => required.has(key),
    places: (key) => (legal ??= placesOf(root, resolve)).get(key) ?? [],
  };
}

/** Walks the schema in the order of a file, and records for each key the maps in which it is allowed. */
function placesOf(root: Schema, resolve: (schema: unknown) => Schema): Map<string, string[]> {
  const places = new Map<string, string[]>();
  const visit = (given: unknown, path: readonly string[], above: readonly Schema[]): void => {
    const schema = resolve(given);
    if (above.includes(schema)) return;
    const inside = [...above, schema];
    for (const [key, value] of Object.entries(record(schema['properties']))) {
      const here = path.length === 0 ? topOfFile : path.join('.');
      const known = places.get(key) ?? [];
      if (!known.includes(here)) places.set(key, [...known, here]);
      visit(value, [...path, key], inside);
    }
    if (isRecord(schema['additionalProperties'])) {
      visit(
        schema['additionalProperties'],
        [
          ...path,
          `<${String(record(schema['propertyNames'])['title'] ?? nounOf(schema['additionalProperties']))}>`,
        ],
        inside,
      );
    }
    if (isRecord(schema['items'])) visit(schema['items'], path, inside);
    for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
      const branches = schema[keyword];
      if (Array.isArray(branches)) for (const branch of branches) visit(branch, path, inside);
    }
  };
  const nounOf = (schema: unknown): unknown => resolve(schema)['title'] ?? 'name';
  visit(root, [], []);
  return places;
}

/** Returns the named parts of a keyword such as `properties`; an empty record if there are none. */
export function record(part: unknown): Schema {
  return isRecord(part) ? part : {};
}
