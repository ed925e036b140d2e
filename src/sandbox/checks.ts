import { isRecord } from './records.ts';

/** What a value of the state file may be: files get edited, cut off and exchanged. */
export interface Check<T> {
  (value: unknown): value is T;
}

export const isText: Check<string> = (value) => typeof value === 'string';

export const isFlag: Check<boolean> = (value) => typeof value === 'boolean';

/** The number of a row, or a count. */
export const isCount: Check<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** A timestamp that can be compared. */
export const isTime: Check<string> = (value): value is string =>
  isText(value) && !Number.isNaN(Date.parse(value));

export function isOneOf<const Word extends string>(words: readonly Word[]): Check<Word> {
  return (value): value is Word => words.some((word) => word === value);
}

/** A value that may be missing. */
export function isMissingOr<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function isListOf<T>(check: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every((item) => check(item));
}

export function isPairOf<A, B>(first: Check<A>, second: Check<B>): Check<[A, B]> {
  return (value): value is [A, B] =>
    Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);
}

/** An object with each of these fields; the compiler asks for all that the type has. */
export function isShape<T>(fields: {
  readonly [Name in keyof Required<T>]: Check<T[Name]>;
}): Check<T>;
export function isShape(fields: Readonly<Record<string, Check<unknown>>>): Check<unknown> {
  return (value): value is unknown =>
    isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
}
