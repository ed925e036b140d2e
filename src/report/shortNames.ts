/** Built-in roles as cells of a matrix show them. */
const known: Readonly<Record<string, string>> = {
  admin: 'A',
  member: 'M',
  'read-only': 'R',
  annotator: 'An',
  unknown: '?',
};

/** The most letters of a short name, without the number that tells two apart. */
const longest = 3;

/** A few letters for each name, all different: the first letters of its words. */
export function shortNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const own = Object.hasOwn(known, name) ? (known[name] ?? name) : initials(name);
    let short = own;
    for (let number = 2; taken.has(short); number += 1) short = `${own}${number}`;
    taken.add(short);
    return short;
  });
}

const letters = (word: string, most: number): readonly string[] => Array.from(word).slice(0, most);

function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [only = '', ...others] = words;
  if (others.length > 0)
    return words
      .slice(0, longest)
      .flatMap((word) => letters(word, 1))
      .join('')
      .toUpperCase();
  const [first = '·', second = ''] = letters(only, 2);
  return `${first.toUpperCase()}${second.toLowerCase()}`;
}
