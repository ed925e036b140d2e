import { expect, test } from 'vitest';
import { loadText } from '../load/loadText.ts';
import { readIdentityProviders } from '../../src/read/identityProviders.ts';
import { checkMappings } from '../../src/saml/check.ts';
import { samlExport } from '../../src/saml/export.ts';
import { account, clientOf } from './account.ts';

const gone = {
  role: 'Um9sZTo5OTk6YWJjZA==',
  organization: 'QWNjb3VudE9yZ2FuaXphdGlvbjo5OTk6YWJjZA==',
  space: 'U3BhY2U6OTk5OmFiY2Q=',
  project: 'TW9kZWw6OTk5OmFiY2Q=',
} as const;

/** What is found, as lines. */
async function found(providers: string, saml?: string): Promise<readonly string[]> {
  const client = clientOf(`${account}\nsaml: [${providers}]`);
  const text = `version: 1${saml === undefined ? '' : `\nsaml: ${saml}`}\n`;
  const { desired } = loadText(text, 'access.yaml');
  const findings = checkMappings(
    await readIdentityProviders(client),
    await samlExport(client),
    desired.saml,
  );
  return findings.map(({ code, domains, message }) => `${domains.join()} ${code}: ${message}`);
}

const provider = (mapping: string): string =>
  `{domains: [x.org], mappings: [{attributes: {groups: ml}, ${mapping}}]}`;
const inPlatform = 'organization: {name: Platform Team, role: member}';
const mlIs = (organizations: string): string =>
  `{x.org: {groups: {ml: {organizations: ${organizations}}}}}`;

test.each<[string, string, string]>([
  ['organization', `organization: {name: ${gone.organization}, role: member}`, gone.organization],
  ['space', `${inPlatform}, spaces: [{space: ${gone.space}, role: member}]`, gone.space],
  ['space', `${inPlatform}, spaces: [{space: ${gone.space}, role: Data Scientist}]`, gone.space],
  ['role', `${inPlatform}, spaces: [{space: team-alpha, role: ${gone.role}}]`, gone.role],
  [
    'project',
    `${inPlatform}, projects: [{space: team-alpha, project: ${gone.project}, role: Project Viewer}]`,
    gone.project,
  ],
  [
    'role',
    `${inPlatform}, projects: [{space: team-alpha, project: fraud-prod, role: ${gone.role}}]`,
    gone.role,
  ],
])('a mapping that points at a gone %s: %s', async (kind, mapping, id) => {
  expect(await found(provider(mapping))).toEqual([
    `x.org dead-id: The mapping for groups = ml refers to the ${kind} ${id}, which does not exist.`,
  ]);
});

test('a default that points at nothing', async () => {
  const fallback = `{domains: [x.org], fallback: {organization: ${gone.organization}, role: member}}`;
  expect(await found(fallback)).toEqual([
    `x.org dead-id: The default of the identity provider refers to the organization ${gone.organization}, which does not exist.`,
  ]);
});

const full = `${inPlatform}, spaces: [{space: team-alpha, role: Data Scientist}, {space: team-beta, role: member}], projects: [{space: team-alpha, project: fraud-prod, role: Project Viewer}]`;
const same =
  '{Platform Team: {role: member, spaces: {team-alpha: {role: Data Scientist, projects: {fraud-prod: Project Viewer}}, team-beta: member}}}';

test.each<[string, string, string | undefined, ...string[]]>([
  ['in order', provider(full), mlIs(same)],
  ['without a file', provider(full), undefined],
  ['a provider that the file does not name', provider(full), '{}'],
  ['two mappings for one group', splitMapping(), mlIs(twoOrganizations())],
  [
    'a group without a mapping',
    provider(full),
    `{x.org: {groups: {ml: {organizations: ${same}}, ops: {account_admin: true}}}}`,
    'x.org no-mapping: No mapping exists for groups = ops, which the file lists.',
  ],
  [
    'a mapping that the file does not list',
    provider(full),
    '{x.org: {groups: {}}}',
    'x.org not-in-file: The mapping for groups = ml is not in the file.',
  ],
  [
    'a mapping for more than the group',
    '{domains: [x.org], mappings: [{attributes: {groups: ml, level: "3"}, account_admin: true}]}',
    '{x.org: {groups: {ml: {account_admin: true}}}}',
    'x.org no-mapping: No mapping exists for groups = ml, which the file lists.',
    'x.org not-in-file: The mapping for groups = ml and level = 3 is not in the file.',
  ],
  [
    'a provider that nobody has',
    provider(full),
    '{y.org: {groups: {ml: {account_admin: true}}}}',
    'y.org no-provider: No identity provider of the account has the domain y.org.',
  ],
  [
    'somebody else’s idea of the roles',
    provider(`account_admin: true, ${inPlatform}`),
    mlIs('{Platform Team: {role: read-only}}'),
    'x.org differs: The mapping for groups = ml differs: it grants account admin, member in organization "Platform Team", which is not in the file; it does not grant read-only in organization "Platform Team", which is in the file.',
  ],
  [
    'a name that nothing has',
    provider(inPlatform),
    mlIs('{Platform Team: {role: member, spaces: {team-gamma: member}}}'),
    'x.org unknown-space: The mapping for groups = ml in the file cannot work: there is no space "team-gamma" in the account.',
  ],
])('%s', async (_, providers, saml, ...expected) => {
  expect(await found(providers, saml)).toEqual(expected);
});

function splitMapping(): string {
  const inResearch = '{attributes: {groups: ml}, organization: {name: Research, role: read-only}}';
  return `{domains: [x.org], mappings: [{attributes: {groups: ml}, ${inPlatform}}, ${inResearch}]}`;
}

function twoOrganizations(): string {
  return '{Platform Team: {role: member}, Research: {role: read-only}}';
}
