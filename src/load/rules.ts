import { personRef, refAddress } from '../kinds/index.ts';
import type { Desired } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import { contradictions } from './contradictions.ts';
import { destinations } from './destinations.ts';
import type { Flat } from './flatten.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import { canonicalName } from '../names.ts';
import { isRecord } from '../records.ts';
import { references } from './references.ts';
import type { Listed, Selectors, Subject } from './rule.ts';
import type { LocatedProvider } from './saml.ts';
import { samlProblems } from './samlReferences.ts';
import { weakerTeams } from './weakerTeams.ts';
import { widerProtection } from './widerProtection.ts';

/** Prepares what the rules check. */
export function subjectOf(
  document: LocatedDocument,
  desired: Desired,
  selectors: Selectors,
  { paths, unclear }: Flat,
): Subject {
  const byAddress = new Map(desired.items.map((item) => [item.address, item]));
  // Several rules ask about each of a person's grants.
  const users = new Map<string, Listed>();
  const listed = (email: string): Listed => {
    const address = refAddress(personRef(email));
    const item = byAddress.get(address);
    return { item, isListed: item !== undefined || unclear.has(address) };
  };
  return {
    document,
    desired,
    selectors,
    byAddress,
    lists(ref) {
      const address = refAddress(ref);
      return byAddress.has(address) || unclear.has(address);
    },
    user(email) {
      const known = users.get(email) ?? listed(email);
      users.set(email, known);
      return known;
    },
    saying(item, text) {
      const path = paths.get(item) ?? [];
      return pathsTo(text, valueAt(document.value, path));
    },
    at: (item, init) => document.problem(paths.get(item) ?? [], { what: 'key', ...init }),
    within: (item, path, init) => document.problem([...(paths.get(item) ?? []), ...path], init),
  };
}

function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce(
    (inside: unknown, step) => (isRecord(inside) ? inside[String(step)] : undefined),
    value,
  );
}

/** Where a text stands in a map and in the maps in it. */
const pathsTo = (text: string, value: unknown): readonly YamlPath[] =>
  isRecord(value)
    ? Object.entries(value).flatMap(([key, inside]): readonly YamlPath[] =>
        typeof inside === 'string' && canonicalName(inside) === text
          ? [[key]]
          : pathsTo(text, inside).map((rest) => [key, ...rest]),
      )
    : [];

/**
 * Problems of a file whose parts are all well-formed. References are only checked inside maps that the file
 * declares complete; for others, the plan checks them against the account.
 */
export const ruleProblems = (
  subject: Subject,
  providers: readonly LocatedProvider[],
): readonly Problem[] => [
  ...[...references, ...contradictions, ...destinations, weakerTeams, widerProtection].flatMap(
    (rule) => rule(subject),
  ),
  ...samlProblems(providers, subject),
];
