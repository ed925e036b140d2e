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

/** The schema that editors use too. */
const validator = { schema, validate, branches };

/** A file that may be used, and what its reader should look at all the same. */
export interface Loaded {
  readonly desired: Desired;
  readonly warnings: readonly Problem[];
  /** Warnings that the file accepts. */
  readonly accepted: readonly AcceptedWarning[];
}

export interface LoadOptions {
  /** The day on which the file counts, UTC: `2027-03-31`. Without one, no grant has expired. */
  readonly today?: string;
  /** Leaves grants whose last day is over in the file: for a look at the file alone. */
  readonly keepsExpired?: true;
  /** Looks on this machine, too, whether secrets can go where the file sends them: for those who mean to run it. */
  readonly destinations?: Machine;
}

/**
 * Reads a file and those that it includes, and judges all of it, without asking the account.
 * @param path of the file; `-` is the standard input
 * @throws FileProblemsError with everything that is wrong, errors and warnings
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
 * The texts of a file and of those that it includes, as they are now and as far as they can be read. They are not
 * judged.
 */
export async function readAgain({
  file,
  sources,
}: Pick<Desired, 'file' | 'sources'>): Promise<readonly Source[]> {
  const source = await readSource(file);
  if ('problems' in source) return [];
  // The same text includes no other file now, if it included none before.
  if (sources.length === 1 && sources[0]?.text === source.text) return [source];
  const { document } = parsed(source);
  const included = document && (await readIncluded(document));
  return [source, ...(included?.sources ?? [])];
}

/** Judges what is understood, and what this machine has to say about it, if that is asked for. */
async function judgeHere(understood: Understood, options: LoadOptions): Promise<Loaded> {
  const here = options.destinations
    ? await obstructedDestinations(understood, options.destinations)
    : [];
  return judge(understood, options, here);
}

/**
 * Judges the texts of a file and of those that it includes, as they were kept.
 * @param sources the file first, with the names that positions bear
 * @throws FileProblemsError with everything that is wrong, errors and warnings
 *   also when the file includes others and none is given: what they list would look unlisted
 */
export async function loadSources(
  sources: readonly Source[],
  options: LoadOptions = {},
): Promise<Loaded> {
  return judgeHere(understand(sources.map(parsed), []), options);
}

/** Judges the text of a file that includes no other. See `loadSources`. */
export const loadText = (
  text: string,
  file: string,
  options: Pick<LoadOptions, 'today' | 'keepsExpired'> = {},
): Loaded => judge(understand([parsed({ file, text })], []), options, []);

type Parsed = ReturnType<typeof parseYaml> & { readonly source: Source };

const parsed = (source: Source): Parsed => ({ source, ...parseYaml(source.text, source.file) });

/** What files say, and all that their text tells of what is wrong with it. */
interface Understood extends Pick<Subject, 'desired' | 'within'> {
  readonly main: LocatedDocument;
  readonly document: LocatedDocument;
  readonly problems: readonly Problem[];
}

/** @throws FileProblemsError where the files can't be understood far enough to say what they mean */
function understand(files: readonly Parsed[], inclusion: readonly Problem[]): Understood {
  const syntax = files.flatMap(({ problems }) => problems);
  const documents = files.flatMap(({ document }) => document ?? []);
  const [main] = documents;
  // Of half of the files nothing more can be said: what one lists may be named in another.
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

/** @throws FileProblemsError with everything, where any of it is an error */
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
    // What is only to be known can wait until the file is right.
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
