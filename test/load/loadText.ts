import type { Loaded, LoadOptions } from '../../src/load/loaded.ts';
import { judge, parsed, understand } from '../../src/load/judge.ts';
import { shapeProblems } from '../../src/load/shapeProblems.ts';

/** Loads the text of a file that includes no other, as `loadSources` does, at once. */
export function loadText(
  text: string,
  file: string,
  options: Pick<LoadOptions, 'today' | 'keepsExpired'> = {},
): Loaded {
  const read = parsed({ file, text });
  const shapes = read.document === undefined ? [] : shapeProblems(read.document);
  return judge(understand([read], [], shapes), options, []);
}
