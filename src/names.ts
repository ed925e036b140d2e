/**
 * How names are compared: exactly, after trimming and Unicode NFC, because an editor and a browser may write the same
 * letter in two ways. Case counts: whether Arize folds it is not documented.
 */
export const canonicalName = (name: string): string => name.trim().normalize('NFC');

/** How e-mail addresses are compared: Arize ignores their case. */
export const canonicalEmail = (email: string): string => canonicalName(email).toLowerCase();

const encode = (part: string): string =>
  /[%/]/.test(part) ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;

/**
 * The address of a thing: a path that people can read and that stays the same between runs.
 * @param template its fixed words and a `*` for each part of the key
 * @param key the names; `/` and `%` in them are percent-encoded, so that two things never share an address
 */
export function addressFrom(template: readonly string[], key: readonly string[]): string {
  let next = 0;
  return template.map((part) => (part === '*' ? encode(key[next++] ?? '') : part)).join('/');
}

/** A star that stands for any characters; behind a backslash it is a star of the name. */
const anyCharacters = /(?<!\\)\*/;

/** Whether a text is a pattern, which several names may fit. */
export const isPattern = (text: string): boolean => anyCharacters.test(text);

/** The name that a text means where patterns could stand. */
export const nameFrom = (text: string): string => text.replaceAll('\\*', '*');

/** How a name is written where patterns could stand. */
export const patternFor = (name: string): string => name.replaceAll('*', '\\*');

/** Whether a name fits a pattern in which `*` stands for any characters. */
export function fitsPattern(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  const [first = '', ...others] = pattern.split(anyCharacters).map(nameFrom);
  const last = others.pop();
  if (last === undefined) return first === name;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  // What stands between stars is found from left to right: no backtracking, so no pattern is slow.
  let from = first.length;
  for (const part of others) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from + last.length <= name.length;
}

/** Orders texts by their code units: the same on every machine and in every locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a list is called for people: its kind, and the place if it has one. */
export const listName = (kind: string, place: string): string =>
  place === '' ? kind : `${kind} ${place}`;

/** What tells a list from all others, under any name of its place. */
export const listKey = ({
  kind,
  place,
}: {
  readonly kind: string;
  readonly place?: string;
}): string => (place === undefined ? kind : `${kind} ${place}`);
