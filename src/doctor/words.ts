const irregular: Readonly<Record<string, string>> = { person: 'people', entry: 'entries' };

/** A noun and how many of it there are. */
export const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : (irregular[noun] ?? `${noun}s`)}`;
