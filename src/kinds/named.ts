import { entryFor, schemasOf, text, wired, written } from '../fields.ts';
import type { JsonSchema, Spec } from '../fields.ts';
import { defineKind } from '../kind.ts';
import type { Definition, Kind, ParsedEntry } from '../kind.ts';
import { canonicalName } from '../names.ts';
import * as schemas from './schemas.ts';
import { isRecord } from '../records.ts';

/** Things with a name of their own: how the file pins and renames them. */

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** What it is called in Arize; in the file its key says so. */
export const ownName = wired('name', text({ as: canonicalName }));

/** What it is for. */
export const description = wired('description', text({ schema: schemas.description }));

/** What pins a named thing to one in Arize, or says what it was called before. */
const pins: JsonSchema = {
  previously: schemas.previously,
  id: schemas.id,
  create: schemas.create,
};

/** What a schema says about an entry, beside its keys. */
interface About {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly unknown[];
  readonly required?: readonly string[];
}

/** JSON Schema of an entry that is a map of fields. @param more keys that are no fields */
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

/** Takes the map of a thing apart: its fields, and what pins or renames it. */
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

/** What follows from the fields of a named thing. */
type Derived = 'keyedBy' | 'schema' | 'parse' | 'print';

/** Declares a kind of things with a name: what the file says of one follows from its fields. */
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
