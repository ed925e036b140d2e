import type { Position } from '../../document/problem.ts';

/** A place in the file, as every document writes it. */
export const sourceJson = (source: Position | undefined): object =>
  source === undefined
    ? {}
    : { source: { file: source.file, line: source.line, column: source.column } };
