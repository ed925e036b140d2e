import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { ReadClient } from '../../src/api/index.ts';
import { apply } from '../../src/apply/apply.ts';
import { listKeys } from '../../src/keys/list.ts';
import type { KeyRow } from '../../src/keys/list.ts';
import { reportJson } from '../../src/render/json/report.ts';
import type { ReportFinding } from '../../src/report/document.ts';
import { sourcesOf } from '../../src/report/sources.ts';
import { both } from '../../src/read/focus.ts';
import { read } from '../../src/read/read.ts';
import { everything } from '../../src/read/scope.ts';
import { readIdentityProviders } from '../../src/read/identityProviders.ts';
import { checkMappings } from '../../src/saml/check.ts';
import { directoryOf } from '../../src/saml/directory.ts';
import { samlExport } from '../../src/saml/export.ts';
import { openAccount } from '../account/account.ts';
import { accountOf, planIn } from '../account/compare.ts';
import { loadText } from '../load/loadText.ts';
import { context } from './reporting.ts';

const today = '2026-12-01';

interface More {
  readonly keys?: readonly KeyRow[];
}

/** The findings of an account and a file. */
const findings = (seed: string, file: string, more: More = {}) =>
  findingsIn(openAccount(seed).writer(), file, more);

async function findingsIn(reader: ReadClient, file: string, more: More = {}) {
  const { desired } = loadText(file, 'access.yaml', { today });
  const live = await read(reader, desired, (own) => both(own, everything()));
  const sources = sourcesOf(live, { desired, plan: planIn({ desired, live }, { consent: true }) });
  const [providers, rows] = [await readIdentityProviders(reader), await samlExport(reader)];
  const saml = {
    providers,
    findings: checkMappings(providers, rows, desired.saml),
    directory: directoryOf(rows),
  };
  return reportJson({ ...sources, saml, ...more }, context());
}

const lines = (some: readonly ReportFinding[], code: ReportFinding['code']): readonly string[] =>
  some.flatMap((each) => (each.code === code ? [each.text, ...fixLines(each)] : []));

/** The suggested lines, which have to load. */
function fixLines({ fix }: ReportFinding): readonly string[] {
  if (fix.yaml === undefined) return [];
  const { warnings } = loadText(`version: 1\n${fix.yaml}`, 'fix.yaml');
  expect(warnings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
  return fix.yaml.trimEnd().split('\n');
}

const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
  eve@x.org: {name: Eve, role: member, status: expired}
  lou@x.org: {name: Lou, role: member}
  bot@x.org: {name: traces, role: member, bot: true}
roles:
  Gate: {permissions: [PROJECT_READ, ROLE_BINDING_CREATE]}
  Key: {permissions: [SERVICE_KEY_CREATE]}
organizations:
  P:
    members: {raj@x.org: admin, mei@x.org: member, bot@x.org: member}
    spaces:
      open:
        members: {mei@x.org: member}
        projects:
          secret: {restricted: true}
      shut: {private: true, members: {mei@x.org: read-only}, bindings: {raj@x.org: Gate}}
`;

const file = `version: 1
organizations:
  P:
    members: {raj@x.org: admin, mei@x.org: member}
    spaces:
      open: {members: {}}
`;

test('the only admin of the account, and of an organization', async () => {
  const { findings: found } = await findings(seed, file);
  expect(lines(found, 'sole-admin')).toEqual([
    'jane@x.org is the only admin of the account.',
    'raj@x.org is the only admin of organization P, apart from the admins of the account.',
    'organizations:',
    '  P:',
    '    members:',
    '      second-admin@example.com: admin',
  ]);
  const two = seed.replace('Raj, role: member', 'Raj, role: admin');
  const others = await findings(two, file);
  expect(lines(others.findings, 'sole-admin')[0]).toContain('admin of organization P');
});

test('where the file lists people, the second admin is one of them', async () => {
  const users = `users:\n  jane@x.org: {name: Jane, role: admin, invite: none}\n  raj@x.org: {name: Raj, role: member, invite: none}\n  mei@x.org: {name: Mei, role: member, invite: none}\n`;
  const { findings: found } = await findings(seed, file + users);
  expect(lines(found, 'sole-admin').slice(1, 3)).toEqual([
    'users:',
    '  second-admin@example.com: {name: Second Admin, role: admin, invite: email_link}',
  ]);
});

test('a custom role that can grant or destroy access, with its holders and without these permissions', async () => {
  const { findings: found } = await findings(seed, file);
  expect(lines(found, 'can-grant')).toEqual([
    'The custom role Gate can grant or destroy access, like an admin (ROLE_BINDING_CREATE). raj@x.org holds it.',
    'manage:',
    '  roles: additive',
    'roles:',
    '  Gate:',
    '    permissions:',
    '      - PROJECT_READ',
    'The custom role Key can grant or destroy access, like an admin (SERVICE_KEY_CREATE). No person holds it.',
  ]);
});

const publicly = seed.replace('members: {mei@x.org: member}\n', 'members: {}\n');

test('a public space with a restricted project, and who gets in only because it is public', async () => {
  const { findings: found } = await findings(publicly, file);
  expect(lines(found, 'public-with-restricted')).toEqual([
    'Space open in P is public, but project secret in it is restricted. mei@x.org gets into the rest of it only because it is public.',
    'organizations:',
    '  P:',
    '    spaces:',
    '      open:',
    '        private: true',
  ]);
});

test('a removal without effect, and what would give it one', async () => {
  const { findings: found } = await findings(seed, file);
  expect(lines(found, 'no-effect')).toEqual([
    'Removing mei@x.org from space open in P has no effect: the space is public.',
    'organizations:',
    '  P:',
    '    spaces:',
    '      open:',
    '        private: true',
  ]);
});

test('grants that nothing in the file explains: neither people in the file nor service identities', async () => {
  const { findings: found } = await findings(seed, file);
  expect(lines(found, 'not-in-file')).toEqual([
    'Nothing in the file explains the access of mei@x.org, raj@x.org to space shut in P.',
    'organizations:',
    '  P:',
    '    spaces:',
    '      shut:',
    '        manage:',
    '          members: additive',
    '          bindings: additive',
    '        members:',
    '          mei@x.org: read-only',
    '        bindings:',
    '          raj@x.org: Gate',
  ]);
  const ignoring = await findings(seed, `${file}ignore: [{space: shut, organization: P}]\n`);
  expect(lines(ignoring.findings, 'not-in-file')).toEqual([]);
});

test('the suggested entries take nothing from anyone', async () => {
  const { findings: found } = await findings(seed, file);
  const fix = found.find(({ code }) => code === 'not-in-file')?.fix?.yaml ?? '';
  const looked = await accountOf(seed).look(`version: 1\n${fix}`, today);
  expect(planIn(looked, { consent: true }).changes).toEqual([]);
});

test('people without an organization, and expired invitations', async () => {
  const { findings: found } = await findings(seed, file);
  expect(lines(found, 'no-organization')).toEqual([
    'lou@x.org is in no organization, so they have no access to anything.',
    'organizations:',
    '  P:',
    '    members:',
    '      lou@x.org: member',
  ]);
  const [expired] = found.filter(({ code }) => code === 'invitation-expired');
  expect([expired?.text, expired?.command, expired && fixLines(expired)]).toEqual([
    'The invitation of eve@x.org has expired.',
    'ax-access users reinvite eve@x.org',
    ['removed:', '  - {user: eve@x.org, reason: the invitation has expired}'],
  ]);
});

const ending = (day: string): string =>
  file.replace('mei@x.org: member', `mei@x.org: {role: member, until: ${day}}`);

test('a grant whose last day is within 14 days', async () => {
  const near = await findings(seed, ending('2026-12-15'));
  expect(lines(near.findings, 'ends-soon')).toEqual([
    'The access of mei@x.org to organization P ends in 14 days: its last day is 2026-12-15.',
    'organizations:',
    '  P:',
    '    members:',
    '      mei@x.org: {role: member, until: 2027-03-01}',
  ]);
  expect(near.findings.find(({ code }) => code === 'ends-soon')?.line).toEqual([0, 4]);
  const far = await findings(seed, ending('2026-12-16'));
  expect(lines(far.findings, 'ends-soon')).toEqual([]);
});

const key = (name: string, more: Partial<KeyRow>): KeyRow => ({
  id: name,
  name,
  spaces: [{ organization: 'P', space: 'open' }],
  redacted: 'ak-…',
  owner: 'jane@x.org',
  made: '2026-01-01',
  remarks: [],
  ...more,
});

test('keys that never expire, and keys that no one uses', async () => {
  const keys = [
    key('fine', {}),
    key('endless', { remarks: [{ code: 'never-ends', text: 'never expires' }] }),
    key('idle', { remarks: [{ code: 'unused', text: 'was never used' }] }),
  ];
  const document = await findings(seed, file, { keys });
  expect(lines(document.findings, 'key-never-ends')).toEqual([
    'The service key endless of space open never expires.',
    'organizations:',
    '  P:',
    '    spaces:',
    '      open:',
    '        service_keys:',
    '          endless:',
    '            expires: 90d',
    '            rotate_before: 30d',
  ]);
  expect(lines(document.findings, 'key-unused')).toEqual([
    'The service key idle of space open was never used.',
    'removed:',
    '  - {service_key: idle, space: open, organization: P, reason: never used}',
  ]);
  const commands = document.findings.flatMap(({ code, command }) =>
    code.startsWith('key-') ? [command] : [],
  );
  expect(commands).toEqual([
    'ax-access keys rotate endless --space open --organization P',
    'ax-access keys revoke idle --space open --organization P',
  ]);
  expect(document.totals.service_keys).toBe(3);
});

test('an accepted finding comes last and is not counted, until its day has passed', async () => {
  const { findings: found, totals } = await findings(seed, file);
  const [worst] = found;
  const accepting = (until: string) =>
    `${file}accepted:\n  - {finding: ${worst?.id}, owner: sec, until: ${until}, reason: small team}\n`;
  const later = await findings(seed, accepting('2026-12-01'));
  expect(later.totals).toMatchObject({ findings: totals.findings - 1, accepted: 1 });
  expect(later.findings.at(-1)).toMatchObject({
    id: worst?.id,
    accepted: { owner: 'sec', until: '2026-12-01', reason: 'small team', line: [0, 8] },
  });
  const over = await findings(seed, accepting('2026-11-30'));
  expect(over.findings[0]?.text).toContain(
    'sec accepted this until 2026-11-30; that day has passed.',
  );
  expect(over.totals.accepted).toBe(0);
});

test('an address accepts what is at it and below it', async () => {
  const accepting = `${file}accepted:\n  - {address: space/P/open, owner: sec, until: 2027-01-01}\n`;
  const { findings: found } = await findings(seed, accepting);
  expect(found.flatMap(({ code, accepted }) => (accepted ? [code] : []))).toEqual([
    'public-with-restricted',
    'no-effect',
  ]);
});

test('an entry that accepts nothing anymore is told', async () => {
  const accepting = `${file}accepted:\n  - {finding: map-00000000, owner: sec, until: 2027-01-01}\n`;
  const { notices } = await findings(seed, accepting);
  expect(notices).toEqual([
    {
      text: 'The entry of sec under `accepted` accepts nothing anymore; you can delete it.',
      line: [0, 8],
    },
  ]);
});

const idOf = async (text: string): Promise<string | undefined> =>
  (await findings(text, file)).findings.find(({ code }) => code === 'not-in-file')?.id;

test('what is accepted is not accepted for more people, or for more rights', async () => {
  const own = await idOf(seed);
  expect(await idOf(seed.replace('read-only}', 'admin}'))).not.toBe(own);
  expect(
    await idOf(seed.replace('raj@x.org: Gate}', 'raj@x.org: Gate, mei@x.org: Gate}')),
  ).not.toBe(own);
  expect(await idOf(seed.replace('name: Mei', 'name: Mei Lin'))).toBe(own);
});

const mappings = `[{attributes: {groups: ml}, organization: {name: P, role: member}, spaces: [{organization: P, space: U3BhY2U6OTk5OmFiY2Q=, role: member}]}]`;

/** An account with a finding of each code, and its file and keys. */
const full = {
  seed: `${seed}saml: [{domains: [x.org], mappings: ${mappings}}]\n`,
  file: ending('2026-12-15'),
  keys: [
    key('endless', { remarks: [{ code: 'never-ends', text: 'never expires' }] }),
    key('idle', { remarks: [{ code: 'unused', text: 'was never used' }] }),
  ],
};

const codes: Record<ReportFinding['code'], true> = {
  'sole-admin': true,
  'can-grant': true,
  'dead-mapping': true,
  'public-with-restricted': true,
  'key-never-ends': true,
  'key-unused': true,
  'not-in-file': true,
  'no-effect': true,
  'ends-soon': true,
  'invitation-expired': true,
  'no-organization': true,
};

test('each finding has lines that fix it, or says what to do instead', async () => {
  const { findings: found } = await findings(full.seed, full.file, full);
  expect(new Set(found.map(({ code }) => code))).toEqual(new Set(Object.keys(codes)));
  expect(
    found.flatMap(({ code, fix }) => (fix.yaml === undefined ? [[code, fix.text]] : [])),
  ).toEqual([
    [
      'sole-admin',
      'The Arize API cannot change an account role: make a second person an admin under Settings > Account > Users.',
    ],
    [
      'dead-mapping',
      'The mapping is not in the access file: change or remove it where it is defined.',
    ],
    [
      'can-grant',
      'The role has no other permissions: bind its holders to another role, then leave it out of `roles`.',
    ],
  ]);
});

test('each finding can be accepted by its id', async () => {
  const { findings: found } = await findings(full.seed, full.file, full);
  const entries = found.map(({ id }) => `  - {finding: ${id}, owner: sec, until: 2027-01-01}\n`);
  const accepting = `${full.file}accepted:\n${entries.join('')}`;
  const { totals, notices } = await findings(full.seed, accepting, full);
  expect([totals.findings, totals.accepted, notices]).toEqual([0, found.length, []]);
});

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A part of a file with what is added to it. */
const merged = (own: unknown, added: unknown): unknown =>
  isMap(own) && isMap(added)
    ? {
        ...own,
        ...Object.fromEntries(
          Object.entries(added).map(([name, value]) => [name, merged(own[name], value)]),
        ),
      }
    : added;

/** With a key that was never used. One that never expires is replaced by a command: see the tests of `keys`. */
const withKey = `${full.seed.replace('members: {mei@x.org: member}', 'members: {mei@x.org: member, bot@x.org: member}')}
api_keys: [{name: idle, user: bot@x.org, expires_at: "2027-06-01T00:00:00Z"}]
`;

/** What is left of a finding, and what else went wrong, with its lines in the file and applied. */
async function leftOf({ code, address, fix }: ReportFinding): Promise<readonly unknown[]> {
  const yaml = fix.yaml?.replaceAll('second-admin@example.com', 'mei@x.org') ?? '';
  const text = stringify(merged(parse(full.file), parse(yaml)));
  const account = openAccount(withKey);
  const plan = planIn(await account.look(text, today), { consent: true });
  const secrets = { check: () => Promise.resolve(), deliver: () => Promise.resolve() };
  const outcomes = await apply(plan, account.writer(), { parallelism: 4, secrets });
  const keys = await listKeys(account.writer(), today);
  const { findings: found } = await findingsIn(account.writer(), text, { keys });
  return [
    ...outcomes.filter(({ status }) => status !== 'done'),
    ...found.filter((each) => each.code === code && each.address === address),
  ];
}

test('the lines of a finding fix it: with them in the file, and applied, it is gone', async () => {
  const account = openAccount(withKey);
  const keys = await listKeys(account.writer(), today);
  const { findings: found } = await findingsIn(account.writer(), full.file, { keys });
  const fixable = found.filter(({ fix }) => fix.yaml !== undefined);
  const left = await Promise.all(
    fixable.map(async (finding) => [finding.code, await leftOf(finding)]),
  );
  expect(Object.fromEntries(left)).toEqual({
    'can-grant': [],
    'ends-soon': [],
    'invitation-expired': [],
    'key-unused': [],
    'no-effect': [],
    'no-organization': [],
    'not-in-file': [],
    'public-with-restricted': [],
    'sole-admin': [],
  });
});
