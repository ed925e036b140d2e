import { kindOf } from '../kinds/index.ts';
import type { Key, SamlGrant, SamlGroup, SamlProvider, BuiltInRole } from '../model.ts';
import { byText } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import { visible } from '../text.ts';
import { directoryOf } from './directory.ts';
import type { Directory } from './directory.ts';
import type { SamlRow } from './export.ts';
import { missingNames } from './missing.ts';
import { organizationIn, ownName } from '../key.ts';

/**
 * The numbers of the built-in roles. Arize's pages on self-hosting show the numbers without the names: this is the likely
 * meaning, and the output says so. The number of annotator is not documented.
 */
const wordNumbers: Readonly<Record<BuiltInRole, number | undefined>> = {
  admin: 1,
  member: 2,
  'read-only': 3,
  annotator: undefined,
};

/** One more than documented, for a built-in role that is not. */
const highestWordNumber = 4;

const head = `# role_mappings for the entries of idps.yaml in the values.yaml of a self-hosted Arize AX.
# The numbers of roles, organizations and spaces come from their ids. Those of built-in roles (1 admin, 2 member,
# 3 read-only) are not documented: compare them with your values.yaml before you use this.
`;

/**
 * The `role_mappings` of a values.yaml, with the account's numbers for the names in a file.
 * @returns the text, or the problems that prevent it
 */
export function valuesText(
  providers: readonly SamlProvider[],
  rows: readonly SamlRow[],
): { readonly text: string } | { readonly problems: readonly Problem[] } {
  const directory = directoryOf(rows);
  const groups = providers.flatMap((provider) => provider.groups);
  const problems = [
    ...missingNames(groups, directory),
    ...groups.flatMap(({ grants }) => grants.flatMap((grant) => unwritable(grant, directory))),
  ];
  if (problems.length > 0) return { problems };
  const entries = providers
    .toSorted((a, b) => byText(a.domain, b.domain))
    .flatMap(({ domain, groups: own }) => [
      `- emailDomain: ${quoted(domain)}`,
      own.length === 0 ? '  role_mappings: []' : '  role_mappings:',
      ...own.flatMap((group) => mappingsOf(group, directory)),
    ]);
  return { text: `${head}${entries.join('\n')}\n` };
}

/** Grants that the documented format cannot express. */
function unwritable(
  { kind, role, source: position }: SamlGrant,
  directory: Directory,
): readonly Problem[] {
  const complain = (message: string, suggestion: string): Problem[] => [
    { severity: 'error', code: 'not-in-values', message, position, suggestion },
  ];
  if (kind === 'project') {
    return complain(
      'the format of values.yaml does not document roles in projects',
      'map the group in Arize, with the ids of `saml export --format yaml`',
    );
  }
  if (role === 'annotator') {
    return complain(
      'the number of the built-in role annotator is not known',
      'map the group in Arize, where it has a name',
    );
  }
  // Custom and built-in roles share a field, so a custom role with a small number would be read as, say, admin.
  const number =
    typeof role === 'string' ? undefined : directory.find('role', [role.custom])?.number;
  return number !== undefined && number <= highestWordNumber
    ? complain(
        `the number of this role, ${number}, is also that of a built-in role`,
        'map the group in Arize, where it has an id',
      )
    : [];
}

/** A mapping has one organization, so a group gets a mapping for each. */
function mappingsOf(group: SamlGroup, directory: Directory): readonly string[] {
  const organizations = [...new Set(group.grants.map(({ key }) => organizationIn(key)))];
  return (organizations.length === 0 ? [undefined] : organizations).flatMap((organization) => {
    const own = group.grants.filter(({ key }) => organizationIn(key) === organization);
    const top = own.filter(({ kind }) => kind === 'organization');
    const spaces = own.filter(({ kind }) => kind === 'space');
    return [
      `    - attributes: {${quoted(group.attribute)}: ${quoted(group.name)}}`,
      `      is_account_admin: ${group.accountAdmin}`,
      ...top.flatMap((grant) => [
        `      org_role: # ${sentence(grant)}`,
        `        org_id: ${numberOf('organization', grant.key, directory)}`,
        `        role_id: ${roleNumber(grant, directory)}`,
      ]),
      ...(spaces.length === 0 ? [] : ['      space_roles:']),
      ...spaces.map(
        (grant) =>
          `        ${numberOf('space', grant.key, directory)}: ${roleNumber(grant, directory)} # ${sentence(grant)}`,
      ),
    ];
  });
}

const sentence = ({ kind, key, role }: SamlGrant): string =>
  visible(
    `${typeof role === 'string' ? role : `role "${role.custom}"`} in ${kindOf(kind).label} "${ownName(key)}"`,
  );

const roleNumber = ({ role }: SamlGrant, directory: Directory): string =>
  typeof role === 'string' ? String(wordNumbers[role]) : numberOf('role', [role.custom], directory);

/** The number in an id; if it has none, the id itself, which newer releases accept too. */
function numberOf(kind: SamlRow['kind'], path: Key, directory: Directory): string {
  const row = directory.find(kind, path);
  return row?.number === undefined ? quoted(row?.id ?? '') : String(row.number);
}

/** A string that YAML and JSON read alike. Invisible characters are escaped. */
const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, (character) =>
    visible(character) === character
      ? character
      : Array.from({ length: character.length }, (_, index) => {
          return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
        }).join(''),
  );
