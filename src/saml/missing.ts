import { chainOf, kindOf } from '../kinds/index.ts';
import type { Key, SamlGrant, SamlGroup } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import type { Directory } from './directory.ts';

/** The names under `saml:` that do not exist in the account, each with its position and a suggestion. */
export function missingNames(
  groups: readonly SamlGroup[],
  directory: Directory,
): readonly Problem[] {
  return groups.flatMap(({ grants }) => grants.flatMap((grant) => missingOf(grant, directory)));
}

function missingOf(grant: SamlGrant, directory: Directory): readonly Problem[] {
  const { role, source: position } = grant;
  const complain = (kind: 'role' | SamlGrant['kind'], path: Key, label: string): Problem => {
    const suggestion = directory.meant(kind, path) ?? 'correct the name, or create it first';
    const message = `there is no ${label} "${path.at(-1) ?? ''}" in the account`;
    return { severity: 'error', code: `unknown-${kind}`, message, position, suggestion };
  };
  const places = chainOf(grant).flatMap(({ kind, key }) =>
    kind === 'organization' || kind === 'space' || kind === 'project' ? [{ kind, key }] : [],
  );
  // If several are missing, only the outermost is reported.
  const lost = places.toReversed().find(({ kind, key }) => !directory.find(kind, key));
  const noRole = typeof role === 'object' && directory.find('role', [role.custom]) === undefined;
  return [
    ...(lost ? [complain(lost.kind, lost.key, kindOf(lost.kind).label)] : []),
    ...(noRole ? [complain('role', [role.custom], 'role')] : []),
  ];
}
