import type { Fields, RoleRef, Value, BuiltInRole, Ref } from './model.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * One field of a kind, declared once: its type, its form in the file, its name in Arize's API, and how it is compared. The
 * kind's schema, parser and printer, and what is read and sent, all follow from it.
 */
export interface Field<V extends Value> {
  readonly is: (value: Value) => value is V;
  /** JSON Schema of its key in the file. A field without one never appears in a file. */
  readonly schema?: JsonSchema;
  /** Normalizes a value from a file or from Arize for comparison; undefined leaves the field out. */
  take(written: unknown): V | undefined;
  /** The value with its references renamed. Absent if the field refers to no other item. */
  renamed?(value: V, rename: (ref: Ref) => Ref): V;
  /** Sent when an item is created and never read back, such as an invitation's mode. */
  readonly createOnly?: true;
  /** Controls ax-access itself and is never sent, such as how early a key is replaced. */
  readonly policy?: true;
  /** The words of a command: their order matters, and each is shown in quotes. */
  readonly quoted?: true;
  /** The manual steps for a field that no API call can change. */
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

/** The fields of a request, under their names in Arize's API. */
export type Body<S extends Spec> = {
  [
    N in keyof S as S[N] extends { readonly wire: infer W extends string } ? W : never
  ]?: S[N] extends Wired<infer _V, infer _W, infer B> ? B : never;
};

/** All built-in roles, strongest first. */
export const builtInRoles = [
  'admin',
  'member',
  'read-only',
  'annotator',
] as const satisfies readonly BuiltInRole[];

/** Whether a text is the name of a built-in role. */
export const isBuiltInRole = (text: unknown): text is BuiltInRole => builtIn.has(text);

const builtIn: ReadonlySet<unknown> = new Set(builtInRoles);

export type FieldOptions<V extends Value = Value> = Pick<
  Field<V>,
  'schema' | 'renamed' | 'createOnly' | 'policy' | 'manual' | 'quoted'
> & {
  /** The form in which it is compared, if different; undefined for a value without meaning. */
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

/** A boolean. */
export const flag = (options: FieldOptions<boolean> = {}): Field<boolean> =>
  field((value): value is boolean => typeof value === 'boolean', options);

/** One of several words. */
export const oneOf = <const W extends string>(
  allowed: readonly W[],
  options: FieldOptions<W> = {},
): Field<W> => field((value): value is W => allowed.some((each) => each === value), options);

/** A built-in role. */
export const builtInRole = (options: FieldOptions<BuiltInRole> = {}): Field<BuiltInRole> =>
  field(isBuiltInRole, options);

/** A list of words. If their order has no meaning, they are kept sorted, so that it is never a difference. */
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

/** Maps a field to its name in Arize's API. */
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

/** The distinct members of a set, sorted. */
export const sortedSet = (members: Iterable<string>): readonly string[] =>
  [...new Set(members)].toSorted();

const isWired = (of: Field<Value>): of is Wired<Value, string, unknown> => 'wire' in of;

/** The fields in a response from Arize. Fields that it leaves out are unknown. */
export function received(spec: Spec, answer: { readonly [wire: string]: unknown }): Fields {
  const fields: Record<string, Value> = {};
  for (const [name, of] of Object.entries(spec)) {
    const value = isWired(of) ? of.take(answer[of.wire]) : undefined;
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** The body of a request that sets these fields. Absent fields are left out. */
export function body<S extends Spec>(spec: S, fields: Typed<S>): Body<S>;
export function body(spec: Spec, fields: Typed<Spec>): Readonly<Record<string, unknown>> {
  const said: Record<string, unknown> = {};
  for (const [name, of] of Object.entries(spec)) {
    const value = fields[name];
    if (isWired(of) && value !== undefined) said[of.wire] = of.send(value);
  }
  return said;
}

/** The fields that an entry of the file sets. */
export function written(
  spec: Spec,
  entry: { readonly [key: string]: unknown },
): Readonly<Record<string, Value>> {
  const fields: Record<string, Value> = {};
  for (const name in spec) {
    const of = spec[name];
    const value = of?.schema === undefined ? undefined : of.take(entry[name]);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** The entry of the file that sets these fields; the inverse of `written`. */
export function entryFor<S extends Spec>(spec: S, fields: Typed<S>): Fields;
export function entryFor(spec: Spec, fields: Typed<Spec>): Fields {
  return Object.fromEntries(
    Object.entries(spec).flatMap(([name, { schema }]) => {
      const value = fields[name];
      return schema === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Fields without empty texts, which mean the same as absent ones. */
export const withoutEmpty = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

/** Fields with their references renamed. */
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
 * Asserts that fields hold what their kind declares.
 * @throws Error if one does not, which is a bug
 */
export function assertFields(spec: Spec, fields: Fields): void {
  let wrong = '';
  // For every item of a file and of an account, so without lists on the way.
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || spec[name]?.is(value) !== true) wrong += `${wrong && ', '}${name}`;
  }
  if (wrong === '') return;
  throw new Error(`These fields do not hold what their kind declares: ${wrong}`);
}
