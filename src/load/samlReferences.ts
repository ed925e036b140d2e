import { chainOf, kindOf, parentOf, refAddress } from '../kinds/index.ts';
import type { Desired } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import { didYouMean } from '../document/suggest.ts';
import type { LocatedDocument, ProblemInit } from '../document/locatedDocument.ts';
import { unknownRole } from './references.ts';
import type { Selectors, Subject } from './rule.ts';
import type { LocatedGrant, LocatedProvider } from './saml.ts';
import { ownName } from '../key.ts';

/**
 * What `saml:` names must fit the rest of the file. A file need not list every resource, so before the
 * account is read only likely typing mistakes are errors.
 */
export function samlProblems(
  providers: readonly LocatedProvider[],
  {
    document,
    desired,
    selectors,
    lists,
  }: Pick<Subject, 'document' | 'desired' | 'selectors' | 'lists'>,
): readonly Problem[] {
  const grants = providers.flatMap(({ groups }) => groups.flatMap((group) => group.grants));
  return grants.flatMap((grant) => [
    ...placeProblems(grant, document, desired, selectors, lists),
    ...roleProblems(grant, document, desired, selectors, lists),
  ]);
}

function placeProblems(
  grant: LocatedGrant,
  document: LocatedDocument,
  desired: Desired,
  selectors: Selectors,
  lists: Subject['lists'],
): readonly Problem[] {
  const { label } = kindOf(grant.kind);
  const name = ownName(grant.key);
  const say = (init: ProblemInit) => [document.problem(grant.path, { what: 'key', ...init })];
  const above = new Set(chainOf(grant).map(refAddress));
  const goes = selectors.removed.find((ref) => above.has(refAddress(ref)));
  if (goes !== undefined) {
    return say({
      code: 'saml-removed',
      message: `${kindOf(goes.kind).label} "${ownName(goes.key)}" is listed under \`removed\`, but a group gets a role in it`,
      suggestion: 'remove one of the two entries',
    });
  }
  if (lists(grant)) return [];
  // In an unknown parent, only the parent is reported.
  const parent = parentOf(grant);
  if (parent !== undefined && !lists(parent)) return [];
  const siblings = desired.items
    .filter(({ kind, key }) => {
      const [, place] = chainOf({ kind, key });
      const same = (place && refAddress(place)) === (parent && refAddress(parent));
      return kind === grant.kind && same;
    })
    .map(({ key }) => ownName(key));
  const suggestion = didYouMean(name, siblings);
  if (suggestion === undefined) return [];
  return say({
    code: `unknown-${grant.kind}`,
    message: `unknown ${label} "${name}"`,
    suggestion,
  });
}

function roleProblems(
  { role, path, kind }: LocatedGrant,
  document: LocatedDocument,
  desired: Desired,
  selectors: Selectors,
  lists: Subject['lists'],
): readonly Problem[] {
  if (typeof role === 'string') return [];
  const init = unknownRole(role.custom, kind !== 'project', { desired, selectors, lists });
  return init === undefined ? [] : [document.problem(path, init)];
}
