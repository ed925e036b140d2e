import { closest } from '../document/suggest.ts';

/** The hint `Did you mean "spaces"?`, if any candidate is close to a mistyped word. */
export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  const name = closest(word, candidates);
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}
