import type { Desired, Source } from '../model.ts';
import { FileProblemsError, sortProblems } from '../document/problem.ts';
import type { Problem } from '../document/problem.ts';
import { asOf } from './asOf.ts';
import { flatten } from './flatten.ts';
import { readAccepted, withoutAccepted } from './accepted.ts';
import { joinDocuments } from './joinedDocument.ts';
import { readLimits } from './limits.ts';
import type { Loaded, LoadOptions } from './loaded.ts';
import type { LocatedDocument } from '../document/locatedDocument.ts';
import type { Subject } from './rule.ts';
import { ruleProblems, subjectOf } from './rules.ts';
import { readSaml } from './saml.ts';
import { readSelectors, readTombstones } from './selectors.ts';
import { readTeams } from './teams.ts';
import { readRules, unknownInRules } from './writtenRules.ts';
import { withoutWeaker } from './weakerTeams.ts';
import { parseYaml } from '../document/yaml.ts';

export type Parsed = ReturnType<typeof parseYaml> & { readonly source: Source };

/** A text with its tree and what is wrong with it. */
export const parsed = (source: Source): Parsed => ({
  source,
  ...parseYaml(source.text, source.file),
});

/** What the files say, and the problems that their text shows. */
export interface Understood extends Pick<Subject, 'desired' | 'within'> {
  readonly main: LocatedDocument;
  readonly document: LocatedDocument;
  readonly problems: readonly Problem[];
}

/**
 * @param shapes where the files differ from the schema
 * @throws FileProblemsError if the files cannot be read far enough to know what they mean
 */
export function understand(
  files: readonly Parsed[],
  inclusion: readonly Problem[],
  shapes: readonly Problem[],
): Understood {
  const syntax = files.flatMap(({ problems }) => problems);
  const documents = files.flatMap(({ document }) => document ?? []);
  const [main] = documents;
  // With files missing, nothing more can be checked: what one lists may be named in another.
  const isWhole = inclusion.every(({ severity }) => severity === 'notice');
  if (main === undefined || documents.length < files.length || !isWhole) {
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
  const { rules, mentions, problems: inRules } = readRules(document, teams);
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
    ...(rules.length > 0 && { rules }),
    ...(saml.providers && { saml: saml.providers }),
  };
  const subject = subjectOf(document, desired, selectors, flat);
  const problems = [
    ...syntax,
    ...inclusion,
    ...shapes,
    ...twice,
    ...inTeams,
    ...inAccepted,
    ...inRemoved,
    ...inRules,
    ...unknownInRules(mentions, subject, [...teams.keys()]),
    ...flat.problems,
    ...saml.problems,
    ...ruleProblems(subject, saml.providers ?? []),
  ];
  return { main, document, desired, problems, within: subject.within };
}

/** @throws FileProblemsError with everything, if any of it is an error */
export function judge(
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
