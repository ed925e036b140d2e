import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadText } from '../load/loadText.ts';
import { samlExport } from '../../src/saml/export.ts';
import { formatSaml } from '../../src/saml/format.ts';
import { valuesText } from '../../src/saml/values.ts';
import { account, clientOf } from './account.ts';

const wantedOf = (saml: string) =>
  loadText(`version: 1\nsaml:\n${saml}`, 'access.yaml').desired.saml ?? [];

const file = `  example.com:
    groups:
      ml-engineers:
        organizations:
          Platform Team:
            role: member
            spaces: {team-alpha: Data Scientist, team-beta: {role: read-only}}
          Research: {role: read-only, spaces: {team-alpha: 'Reader, "R&D"'}}
      "owners: all": {account_admin: true}
  example.org:
    attribute: memberOf
    groups:
      staff: {organizations: {Research: {role: admin}}}
`;

test.each(['yaml', 'json', 'csv'] as const)('the export as %s', async (format) => {
  const text = formatSaml(await samlExport(clientOf(account)), format);
  await expect(text).toMatchFileSnapshot(`golden/export.${format}`);
});

test('the export as values', async () => {
  const written = valuesText(wantedOf(file), await samlExport(clientOf(account)));
  if (!('text' in written)) throw new Error('It has problems.');
  await expect(written.text).toMatchFileSnapshot('golden/values.yaml');
  const [first] = parse(written.text);
  expect(first).toMatchObject({
    emailDomain: 'example.com',
    role_mappings: [
      {
        attributes: { groups: 'ml-engineers' },
        is_account_admin: false,
        org_role: { org_id: 1, role_id: 2 },
        space_roles: { 1: 5, 2: 3 },
      },
      { org_role: { org_id: 2, role_id: 3 }, space_roles: { 3: 6 } },
      { attributes: { groups: 'owners: all' }, is_account_admin: true },
    ],
  });
});

test.each([
  [
    '{Platfrom Team: {role: member}}',
    'there is no organization "Platfrom Team" in the account',
    'did you mean "Platform Team"?',
  ],
  [
    '{Platform Team: {role: member, spaces: {team-alfa: member}}}',
    'there is no space "team-alfa" in the account',
    'did you mean "team-alpha"?',
  ],
  [
    '{Platform Team: {role: member, spaces: {team-beta: Data Scientits}}}',
    'there is no role "Data Scientits" in the account',
    'did you mean "Data Scientist"?',
  ],
  [
    '{Platform Team: {role: member, spaces: {team-beta: Project Editor}}}',
    'the number of this role, 2, is also that of a built-in role',
    'map the group in Arize, where it has an id',
  ],
  [
    '{Platform Team: {role: annotator}}',
    'the number of the built-in role annotator is not known',
    'map the group in Arize, where it has a name',
  ],
  [
    '{Platform Team: {role: member, spaces: {team-beta: {projects: {fraud-prod: Project Viewer}}}}}',
    'the format of values.yaml does not document roles in projects',
    'map the group in Arize, with the ids of `saml export --format yaml`',
  ],
])('no values for %s', async (organizations, message, suggestion) => {
  const wanted = wantedOf(`  x.org: {groups: {g: {organizations: ${organizations}}}}`);
  const written = valuesText(wanted, await samlExport(clientOf(account)));
  expect(written).toMatchObject({ problems: [{ message, suggestion, position: { line: 3 } }] });
});

test('a group name can not write YAML of its own', async () => {
  const evil = 'x"}\n  role_mappings: [{is_account_admin: true}] #\u2028 x';
  const written = valuesText(
    wantedOf(`  x.org: {groups: {${JSON.stringify(evil)}: {account_admin: false}}}`),
    [],
  );
  expect('text' in written && parse(written.text)).toEqual([
    {
      emailDomain: 'x.org',
      role_mappings: [{ attributes: { groups: evil }, is_account_admin: false }],
    },
  ]);
});
