import { entryFor, schemasOf, text, wired, written } from '../fields.ts';
import type { JsonSchema, Spec } from '../fields.ts';
import { defineKind } from '../kind.ts';
import type { Definition, Kind, ParsedEntry } from '../kind.ts';
import { canonicalName } from '../names.ts';
import * as schemas from './schemas.ts';
import { isRecord } from '../records.ts';

/** What items with a name have in common: how the file pins and renames them. */

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The name in Arize. In the file it is the key. */
export const ownName = wired('name', text({ as: canonicalName }));

/** The description. */
export const description = wired('description', text({ schema: schemas.description }));

/** Keys that pin an item to one in Arize, or give its previous names. */
const pins: JsonSchema = {
  previously: schemas.previously,
  id: schemas.id,
  create: schemas.create,
};

/** What the schema says about an entry in addition to its keys. */
interface About {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly unknown[];
  readonly required?: readonly string[];
}

/**
 * The JSON Schema of an entry that is a map of fields.
 * @param more keys that are not fields
 */
export const entrySchema = (
  { title, description: about, examples, required }: About,
  fields: Spec,
  more: JsonSchema,
): JsonSchema => ({
  title,
  description: about,
  type: 'object',
  ...(required !== undefined && { required }),
  additionalProperties: false,
  properties: { ...schemasOf(fields), ...more },
  examples,
});

/** Parses the map of an item: its fields, and the keys that pin or rename it. */
export function parseNamed(value: unknown, fields: Spec): ParsedEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { id, previously, create } = value;
  return {
    fields: written(fields, value),
    ...(typeof id === 'string' && { id }),
    ...(isTexts(previously) && { previously: previously.map(canonicalName) }),
    ...(typeof create === 'boolean' && { create }),
  };
}

/** What follows from the fields of a kind with names. */
type Derived = 'keyedBy' | 'schema' | 'parse' | 'print';

/** Declares a kind of items with names. How the file describes one follows from its fields. */
export const defineNamed = <S extends Spec>({
  about,
  ...definition
}: Omit<Definition<S>, Derived> &
  Partial<Pick<Definition<S>, 'parse'>> & { readonly about: About }): Kind =>
  defineKind<S>({
    parse: (value) => parseNamed(value, definition.fields),
    ...definition,
    keyedBy: 'name',
    schema: entrySchema(about, definition.fields, pins),
    print: (fields) => entryFor(definition.fields, fields),
  });
