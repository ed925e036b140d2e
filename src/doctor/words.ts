const irregular: Readonly<Record<string, string>> = { person: 'people', entry: 'entries' };

/** A number with its noun: "1 person", "2 people". */
export const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : (irregular[noun] ?? `${noun}s`)}`;
