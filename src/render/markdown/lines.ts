import type { Position } from '../../document/problem.ts';
import { linesOf } from '../words/change.ts';
import { placeIn } from '../words/rows.ts';
import { code } from './escape.ts';

/**
 * The address of lines of a file, where they can be looked at; undefined where they cannot. It must have no space and no
 * bracket in it, and nothing of a file's name that is not encoded.
 */
export type LinkOf = (file: string, from: number, to: number) => string | undefined;

/** The lines of the file that some items come from, linked if there is an address; empty without lines. */
export function linesLink(
  items: readonly { readonly source?: Position }[],
  file: string,
  linkOf: LinkOf | undefined,
): string {
  const lines = linesOf(items.map(({ source }) => source));
  // A range stays in one line.
  const text = placeIn(items, file)?.replace(/:(\d+)-(\d+)$/, ':$1\u2011$2');
  if (lines === undefined || text === undefined) return '';
  const address = linkOf?.(lines.file, lines.from, lines.to);
  return address === undefined ? code(text) : `[${code(text)}](${address})`;
}
