import type { Fields, RoleRef, Value, BuiltInRole, Ref } from './model.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * One field of a kind, said once: its type, what the file may say, what Arize calls it, and how it behaves in a
 * comparison. The kind's schema, its parser and printer, and what is read and sent follow from it.
 */
export interface Field<V extends Value> {
  readonly is: (value: Value) => value is V;
  /** JSON Schema of its key in the file. A field without one is in no file. */
  readonly schema?: JsonSchema;
  /** The value that is written in a file, or sent by Arize, as it is compared; undefined leaves the field out. */
  take(written: unknown): V | undefined;
  /** The value with what it names under other names. Without it, it names nothing. */
  renamed?(value: V, rename: (ref: Ref) => Ref): V;
  /** Said when something is made, never read back: an invitation's mode. */
  readonly createOnly?: true;
  /** Guides the program and is never written: how early a key is replaced. */
  readonly policy?: true;
  /** Words of a command: their order counts, and each is shown in quotes. */
  readonly quoted?: true;
  /** Arize has no call that changes it; the text says what to click instead. */
  readonly manual?: string;
}

/** A field that Arize's API reads and writes under a name of its own. */
export interface Wired<V extends Value, W extends string, B> extends Field<V> {
  readonly wire: W;
  send(value: V): B;
}

export type Spec = { readonly [name: string]: Field<Value> };

/** The fields of a kind with their own types. Each may be absent: unmanaged, or unknown. */
export type Typed<S extends Spec> = {
  readonly [N in keyof S]?: S[N] extends Field<infer V> ? V : never;
};

/** What a request says of some fields, under the names that Arize's API has for them. */
export type Body<S extends Spec> = {
  [
    N in keyof S as S[N] extends { readonly wire: infer W extends string } ? W : never
  ]?: S[N] extends Wired<infer _V, infer _W, infer B> ? B : never;
};

/** All of the built-in roles, the strongest first. */
export const builtInRoles = [
  'admin',
  'member',
  'read-only',
  'annotator',
] as const satisfies readonly BuiltInRole[];

/** Whether a text is one of the built-in role words. */
export const isBuiltInRole = (text: unknown): text is BuiltInRole =>
  builtInRoles.some((role) => role === text);

export type FieldOptions<V extends Value = Value> = Pick<
  Field<V>,
  'schema' | 'renamed' | 'createOnly' | 'policy' | 'manual' | 'quoted'
> & {
  /** How it is compared, where that is not as it is written; undefined for what says nothing. */
  readonly as?: (value: V) => V | undefined;
};

const isValue = (value: unknown): value is Value =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'object';

function field<V extends Value>(
  is: (value: Value) => value is V,
  { as = (value) => value, ...options }: FieldOptions<V>,
): Field<V> {
  const take = (value: unknown): V | undefined =>
    value !== null && isValue(value) && is(value) ? as(value) : undefined;
  return { is, take, ...options };
}

/** Free text. */
export const text = (options: FieldOptions<string> = {}): Field<string> =>
  field((value): value is string => typeof value === 'string', options);

/** Yes or no. */
export const flag = (options: FieldOptions<boolean> = {}): Field<boolean> =>
  field((value): value is boolean => typeof value === 'boolean', options);

/** One of some words. */
export const oneOf = <const W extends string>(
  allowed: readonly W[],
  options: FieldOptions<W> = {},
): Field<W> => field((value): value is W => allowed.some((each) => each === value), options);

/** A built-in role. */
export const builtInRole = (options: FieldOptions<BuiltInRole> = {}): Field<BuiltInRole> =>
  field(isBuiltInRole, options);

/** Several words. Where their order means nothing they are kept sorted, so that it never looks like a difference. */
export const set = (options: FieldOptions<readonly string[]> = {}): Field<readonly string[]> =>
  field(
    (value): value is readonly string[] =>
      Array.isArray(value) && value.every((each) => typeof each === 'string'),
    options,
  );

/** A built-in role, or a role by name. */
export const roleRef = (options: FieldOptions<RoleRef> = {}): Field<RoleRef> =>
  field(
    (value): value is RoleRef =>
      isBuiltInRole(value) ||
      (typeof value === 'object' && !Array.isArray(value) && 'custom' in value),
    options,
  );

/** A field that Arize calls by another name than the file, or by the same. */
export function wired<V extends Value, W extends string>(wire: W, of: Field<V>): Wired<V, W, V>;
export function wired<V extends Value, W extends string, B>(
  wire: W,
  of: Field<V>,
  send: (value: V) => B,
): Wired<V, W, B>;
export function wired<V extends Value, W extends string>(
  wire: W,
  of: Field<V>,
  send: (value: V) => unknown = (value) => value,
): Wired<V, W, unknown> {
  return { ...of, wire, send };
}

/** The members of a set in their one order. */
export const sortedSet = (members: Iterable<string>): readonly string[] =>
  [...new Set(members)].toSorted();

const isWired = (of: Field<Value>): of is Wired<Value, string, unknown> => 'wire' in of;

/** The fields that an answer of Arize shows. What it leaves out is unknown. */
export function received(spec: Spec, answer: { readonly [wire: string]: unknown }): Fields {
  const fields: Record<string, Value> = {};
  for (const [name, of] of Object.entries(spec)) {
    const value = isWired(of) ? of.take(answer[of.wire]) : undefined;
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** What a request says to make a thing, or to change it to these fields; what is absent is not said. */
export function body<S extends Spec>(spec: S, fields: Typed<S>): Body<S>;
export function body(spec: Spec, fields: Typed<Spec>): Readonly<Record<string, unknown>> {
  const said: Record<string, unknown> = {};
  for (const [name, of] of Object.entries(spec)) {
    const value = fields[name];
    if (isWired(of) && value !== undefined) said[of.wire] = of.send(value);
  }
  return said;
}

/** The fields that an entry of the file says. */
export function written(
  spec: Spec,
  entry: { readonly [key: string]: unknown },
): Readonly<Record<string, Value>> {
  const fields: Record<string, Value> = {};
  for (const [name, of] of Object.entries(spec)) {
    const value = of.schema === undefined ? undefined : of.take(entry[name]);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** The entry of the file that says these fields; the inverse of `written`. */
export function entryFor<S extends Spec>(spec: S, fields: Typed<S>): Fields;
export function entryFor(spec: Spec, fields: Typed<Spec>): Fields {
  return Object.fromEntries(
    Object.entries(spec).flatMap(([name, { schema }]) => {
      const value = fields[name];
      return schema === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Fields that say something: an empty text is as good as none. */
export const withoutEmpty = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

/** Fields that name what they name under other names. */
export const withNames = (spec: Spec, fields: Fields, rename: (ref: Ref) => Ref): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      spec[name]?.renamed?.(value, rename) ?? value,
    ]),
  );

/** JSON Schema of the keys of an entry that are fields. */
export const schemasOf = (spec: Spec): JsonSchema =>
  Object.fromEntries(
    Object.entries(spec).flatMap(([name, { schema }]) =>
      schema === undefined ? [] : [[name, schema] as const],
    ),
  );

/**
 * Fields hold what their kind declares.
 * @throws Error when one does not: a bug of ours
 */
export function assertFields(spec: Spec, fields: Fields): void {
  const wrong = Object.entries(fields).filter(([name, value]) => spec[name]?.is(value) !== true);
  if (wrong.length === 0) return;
  const names = wrong.map(([name]) => name).join(', ');
  throw new Error(`These fields do not hold what their kind declares: ${names}`);
}
