import { chainOf, kindOf } from '../kinds/index.ts';
import type { Key, SamlGrant, SamlGroup } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import type { Directory } from './directory.ts';

/** What `saml:` of a file names and the account does not have, each with its place and what was probably meant. */
export function missingNames(
  groups: readonly SamlGroup[],
  directory: Directory,
): readonly Problem[] {
  return groups.flatMap(({ grants }) => grants.flatMap((grant) => missingOf(grant, directory)));
}

function missingOf(grant: SamlGrant, directory: Directory): readonly Problem[] {
  const { role, source: position } = grant;
  const complain = (kind: 'role' | SamlGrant['kind'], path: Key, label: string): Problem => {
    const suggestion = directory.meant(kind, path) ?? 'correct the name, or make it first';
    const message = `there is no ${label} "${path.at(-1) ?? ''}" in the account`;
    return { severity: 'error', code: `unknown-${kind}`, message, position, suggestion };
  };
  const places = chainOf(grant).flatMap(({ kind, key }) =>
    kind === 'organization' || kind === 'space' || kind === 'project' ? [{ kind, key }] : [],
  );
  // Of several that are missing, the outermost is what there is to say.
  const lost = places.toReversed().find(({ kind, key }) => !directory.find(kind, key));
  const noRole = typeof role === 'object' && directory.find('role', [role.custom]) === undefined;
  return [
    ...(lost ? [complain(lost.kind, lost.key, kindOf(lost.kind).label)] : []),
    ...(noRole ? [complain('role', [role.custom], 'role')] : []),
  ];
}
