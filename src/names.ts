/**
 * The form in which names are compared: trimmed and in Unicode NFC, because an editor and a browser may encode the same
 * letter in two ways. Case matters, because Arize does not document whether it ignores case.
 */
export const canonicalName = (name: string): string => name.trim().normalize('NFC');

/** The form in which e-mail addresses are compared: in lower case, because Arize ignores their case. */
export const canonicalEmail = (email: string): string => canonicalName(email).toLowerCase();

const encode = (part: string): string =>
  part.includes('%') || part.includes('/')
    ? part.replaceAll('%', '%25').replaceAll('/', '%2F')
    : part;

/**
 * The address of an item: a readable path that is stable between runs.
 * @param template its fixed words and a `*` for each part of the key
 * @param key the names; `/` and `%` in them are percent-encoded, so that two items never share an address
 */
export function addressFrom(template: readonly string[], key: readonly string[]): string {
  let next = 0;
  let address = '';
  // Made for every item of a file and of an account, so without lists on the way.
  for (const part of template) {
    if (address !== '') address += '/';
    address += part === '*' ? encode(key[next++] ?? '') : part;
  }
  return address;
}

/** A star that matches any characters. After a backslash it is a literal star. */
const anyCharacters = /(?<!\\)\*/;

/** Whether a text is a pattern, which can match several names. */
export const isPattern = (text: string): boolean => anyCharacters.test(text);

/** Unescapes a name from a key that allows patterns. */
export const nameFrom = (text: string): string => text.replaceAll('\\*', '*');

/** Escapes a name for a key that allows patterns. */
export const patternFor = (name: string): string => name.replaceAll('*', '\\*');

/** Whether a name matches a pattern in which `*` matches any characters. */
export const fitsPattern = (pattern: string, name: string): boolean => matcher(pattern)(name);

/** Tells whether the names of a key match patterns, one for each of its first names. */
export function keyMatcher(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const fits = patterns.map(matcher);
  return (names) => fits.every((fit, index) => fit(names[index] ?? ''));
}

/** The same as `fitsPattern` for many names. */
export function matcher(pattern: string): (name: string) => boolean {
  if (pattern === '*') return () => true;
  if (!pattern.includes('*')) return (name) => name === pattern;
  const [first = '', ...others] = pattern.split(anyCharacters).map(nameFrom);
  const last = others.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    // The parts between stars are found from left to right, without backtracking, so no pattern is slow.
    let from = first.length;
    for (const part of others) {
      const at = name.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from + last.length <= name.length;
  };
}

/** Compares texts by code units, so that the order is the same on every machine and in every locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The name of a list for people: its kind, and its resource if it has one. */
export const listName = (kind: string, place: string): string =>
  place === '' ? kind : `${kind} ${place}`;

/** A unique key for a list, independent of the name of its resource. */
export const listKey = ({
  kind,
  place,
}: {
  readonly kind: string;
  readonly place?: string;
}): string => (place === undefined ? kind : `${kind} ${place}`);
