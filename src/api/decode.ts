import { isRecord } from '../records.ts';

/** Thrown for a value of the wrong shape; the message gives its path. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

/**
 * Turns an unknown value into a typed one.
 * @param path of the value, for the error: `data.viewer.user`
 * @throws DecodeError
 */
export type Decoder<T> = (value: unknown, path: string) => T;

export type Decoded<D> = D extends Decoder<infer T> ? T : never;

/** The type of a value. The value itself is not shown, because it may be personal data. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function wrong(path: string, expected: string, value: unknown): never {
  throw new DecodeError(`${path}: expected ${expected}, got ${kindOf(value)}`);
}

export const text: Decoder<string> = (value, path) =>
  typeof value === 'string' ? value : wrong(path, 'text', value);

export const boolean: Decoder<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : wrong(path, 'true or false', value);

export const integer: Decoder<number> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value)
    ? value
    : wrong(path, 'a whole number', value);

/** A point in time, in a format that every program reads the same way. */
export const moment: Decoder<string> = (value, path) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value))
    ? value
    : wrong(path, 'a time', value);

/** One of the given words, exactly as written. */
export const oneOf =
  <const W extends string>(...words: readonly W[]): Decoder<W> =>
  (value, path) => {
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    const expected = `one of ${words.join(', ')}`;
    if (typeof value !== 'string') return wrong(path, expected, value);
    throw new DecodeError(`${path}: expected ${expected}, got "${value}"`);
  };

export const nullable =
  <T>(inner: Decoder<T>): Decoder<T | null> =>
  (value, path) =>
    value === null ? null : inner(value, path);

/** May be missing; null is not missing. */
export const optional =
  <T>(inner: Decoder<T>): Decoder<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : inner(value, path);

export const list =
  <T>(inner: Decoder<T>): Decoder<T[]> =>
  (value, path) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => inner(item, `${path}[${index}]`))
      : wrong(path, 'a list', value);

type Shape = Readonly<Record<string, Decoder<unknown>>>;

/** A decoder that exposes the fields it reads. */
export type ObjectDecoder<T> = Decoder<T> & { readonly shape: Shape };

/** An object with these fields. Others are dropped, because Arize may add fields at any time. */
export function object<S extends Shape>(shape: S): ObjectDecoder<{ [K in keyof S]: Decoded<S[K]> }>;
export function object(shape: Shape): ObjectDecoder<Record<string, unknown>> {
  const fields = Object.entries(shape);
  const decode: Decoder<Record<string, unknown>> = (value, path) => {
    if (!isRecord(value)) return wrong(path, 'an object', value);
    const result: Record<string, unknown> = {};
    for (const [name, inner] of fields) result[name] = inner(value[name], `${path}.${name}`);
    return result;
  };
  return Object.assign(decode, { shape });
}
