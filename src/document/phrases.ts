/** A string in quotes, for a sentence. A long one is truncated. */
export function quote(text: string): string {
  const characters = Array.from(text);
  return `"${characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : text}"`;
}

/** A value from the schema, for a sentence: strings in quotes. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** Alternatives, for a sentence: `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  if (words.length > 8) return `one of ${listed(words)}`;
  return words.length > 1
    ? `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
    : (words[0] ?? '');
}

/** All of several, for a sentence: `a, b and c`. */
export function allOf(words: readonly string[]): string {
  return words.length > 1
    ? `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
    : (words[0] ?? '');
}

/** A list, for a sentence. A long one is truncated. */
export function listed(words: readonly string[]): string {
  const rest = words.length - 12;
  return rest > 0 ? `${words.slice(0, 12).join(', ')} and ${rest} more` : words.join(', ');
}

/** A noun with its indefinite article, unless it already has an article. */
export function withArticle(noun: string): string {
  if (/^(?:an?|the|one) /i.test(noun)) return noun;
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
