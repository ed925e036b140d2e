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
 * The numbers of the built-in roles. Arize's pages on self-hosting show them and do not name them: this is the likely
 * reading, and the text says so. What an annotator has is not shown anywhere.
 */
const wordNumbers: Readonly<Record<BuiltInRole, number | undefined>> = {
  admin: 1,
  member: 2,
  'read-only': 3,
  annotator: undefined,
};

/** A built-in role that is not documented may have one more. */
const highestWordNumber = 4;

const head = `# role_mappings of a self-hosted Arize AX, for the entries of idps.yaml in values.yaml.
# Numbers of roles and places are those inside their ids. Numbers of the built-in roles (1 admin, 2 member,
# 3 read-only) are not documented: compare them with what your values.yaml has before you use this.
`;

/**
 * The `role_mappings` of a values.yaml, filled with the numbers that the account has for the names of a file.
 * @returns the text, or what stands in the way
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

/** What the documented format has no word for. */
function unwritable(
  { kind, role, source: position }: SamlGrant,
  directory: Directory,
): readonly Problem[] {
  const complain = (message: string, suggestion: string): Problem[] => [
    { severity: 'error', code: 'not-in-values', message, position, suggestion },
  ];
  if (kind === 'project') {
    return complain(
      'values.yaml has no documented place for roles in projects',
      'map the group in Arize, with the ids of `saml export --format yaml`',
    );
  }
  if (role === 'annotator') {
    return complain(
      'the number of the built-in role annotator is not known',
      'map the group in Arize, where it has a name',
    );
  }
  // Roles and built-in roles share one place, so a role with a small number would be read as an admin, say.
  const number =
    typeof role === 'string' ? undefined : directory.find('role', [role.custom])?.number;
  return number !== undefined && number <= highestWordNumber
    ? complain(
        `the number of this role, ${number}, is also that of a built-in role`,
        'map the group in Arize, where it has an id',
      )
    : [];
}

/** A mapping holds one organization, so a group has one for each. */
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

/** The number inside an id; where an id shows none, the id itself, which newer releases take as well. */
function numberOf(kind: SamlRow['kind'], path: Key, directory: Directory): string {
  const row = directory.find(kind, path);
  return row?.number === undefined ? quoted(row?.id ?? '') : String(row.number);
}

/** A text as YAML and JSON read it alike. Invisible characters are spelled out; it reads back as the same. */
const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, (character) =>
    visible(character) === character
      ? character
      : Array.from({ length: character.length }, (_, index) => {
          return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
        }).join(''),
  );
