import { fitsPattern } from '../names.ts';

/** Whether any of an item's names fits, or its whole id. */
export type Filter = (names: readonly string[], id?: string) => boolean;

/**
 * A filter as people write it: part of a name, or with `*` a pattern for all of it. Case does not matter.
 * @param text everything fits if undefined
 */
export function filterFor(text: string | undefined): Filter {
  if (text === undefined) return () => true;
  const wanted = text.normalize('NFC').toLowerCase();
  const fits = wanted.includes('*')
    ? (name: string) => fitsPattern(wanted, name)
    : (name: string) => name.includes(wanted);
  // Part of an id means nothing, and ids hold almost any short text.
  return (names, id) =>
    id === text || names.some((name) => fits(name.normalize('NFC').toLowerCase()));
}
