/** A text in quotes for a sentence; a long one is cut. */
export function quote(text: string): string {
  const characters = Array.from(text);
  return `"${characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : text}"`;
}

/** A value of the schema in a sentence: texts in quotes. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** Several choices in a sentence: `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  if (words.length > 8) return `one of ${listed(words)}`;
  return words.length > 1
    ? `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
    : (words[0] ?? '');
}

/** All of several in a sentence: `a, b and c`. */
export function allOf(words: readonly string[]): string {
  return words.length > 1
    ? `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
    : (words[0] ?? '');
}

/** A list in a sentence; a long one is cut. */
export function listed(words: readonly string[]): string {
  const rest = words.length - 12;
  return rest > 0 ? `${words.slice(0, 12).join(', ')} and ${rest} more` : words.join(', ');
}

/** A noun with the article that it wants, unless it has one. */
export function withArticle(noun: string): string {
  if (/^(?:an?|the|one) /i.test(noun)) return noun;
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
