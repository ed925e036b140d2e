import { timestamp } from './clock.ts';
import { ProblemError } from './problem.ts';
import { isRecord } from './records.ts';
import { accountRoles, memberRoles } from './spellings.ts';

/** Checks one value of a request body and gives it back typed; throws a 400 that names `at`. */
export type Reader<T> = (value: unknown, at: string) => T;

type Shape<Fields> = { [Name in keyof Fields]: Fields[Name] extends Reader<infer T> ? T : never };

function refuse(at: string, expected: string): never {
  throw new ProblemError(400, `\`${at}\` must be ${expected}`);
}

/** A string of `min` to `max` characters, kept as it is; with `min` above 0 it may not be blank. */
export function text(min: number, max: number): Reader<string> {
  return (value, at) => {
    if (typeof value !== 'string') return refuse(at, 'a string');
    if (value.length > max) return refuse(at, `a string of at most ${max} characters`);
    if (min > 0 && value.trim().length < min) return refuse(at, 'a string that is not blank');
    return value;
  };
}

/** A person's display name: white space around it is stripped first (REST v2 types: update user). */
export const personName: Reader<string> = (value, at) =>
  text(1, 255)(typeof value === 'string' ? value.trim() : value, at);

/** An e-mail address, roughly: an @ with text on both sides. */
export const email: Reader<string> = (value, at) => {
  const found = text(3, 255)(value, at);
  return /^[^\s@]+@[^\s@]+$/.test(found) ? found : refuse(at, 'an e-mail address');
};

export const flag: Reader<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuse(at, 'true or false');

/** A global id, still undecoded. */
export const idText: Reader<string> = text(1, 255);

export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value, at) => {
    const found = words.find((word) => word === value);
    return found ?? refuse(at, `one of ${words.join(', ')}`);
  };
}

/** A list of one or more strings, each of which `accepts`. */
export function listOf<Word extends string>(
  accepts: (value: string) => value is Word,
): Reader<Word[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length === 0) return refuse(at, 'a list that is not empty');
    const listed: unknown[] = value;
    return listed.map((item, index) =>
      typeof item === 'string' && accepts(item) ? item : refuse(`${at}[${index}]`, 'a known value'),
    );
  };
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Reader<number> {
  return (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? value
      : refuse(at, `a whole number from ${min} to ${max}`);
}

/**
 * A date and time as RFC 3339 writes it, with its zone; given back as a timestamp of ours. A zone
 * without its colon is taken too: Arize's own Python SDK sends `+0000`.
 */
export const dateTime: Reader<string> = (value, at) => {
  const pattern = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/;
  const date =
    typeof value === 'string' && pattern.test(value)
      ? new Date(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
      : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) {
    return refuse(at, 'a date and time such as 2027-01-01T00:00:00Z');
  }
  return timestamp(date);
};

/** A list of `min` to `max` items. */
export function items<T>(reader: Reader<T>, min: number, max: number): Reader<T[]> {
  return (value, at) => {
    const found: unknown[] = Array.isArray(value) ? value : [];
    if (!Array.isArray(value) || found.length < min || found.length > max) {
      return refuse(at, `a list of ${min} to ${max}`);
    }
    return found.map((item, index) => reader(item, `${at}[${index}]`));
  };
}

/** May be left out. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined ? undefined : reader(value, at));
}

/** May be null, which clears it. */
export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? null : reader(value, at));
}

/** An object with these fields and no others: REST v2 refuses unknown and server-managed ones. */
export function shape<Fields extends Record<string, Reader<unknown>>>(
  fields: Fields,
): Reader<Shape<Fields>>;
export function shape(fields: Record<string, Reader<unknown>>): Reader<Record<string, unknown>> {
  return (value, at) => {
    if (!isRecord(value)) return refuse(at, 'a JSON object');
    const place = (name: string): string => (at === 'body' ? name : `${at}.${name}`);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name))
        throw new ProblemError(400, `\`${place(name)}\` is not a field that may be sent here`);
    }
    return Object.fromEntries(
      Object.entries(fields).map(([name, reader]) => [name, reader(value[name], place(name))]),
    );
  };
}

/** Like `shape`, but refuses a body without any field (the PATCH operations). */
export function change<Fields extends Record<string, Reader<unknown>>>(
  fields: Fields,
): Reader<Shape<Fields>> {
  const read = shape(fields);
  return (value, at) => {
    const found = read(value, at);
    if (Object.values(found).every((field) => field === undefined)) {
      throw new ProblemError(
        400,
        `At least one of ${Object.keys(fields).join(', ')} must be given`,
      );
    }
    return found;
  };
}

/** A role assignment as it is sent. */
export type Assignment<Word extends string> =
  | { type: 'PREDEFINED'; name: Word }
  | { type: 'CUSTOM'; id: string };

/** `{type: PREDEFINED, name}` or `{type: CUSTOM, id}`: the strict form that the REST v2 types demand in requests. */
function assignment<const Word extends string>(words: readonly Word[]): Reader<Assignment<Word>> {
  const predefined = shape({ type: oneOf(['PREDEFINED']), name: oneOf(words) });
  const custom = shape({ type: oneOf(['CUSTOM']), id: idText });
  return (value, at) => {
    if (!isRecord(value)) return refuse(at, 'a role assignment object with a `type`');
    if (value['type'] === 'PREDEFINED') return predefined(value, at);
    if (value['type'] === 'CUSTOM') return custom(value, at);
    return refuse(`${at}.type`, 'PREDEFINED or CUSTOM');
  };
}

export const memberRole = assignment(memberRoles);
export const accountRole = assignment(accountRoles);
