import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { connect } from '../../src/api/client.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Desired, Live } from '../../src/model.ts';
import { read } from '../../src/read/read.ts';
import { openSandbox, parseSeed } from '../../src/sandbox/index.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { cases, orSkip } from '../laws/world.ts';
import { settings } from '../repeated.ts';
import { connectionTo } from './connection.ts';
import { liveOf } from './live.ts';
import { desiredFrom, seedFrom } from './seed.ts';
import type { Shows } from './shown.ts';

/** The tests of the stages after `read` stand on `liveOf`: it has to say of an account what reading it says. */

/** An account as it is built, and as it is read from the sandbox. */
async function bothOf(
  seed: Seed,
  desired: Desired,
  shows: Shows = {},
): Promise<Readonly<Record<'built' | 'read', Live>>> {
  const sandbox = openSandbox({ seed, behaviour: shows });
  const client = connect(connectionTo(sandbox));
  return { built: await liveOf(seed, desired, shows), read: await read(client, desired) };
}

const loaded = async (text: string): Promise<Desired> => desiredFrom(text);

const source = { file: 'access.yaml', line: 1, column: 1 };

/** The file, which names everybody who is blocked: nobody else looks for them. */
const namingBlocked = (desired: Desired, { users }: Seed): Desired => ({
  ...desired,
  ignore: [
    ...desired.ignore,
    ...Object.entries(users)
      .filter(([, { status }]) => status === 'inactive')
      .map(([email]) => ({ kind: 'user', key: [email], source }) as const),
  ],
});

/** What the random accounts are about, so that the law is about something. */
const seen = new Set<string>();

function note({ items, hidden, refused, contradictions, roleUses, identityProviders }: Live): void {
  for (const { kind, also, builtIn, service, status } of items) {
    seen.add(kind);
    for (const each of [also && 'also', builtIn && 'builtIn', service && 'service', status]) {
      if (each !== undefined) seen.add(each);
    }
  }
  if (hidden.size > 0) seen.add('hidden');
  if (refused) seen.add('refused');
  if (contradictions) seen.add('contradictions');
  if (roleUses) seen.add('roleUses');
  if (identityProviders) seen.add('identityProviders');
}

test('any account, and any file about it', async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.record({
        mask_admin_memberships: fc.boolean(),
        organization_roles_readable: fc.boolean(),
      }),
      async ({ seed, text }, shows) => {
        const desired = await orSkip(loaded(text));
        for (const each of [desired, namingBlocked(desired, seed)]) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const { built, read: wanted } = await bothOf(seed, each, shows);
          note(wanted);
          expect(built).toStrictEqual(wanted);
        }
      },
    ),
    settings(300),
  );
  // Service keys and contradictions are hardly ever drawn: below.
  const drawn = kinds.filter(({ credential }) => !credential).map(({ name }) => name);
  const marks = ['also', 'builtIn', 'service', 'invited', 'expired', 'blocked'];
  const rest = ['hidden', 'roleUses', 'identityProviders'];
  expect([...drawn, ...marks, ...rest].filter((each) => !seen.has(each))).toEqual([]);
});

describe('the examples', () => {
  test.each(readdirSync('examples').filter((name) => name !== 'ci'))('%s', async (name) => {
    const seed = parseSeed(parse(readFileSync(`examples/${name}/account.yaml`, 'utf8')), name);
    const file = readFileSync(`examples/${name}/access.yaml`, 'utf8');
    const { built, read: wanted } = await bothOf(seed, desiredFrom(file));
    expect(built).toStrictEqual(wanted);
  });
});

const id = (type: string, number: number): string =>
  Buffer.from(`${type}:${number}:abcd`).toString('base64');

const account = `
account: {name: Acme, id: 7}
roles: {R: {permissions: [TAG_READ, PROJECT_READ, TAG_READ]}, Twin: {permissions: [TAG_READ]}, "Twin ": {permissions: [TAG_READ]}}
organizations:
  P:
    members: {RAJ@x.org: admin, mei@x.org: member, tom@x.org: read-only, ann@x.org: annotator, bot@x.org: member}
    spaces:
      s:
        members: {raj@x.org: member, mei@x.org: member, bot@x.org: member, ann@x.org: annotator}
        bindings: {mei@x.org: R, tom@x.org: R, jane@x.org: R}
        projects: {churn: {type: ml}, chat: {restricted: true, bindings: {mei@x.org: R}}, "a/b": {restricted: false}}
      "a/b": {private: true, description: d, bindings: {bot@x.org: R}}
  Q: {description: q, spaces: {s: {}}}
api_keys:
  - {name: traces, user: bot@x.org, expires_at: "2026-06-01T00:00:00Z"}
  - {name: traces, user: bot@x.org, expires_at: "2026-05-01T12:30:00Z"}
  - {name: gone, user: bot@x.org, revoked: true}
  - {name: own, user: raj@x.org}
  - {name: lasting, user: bot@x.org}
  - {name: lasting, user: bot@x.org, expires_at: "2026-05-01T00:00:00Z"}
saml:
  - domains: [y.org, X.org]
    sync: true
    managed_by_file: true
    fallback: {organization: P, role: read-only}
    mappings:
      - attributes: {team: a, site: b}
        organization: {name: Q, role: read-only}
        spaces: [{space: s, role: member}, {organization: P, space: s, role: R}, {organization: P, space: a/b, custom_role: R}]
        projects: [{organization: P, space: s, project: chat, role: R}]
      - {attributes: {team: z}, account_admin: true, spaces: [{organization: P, space: ${id('Space', 9)}, role: ${id('Role', 50)}}]}
  - {domains: [z.org]}`;

const all = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {mei@x.org: member}
    spaces:
      s: {members: {mei@x.org: R}, bindings: {}, service_keys: {traces: {}}, projects: {churn: {restricted: true}, chat: {restricted: true, bindings: {}}}}
      a/b: {members: {}, service_keys: {}}
  Q: {spaces: {s: {members: {}}}}
service_keys: {lasting: {organizations: {P: {spaces: {s: {}, a/b: {}}}}}}`;

describe('what is special about an account, or asked about it', () => {
  test.each<[string, string, string, Shows?]>([
    ['everything', account, all],
    ['nothing', account, ''],
    ['no seed', '', all],
    ['memberships under admin rights', account, all, { mask_admin_memberships: false }],
    ['roles that are not shown', account, all, { organization_roles_readable: false }],
    [
      'a role under another name',
      account,
      'roles: {S: {permissions: [TAG_READ], previously: [R]}}',
    ],
    [
      'an id that nothing has',
      account,
      `organizations: {P: {id: ${id('AccountOrganization', 99)}}}`,
    ],
    [
      'a pinned id',
      account,
      `organizations: {N: {id: ${id('AccountOrganization', 1)}, members: {}}}`,
    ],
    ['two things with one name', account, 'roles: {Twin: {permissions: [TAG_READ]}}'],
    ['a rename into another', account, 'organizations: {P: {previously: [Q], members: {}}}'],
    ['a name that is missing', account, 'organizations: {P: {spaces: {t: {members: {}}}}}'],
    ['a person that goes', account, 'removed: [{user: mei@x.org}]'],
    ['a key that goes', account, 'removed: [{service_key: traces, space: s, organization: P}]'],
    ['a space that goes', account, 'removed: [{space: s, organization: P}]'],
    ['a place that is protected', account, 'roles: {}\nprotected: [{space: s, organization: P}]'],
    [
      'a bot that the file calls a person',
      account,
      'users: {bot@x.org: {}}\norganizations: {P: {members: {}}}',
    ],
    [
      'a role of a person whom the file lists as a member',
      account,
      'organizations: {P: {spaces: {s: {members: {tom@x.org: R, mei@x.org: member}, bindings: {}}}}}',
    ],
    [
      'a role that bindings only add to',
      account,
      'organizations: {P: {spaces: {s: {manage: {bindings: additive}, members: {tom@x.org: member, mei@x.org: {}}, bindings: {}}}}}',
    ],
  ])('%s', async (_, seed, file, shows) => {
    const { built, read: wanted } = await bothOf(seedFrom(seed), desiredFrom(file), shows);
    expect(built).toStrictEqual(wanted);
  });
});

test('a caller who is not shown everything is for the sandbox', async () => {
  const seed = seedFrom('organizations: {P: {members: {raj@x.org: admin}}}', 'raj@x.org');
  await expect(liveOf(seed, desiredFrom(''))).rejects.toThrow('ask the sandbox');
});
