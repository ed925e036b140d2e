const irregular: Readonly<Record<string, string>> = { person: 'people' };

/** A noun and how many of it there are: `1 space member`, `4 people`. */
export const counted = (count: number, noun: string, plural = pluralOf(noun)): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** Several of them. */
export const pluralOf = (noun: string): string =>
  irregular[noun] ?? `${noun.replace(/(?<=[^aeiou])y$/, 'ie')}s`;
