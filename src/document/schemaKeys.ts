import { isRecord } from '../records.ts';
import { indexSchema, record } from './schemaIndex.ts';
import type { Schema } from './schemaIndex.ts';
import { isOpenMap, typesOf, wordsOf } from './schemaTypes.ts';

/** A key of a file, as the schema describes it. */
export interface SchemaKey {
  readonly name: string;
  /**
   * The keys that lead to it and its own, without the names that people choose: `organizations`, `spaces`.
   */
  readonly path: readonly string[];
  /** The same with placeholders for those names: `organizations`, `<organization>`, `spaces`. */
  readonly place: readonly string[];
  readonly isRequired: boolean;
  readonly schema: Schema;
  /** What can be written for it: "map of spaces", "true or false". */
  readonly type: string;
  /** The value under each name of a map, or of each list item. */
  readonly each: EachValue | undefined;
  /** The keys below it. */
  readonly keys: readonly SchemaKey[];
}

interface EachValue {
  /** What the names stand for, such as `<service key>`, or `item`. */
  readonly name: string;
  readonly schema: Schema;
}

type Resolve = (schema: unknown) => Schema;

/** The keys at the top of a file, each with the keys below it. The schema must not be recursive. */
export function schemaKeys(root: Schema): readonly SchemaKey[] {
  const { resolve } = indexSchema(root);
  return keysIn(mapsIn(root, [], resolve), { path: [], resolve });
}

/** A map that is allowed for a value, and the names that lead to it. */
interface MapSchema {
  readonly schema: Schema;
  readonly names: readonly string[];
}

/**
 * All maps with keys of their own that a value can be or contain: by name, as items, or as one of several
 * forms.
 */
function mapsIn(given: unknown, names: readonly string[], resolve: Resolve): readonly MapSchema[] {
  const schema = resolve(given);
  const forms = [schema['oneOf'], schema['anyOf']].flatMap((each) =>
    Array.isArray(each) ? each : [],
  );
  return [
    ...(isRecord(schema['properties']) ? [{ schema, names }] : []),
    ...(isRecord(schema['additionalProperties'])
      ? mapsIn(schema['additionalProperties'], [...names, `<${nameIn(schema, resolve)}>`], resolve)
      : []),
    ...(isRecord(schema['items']) ? mapsIn(schema['items'], names, resolve) : []),
    ...forms.flatMap((form) => mapsIn(form, names, resolve)),
  ];
}

/** What the names in a map stand for. */
const nameIn = (schema: Schema, resolve: Resolve): string =>
  titleOf(record(schema['propertyNames'])) ??
  titleOf(resolve(schema['additionalProperties'])) ??
  'name';

interface Above {
  readonly path: readonly string[];
  readonly place?: readonly string[];
  readonly resolve: Resolve;
}

function keysIn(
  maps: readonly MapSchema[],
  { path, place = [], resolve }: Above,
): readonly SchemaKey[] {
  const found = new Map<string, SchemaKey>();
  for (const { schema: map, names } of maps) {
    for (const [name, given] of Object.entries(record(map['properties']))) {
      if (found.has(name)) continue;
      const schema = resolve(given);
      const here = { path: [...path, name], place: [...place, ...names, name] };
      found.set(name, {
        name,
        ...here,
        isRequired: maps.every((each) => needs(each.schema, name)),
        schema,
        type: typeWords(schema, resolve),
        each: eachOf(schema, resolve),
        keys: keysIn(mapsIn(schema, [], resolve), { ...here, resolve }),
      });
    }
  }
  return [...found.values()];
}

const needs = ({ required }: Schema, name: string): boolean =>
  Array.isArray(required) && required.includes(name);

function eachOf(schema: Schema, resolve: Resolve): EachValue | undefined {
  const { additionalProperties: value, items } = schema;
  if (isRecord(value)) return { name: `<${nameIn(schema, resolve)}>`, schema: resolve(value) };
  return isRecord(items) ? { name: 'item', schema: resolve(items) } : undefined;
}

const titleOf = ({ title }: Schema): string | undefined =>
  typeof title === 'string' ? title : undefined;

const fewWords = 6;

function typeWords(schema: Schema, resolve: Resolve): string {
  const words = wordsOf(schema);
  if (words.length > fewWords) return `one of ${words.length} values`;
  if (words.length > 0)
    return words
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  const types = typesOf(schema).map((type) => typeWord(type, schema, resolve));
  if (types.length > 0) return types.join(' or ');
  const forms = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(forms)) return 'any value';
  return [...new Set(forms.map((form) => typeWords(resolve(form), resolve)))].join(' or ');
}

function typeWord(type: string, schema: Schema, resolve: Resolve): string {
  switch (type) {
    case 'object':
      return isOpenMap(schema) ? `map by ${nameIn(schema, resolve)}` : 'map';
    case 'array': {
      const isOfMaps = mapsIn(schema['items'], [], resolve).length > 0;
      return `list of ${isOfMaps ? 'maps' : (titleOf(schema) ?? 'strings')}`;
    }
    case 'string':
      return titleOf(schema) ?? 'string';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'whole number';
    default:
      return type;
  }
}
