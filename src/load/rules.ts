import { groupBy } from '../group.ts';
import { kinds, personRef, refAddress } from '../kinds/index.ts';
import type { Desired, DesiredItem } from '../model.ts';
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
  { pathOf, unclear }: Flat,
): Subject {
  const byAddress = new Map<string, DesiredItem>();
  for (const item of desired.items) byAddress.set(item.address, item);
  // Several rules ask about each of a person's grants.
  const users = new Map<string, Listed>();
  const listed = (email: string): Listed => {
    const address = refAddress(personRef(email));
    const item = byAddress.get(address);
    return { item, isListed: item !== undefined || unclear.has(address) };
  };
  const byKind = groupBy(desired.items, ({ kind }) => kind);
  return {
    document,
    desired,
    selectors,
    itemsOf: (isAbout) =>
      kinds.filter(isAbout).flatMap(({ name }): readonly DesiredItem[] => byKind.get(name) ?? []),
    byAddress,
    lists(ref) {
      const address = refAddress(ref);
      return byAddress.has(address) || unclear.has(address);
    },
    user(email) {
      const known = users.get(email);
      if (known !== undefined) return known;
      const found = listed(email);
      users.set(email, found);
      return found;
    },
    saying(item, text) {
      return pathsTo(text, valueAt(document.value, pathOf(item)));
    },
    at: (item, init) => document.problem(pathOf(item), { what: 'key', ...init }),
    within: (item, path, init) => document.problem([...pathOf(item), ...path], init),
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
