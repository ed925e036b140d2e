import { schema, validate } from 'validators:access';
import { branches } from 'validators:access/branches';
import type { AcceptedWarning, Desired, Source } from '../model.ts';
import { FileProblemsError, sortProblems } from '../document/problem.ts';
import type { Problem } from '../document/problem.ts';
import type { Machine } from '../deliver/obstacles.ts';
import { asOf } from './asOf.ts';
import { flatten } from './flatten.ts';
import { readAccepted, withoutAccepted } from './accepted.ts';
import { readIncluded } from './include.ts';
import { joinDocuments } from './joinedDocument.ts';
import { readLimits } from './limits.ts';
import type { LocatedDocument } from '../document/locatedDocument.ts';
import { obstructedDestinations } from './destinations.ts';
import type { Subject } from './rule.ts';
import { ruleProblems, subjectOf } from './rules.ts';
import { readSaml } from './saml.ts';
import { schemaProblems } from '../document/schemaProblems.ts';
import { readSelectors, readTombstones } from './selectors.ts';
import { readSource } from './source.ts';
import { readTeams } from './teams.ts';
import { withoutWeaker } from './weakerTeams.ts';
import { parseYaml } from '../document/yaml.ts';

/** The same schema that editors use. */
const validator = { schema, validate, branches };

/** A valid file, with its warnings. */
export interface Loaded {
  readonly desired: Desired;
  readonly warnings: readonly Problem[];
  /** Warnings that the file accepts. */
  readonly accepted: readonly AcceptedWarning[];
}

export interface LoadOptions {
  /** The day for which the file is read, in UTC: `2027-03-31`. If omitted, no grant has expired. */
  readonly today?: string;
  /** Keeps grants whose last day has passed, to look at the file alone. */
  readonly keepsExpired?: true;
  /**
   * Also checks whether this machine can deliver secrets where the file sends them, for a run that may do so.
   */
  readonly destinations?: Machine;
}

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
  return judgeHere(understand(files, included?.problems ?? []), options);
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
  const here = options.destinations
    ? await obstructedDestinations(understood, options.destinations)
    : [];
  return judge(understood, options, here);
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
  return judgeHere(understand(sources.map(parsed), []), options);
}

/** Checks the text of a file that includes no others. See `loadSources`. */
export const loadText = (
  text: string,
  file: string,
  options: Pick<LoadOptions, 'today' | 'keepsExpired'> = {},
): Loaded => judge(understand([parsed({ file, text })], []), options, []);

type Parsed = ReturnType<typeof parseYaml> & { readonly source: Source };

const parsed = (source: Source): Parsed => ({ source, ...parseYaml(source.text, source.file) });

/** What the files say, and the problems that their text shows. */
interface Understood extends Pick<Subject, 'desired' | 'within'> {
  readonly main: LocatedDocument;
  readonly document: LocatedDocument;
  readonly problems: readonly Problem[];
}

/** @throws FileProblemsError if the files cannot be read far enough to know what they mean */
function understand(files: readonly Parsed[], inclusion: readonly Problem[]): Understood {
  const syntax = files.flatMap(({ problems }) => problems);
  const documents = files.flatMap(({ document }) => document ?? []);
  const [main] = documents;
  // With files missing, nothing more can be checked: what one lists may be named in another.
  const isWhole = inclusion.every(({ severity }) => severity === 'notice');
  if (main === undefined || documents.length < files.length || !isWhole) {
    const shapes = documents.flatMap((document) => schemaProblems(document, validator));
    throw new FileProblemsError(sortProblems([...syntax, ...inclusion, ...shapes]));
  }
  const { document, problems: twice } = joinDocuments(documents);
  const { teams, problems: inTeams } = readTeams(document);
  const flat = flatten(document, teams);
  const saml = readSaml(document);
  const { account } = document.value;
  const { tombstones, problems: inRemoved } = readTombstones(document);
  const selectors = {
    removed: tombstones,
    ignore: readSelectors(document, 'ignore'),
    protected: readSelectors(document, 'protected'),
  };
  const { accepted, problems: inAccepted } = readAccepted(document);
  const desired: Desired = {
    file: main.file,
    sources: files.map(({ source }) => source),
    ...(typeof account === 'string' && { account: account.trim() }),
    items: flat.items,
    expired: [],
    collections: flat.collections,
    ...selectors,
    ...(accepted.length > 0 && { accepted }),
    limits: readLimits(document),
    ...(saml.providers && { saml: saml.providers }),
  };
  const subject = subjectOf(document, desired, selectors, flat);
  const problems = [
    ...syntax,
    ...inclusion,
    ...documents.flatMap((each) => schemaProblems(each, validator)),
    ...twice,
    ...inTeams,
    ...inAccepted,
    ...inRemoved,
    ...flat.problems,
    ...saml.problems,
    ...ruleProblems(subject, saml.providers ?? []),
  ];
  return { main, document, desired, problems, within: subject.within };
}

/** @throws FileProblemsError with everything, if any of it is an error */
function judge(
  { main, document, desired, problems: found }: Understood,
  { today, keepsExpired }: LoadOptions,
  here: readonly Problem[],
): Loaded {
  const { accepted = [] } = desired;
  const {
    open: problems,
    known,
    used,
  } = withoutAccepted(sortProblems([...found, ...here]), document, accepted, today);
  if (problems.some(({ severity }) => severity === 'error')) {
    // Notices can wait until the file has no errors.
    throw new FileProblemsError(problems.filter(({ severity }) => severity !== 'notice'));
  }
  const { include } = main.value;
  if (desired.sources.length === 1 && Array.isArray(include) && include.length > 0) {
    const init = {
      code: 'include-not-given',
      message: 'this file includes other files, but their text was not provided',
    };
    throw new FileProblemsError([main.problem(['include'], init)]);
  }
  const marked: Desired = {
    ...desired,
    items: withoutWeaker(
      desired.items,
      known.map(({ problem }) => problem),
    ),
    ...(used.size > 0 && {
      accepted: accepted.map((each) => (used.has(each) ? { ...each, isUsed: true } : each)),
    }),
  };
  return {
    desired: today === undefined || keepsExpired ? marked : asOf(marked, today),
    warnings: problems,
    accepted: known,
  };
}
