import { shape } from 'validators:access/shape';
import type { Desired, Source } from '../model.ts';
import { FileProblemsError } from '../document/problem.ts';
import type { Problem } from '../document/problem.ts';
import { obstructedDestinations } from './destinations.ts';
import { quickLook } from '../document/fits.ts';
import { readIncluded } from './include.ts';
import { judge, parsed, understand } from './judge.ts';
import type { Parsed, Understood } from './judge.ts';
import type { Loaded, LoadOptions } from './loaded.ts';
import { readSource } from './source.ts';

const fits = quickLook(shape);

/**
 * Reads a file and the files it includes, and checks all of it without contacting Arize.
 * @param path of the file; `-` is standard input
 * @throws FileProblemsError with all errors and warnings
 */
export async function load(path: string, options: LoadOptions = {}): Promise<Loaded> {
  const source = await readSource(path);
  if ('problems' in source) throw new FileProblemsError(source.problems);
  const main = parsed(source);
  const included = main.document && (await readIncluded(main.document));
  const others = included?.sources.map(parsed) ?? [];
  const files = [main, ...others];
  return judgeHere(understand(files, included?.problems ?? [], await shapesOf(files)), options);
}

/**
 * Reads the current text of a file and of the files it includes, as far as possible and without checking it.
 */
export async function readAgain({
  file,
  sources,
}: Pick<Desired, 'file' | 'sources'>): Promise<readonly Source[]> {
  const source = await readSource(file);
  if ('problems' in source) return [];
  // With unchanged text, it still includes no other file.
  if (sources.length === 1 && sources[0]?.text === source.text) return [source];
  const { document } = parsed(source);
  const included = document && (await readIncluded(document));
  return [source, ...(included?.sources ?? [])];
}

/** Checks the files and, if asked, what this machine says about them. */
async function judgeHere(understood: Understood, options: LoadOptions): Promise<Loaded> {
  if (!options.destinations) return judge(understood, options, []);
  return judge(understood, options, await obstructedDestinations(understood, options.destinations));
}

/**
 * Checks the kept texts of a file and of the files it includes.
 * @param sources the main file first, with the names to use in positions
 * @throws FileProblemsError with all errors and warnings, also if the file includes others and none are
 *   given: their entries would look unlisted
 */
export async function loadSources(
  sources: readonly Source[],
  options: LoadOptions = {},
): Promise<Loaded> {
  const files = sources.map(parsed);
  return judgeHere(understand(files, [], await shapesOf(files)), options);
}

/** Where files differ from the schema. The code for the messages is loaded only for a file that does. */
async function shapesOf(files: readonly Parsed[]): Promise<readonly Problem[]> {
  const others = files.flatMap(({ document }) =>
    document === undefined || fits(document.value) ? [] : [document],
  );
  if (others.length === 0) return [];
  const { shapeProblems } = await import('./shapeProblems.ts');
  return others.flatMap(shapeProblems);
}
