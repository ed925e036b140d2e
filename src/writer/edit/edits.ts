import { canonicalEmail, canonicalName } from '../../names.ts';
import { isRecord } from '../../records.ts';

/** The path of a value from the top of a file: keys, and indexes in lists from 0. */
export type YamlPath = readonly (string | number)[];

/**
 * One edit of a file. Names in a path are canonical: an entry is found under any spelling
 * of the same person or item.
 */
export type Edit =
  /** Sets a value, and creates the maps on the path to it. */
  | { readonly op: 'set'; readonly path: YamlPath; readonly value: unknown }
  /** Removes an entry, if it exists. */
  | { readonly op: 'remove'; readonly path: YamlPath }
  /** Renames an entry and keeps its value. */
  | { readonly op: 'rename'; readonly path: YamlPath; readonly name: string };

/** Whether two values of a file are equal. Its maps have no prototype, and the order of keys has no meaning. */
export function says(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, index) => says(each, b[index]))
    );
  }
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && says(a[key], b[key]))
  );
}

/** The intended value of a file, and the keys to rename, by their path as written. */
export interface Wanted {
  readonly value: unknown;
  readonly renamed: ReadonlyMap<string, string>;
}

/** A path as a key of a map. */
export const pathMark = (path: YamlPath): string => JSON.stringify(path);

/**
 * The value of a file after some edits.
 * @param value as parsed, with names as written; it is not modified
 */
export function wantedOf(value: unknown, edits: readonly Edit[]): Wanted {
  const renamed = new Map<string, string>();
  let wanted = value;
  // Renames come last, because every path uses the names in the file.
  for (const edit of [...edits].toSorted((a, b) => rank(a) - rank(b))) {
    const path = written(value, wanted, edit.path);
    if (edit.op === 'rename') {
      renamed.set(pathMark(path), edit.name);
      wanted = withName(wanted, path, edit.name);
    } else if (edit.op === 'set') {
      wanted = withValue(wanted, path, edit.value);
    } else {
      wanted = without(wanted, path);
    }
  }
  return { value: wanted, renamed };
}

/** Orders renames after all other edits, from the inside out. */
const rank = ({ op, path }: Edit): number => (op === 'rename' ? 1000 - path.length : 0);

/** A path in the spelling of the file. */
function written(before: unknown, now: unknown, path: YamlPath): YamlPath {
  const found: (string | number)[] = [];
  let [old, value] = [before, now];
  for (const step of path) {
    const name = typeof step === 'number' ? step : (keyIn(old, step) ?? keyIn(value, step) ?? step);
    found.push(name);
    old = at(old, name);
    value = at(value, name);
  }
  return found;
}

/** The key of a map for a name: exactly, by its canonical form, or, for e-mails, in any case. */
export function keyIn(value: unknown, name: string): string | undefined {
  if (!isRecord(value)) return undefined;
  if (Object.hasOwn(value, name)) return name;
  const keys = Object.keys(value);
  const fold = name.includes('@') ? canonicalEmail : canonicalName;
  return keys.find((key) => fold(key) === fold(name));
}

/** The value at a path of names as written. */
export const valueAt = (value: unknown, path: YamlPath): unknown => path.reduce(at, value);

function at(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** A map without a prototype: names such as `__proto__` are names like any other. */
const copy = (value: unknown): Record<string, unknown> => {
  const made: Record<string, unknown> = Object.create(null);
  return Object.assign(made, isRecord(value) ? value : {});
};

function withValue(value: unknown, [step, ...rest]: YamlPath, set: unknown): unknown {
  if (step === undefined) return plain(set);
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) =>
      index === step ? withValue(each, rest, set) : each,
    );
  }
  const made = copy(value);
  made[step] = withValue(made[step], rest, set);
  return made;
}

function without(value: unknown, [step, ...rest]: YamlPath): unknown {
  if (step === undefined) return value;
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => index !== step)
      : value.map((each: unknown, index) => (index === step ? without(each, rest) : each));
  }
  if (!isRecord(value) || !Object.hasOwn(value, step)) return value;
  const made = copy(value);
  if (rest.length === 0) delete made[step];
  else made[step] = without(made[step], rest);
  return made;
}

function withName(value: unknown, [step, ...rest]: YamlPath, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) =>
      index === step ? withName(each, rest, name) : each,
    );
  }
  if (!isRecord(value) || step === undefined) return value;
  const made: Record<string, unknown> = Object.create(null);
  for (const [key, each] of Object.entries(value)) {
    if (key !== String(step)) made[key] = each;
    else if (rest.length === 0) made[name] = each;
    else made[key] = withName(each, rest, name);
  }
  return made;
}

/** New values in the form in which a file is parsed. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (!isRecord(value)) return value;
  return Object.assign(
    copy({}),
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])),
  );
}
