import type { Fields, RoleRef, Value, BuiltInRole } from './model.ts';

/** One field of a kind, said once: its type, what may stand there, and how it behaves in a comparison. */
export interface Field<V extends Value> {
  readonly is: (value: Value) => value is V;
  /** Said when something is made, never read back: an invitation's mode. */
  readonly createOnly?: true;
  /** Guides the program and is never written: how early a key is replaced. */
  readonly policy?: true;
  /** Words of a command: their order counts, and each is shown in quotes. */
  readonly quoted?: true;
  /** Arize has no call that changes it; the text says what to click instead. */
  readonly manual?: string;
}

export type Spec = { readonly [name: string]: Field<Value> };

/** The fields of a kind with their own types. Each may be absent: unmanaged, or unknown. */
export type Typed<S extends Spec> = {
  readonly [N in keyof S]?: S[N] extends Field<infer V> ? V : never;
};

const words: readonly string[] = [
  'admin',
  'member',
  'read-only',
  'annotator',
] satisfies BuiltInRole[];

/** Whether a text is one of the built-in role words. */
export const isBuiltInRole = (text: unknown): text is BuiltInRole =>
  typeof text === 'string' && words.includes(text);

type Options = Pick<Field<Value>, 'createOnly' | 'policy' | 'manual' | 'quoted'>;

/** Free text. */
export const text = (options: Options = {}): Field<string> => ({
  is: (value): value is string => typeof value === 'string',
  ...options,
});

/** Yes or no. */
export const flag = (options: Options = {}): Field<boolean> => ({
  is: (value): value is boolean => typeof value === 'boolean',
  ...options,
});

/** One of some words. */
export const oneOf = <const W extends string>(
  allowed: readonly W[],
  options: Options = {},
): Field<W> => ({
  is: (value): value is W => allowed.some((each) => each === value),
  ...options,
});

/** A built-in role. */
export const builtInRole = (options: Options = {}): Field<BuiltInRole> => ({
  is: isBuiltInRole,
  ...options,
});

/** Several words. Where their order means nothing they are kept sorted, so that it never looks like a difference. */
export const set = (options: Options = {}): Field<readonly string[]> => ({
  is: (value): value is readonly string[] => Array.isArray(value),
  ...options,
});

/** A built-in role, or a role by name. */
export const roleRef = (options: Options = {}): Field<RoleRef> => ({
  is: (value): value is RoleRef =>
    isBuiltInRole(value) ||
    (typeof value === 'object' && !Array.isArray(value) && 'custom' in value),
  ...options,
});

/** The members of a set in their one order. */
export const sortedSet = (members: Iterable<string>): readonly string[] =>
  [...new Set(members)].toSorted();

const holds = <S extends Spec>(spec: S, fields: Fields): fields is Fields & Typed<S> =>
  Object.entries(fields).every(([name, value]) => spec[name]?.is(value) === true);

/**
 * Looks at untyped fields through a kind's declaration.
 * @throws Error when a field holds something else: a bug of ours, or a tampered plan.
 */
export function typed<S extends Spec>(spec: S, fields: Fields): Typed<S> {
  if (holds(spec, fields)) return fields;
  throw new Error(
    `These fields do not hold what their kind declares: ${Object.keys(fields).join(', ')}`,
  );
}
