import { readFile } from 'node:fs/promises';
import type { Desired } from '../model.ts';
import { FileProblems, sortProblems } from '../problem.ts';
import type { Problem } from '../problem.ts';
import { flatten } from './flatten.ts';
import { readKnownDrift } from './knownDrift.ts';
import { readLimits } from './limits.ts';
import { ruleProblems } from './rules.ts';
import { readSaml } from './saml.ts';
import { schemaProblems } from './schemaProblems.ts';
import { readSelectors } from './selectors.ts';
import { readSource } from './source.ts';
import { readTeams } from './teams.ts';
import { parseYaml } from './yaml.ts';

/** A file that may be used, and what its reader should look at all the same. */
export interface Loaded {
  readonly desired: Desired;
  readonly warnings: readonly Problem[];
}

/**
 * Reads a file and judges all of it, without asking the account.
 * @param path of the file; `-` is the standard input
 * @throws FileProblems with everything that is wrong, errors and warnings
 */
export async function load(path: string): Promise<Loaded> {
  const source = await readSource(path);
  if ('problems' in source) throw new FileProblems(source.problems);
  return loadText(source.text, source.file, await readSchema());
}

/**
 * Judges a file's text.
 * @param file the name that positions bear
 * @param schema the JSON Schema of the format
 * @throws FileProblems with everything that is wrong, errors and warnings
 */
export function loadText(text: string, file: string, schema: object): Loaded {
  const { document, problems: syntax } = parseYaml(text, file);
  if (document === undefined) throw new FileProblems(syntax);
  const { teams, problems: inTeams } = readTeams(document);
  const flat = flatten(document, teams);
  const saml = readSaml(document);
  const { account } = document.value;
  const selectors = {
    removed: readSelectors(document, 'removed'),
    ignore: readSelectors(document, 'ignore'),
    protected: readSelectors(document, 'protected'),
  };
  const { known, problems: inKnown } = readKnownDrift(document);
  const desired: Desired = {
    file,
    text,
    ...(typeof account === 'string' && { account: account.trim() }),
    items: flat.items,
    collections: flat.collections,
    ...selectors,
    ...(known.length > 0 && { knownDrift: known }),
    limits: readLimits(document),
    ...(saml.providers && { saml: saml.providers }),
  };
  const problems = sortProblems([
    ...syntax,
    ...schemaProblems(document, schema),
    ...inTeams,
    ...inKnown,
    ...flat.problems,
    ...saml.problems,
    ...ruleProblems(document, desired, selectors, flat, saml.providers ?? []),
  ]);
  if (problems.some(({ severity }) => severity === 'error')) throw new FileProblems(problems);
  return { desired, warnings: problems };
}

/**
 * Judges files as they were kept, the main one first.
 * @throws FileProblems with everything that is wrong, errors and warnings
 */
export async function loadSources(
  sources: readonly { readonly file: string; readonly text: string }[],
): Promise<Loaded> {
  const [main] = sources;
  if (main === undefined) throw new Error('There is no file to load.');
  return loadText(main.text, main.file, await readSchema());
}

/** The schema that editors use too. It lies beside `src` and `dist` alike. */
async function readSchema(): Promise<object> {
  const url = new URL('../../schema/access.schema.json', import.meta.url);
  const schema: unknown = JSON.parse(await readFile(url, 'utf8'));
  if (typeof schema !== 'object' || schema === null)
    throw new Error(`${url.pathname} is no schema.`);
  return schema;
}
