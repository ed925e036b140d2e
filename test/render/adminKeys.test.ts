import { describe, expect, test } from 'vitest';
import { plan } from '../../src/plan/plan.ts';
import { diff } from '../../src/diff/diff.ts';
import {
  plainStyle,
  planJson,
  printJson,
  renderMarkdown,
  renderPlan,
} from '../../src/render/index.ts';
import { accountOf } from '../account/compare.ts';
import { complaintsBy } from './closedSchema.ts';

/** Who holds a key does what the key may do: one that is an admin stands where new admins stand. */

const seed = `
roles: {Writer: {permissions: [PROJECT_SPAN_CREATE]}}
organizations: {P: {spaces: {s: {private: true}}}}
api_keys: [{name: there, user: bot@x.org, expires_at: 2026-01-20T00:00:00Z}]
users: {jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: admin}, bot@x.org: {name: there, role: member, bot: true}}`;
const place = seed.replace(
  'spaces: {s: {private: true}}',
  'members: {bot@x.org: member}, spaces: {s: {private: true, members: {bot@x.org: member}}}',
);

async function planned(keys: string) {
  const account = accountOf(place);
  const file = `organizations: {P: {spaces: {s: {service_keys: {${keys}}}}}}`;
  const { desired, live } = await account.look(file, '2026-01-01');
  return plan(diff(desired, live), desired, live, { allowDestructive: false });
}

const textOf = async (keys: string): Promise<string> =>
  renderPlan(
    await planned(keys),
    { style: plainStyle, width: 100, access: 'full' },
    'plan',
    false,
  ).replaceAll(/\s+/g, ' ');
const markdownOf = async (keys: string): Promise<string> =>
  renderMarkdown(await planned(keys), { mode: 'plan' });
const complaintsOf = complaintsBy('schema/plan.schema.json');

/** The document, which the published schema has nothing against. */
async function jsonOf(keys: string): Promise<unknown> {
  const context = { tool: '0', command: 'plan', consent: false, exitCode: 0 } as const;
  const document = planJson(await planned(keys), context);
  expect(complaintsOf(printJson(document))).toEqual([]);
  return document;
}

const toFile = 'ops: {role: member, account_role: admin, deliver: {file: keys/ops.key}}';
const toCommand =
  'ops: {role: admin, organization_role: admin, deliver: {command: [vault, kv, put, "a b", "key=-"]}}';

describe('a key that is an admin', () => {
  test('of the account stands first, with the file that gets its secret', async () => {
    const text = await textOf(toFile);
    expect(text).toContain(
      'Access: no person gains or loses access, 1 service key becomes an admin. ! new admin: service key ops in P / s, of the account; its secret goes to the file "keys/ops.key" access.yaml:2',
    );
    expect(text).not.toContain('no person gains or loses access.');
  });

  test('of an organization and a space, with each word of the command', async () => {
    expect(await textOf(toCommand)).toContain(
      '! new admin: service key ops in P / s, of organization P and space s in P; its secret goes to the command "vault" "kv" "put" "a b" "key=-" access.yaml:2',
    );
  });

  test('stands in the title and in its row for a pull request', async () => {
    const markdown = await markdownOf(toCommand);
    expect(markdown).toContain('### Access plan: 1 new admin key\n');
    expect(markdown).toContain(
      '| `!` create service key `ops` in `s` | **ADMIN of** organization `P` and space `s` in `P`; its secret goes to the command `vault` `kv` `put` `a b` `key=-` |',
    );
    expect(await markdownOf(toFile)).toContain(
      '**ADMIN of** the account; its secret goes to the file `keys/ops.key`',
    );
  });

  test('is there for programs', async () => {
    expect(await jsonOf(toFile)).toMatchObject({
      access: {
        as_run: {
          summary: { new_admins: 0, admin_keys: 1 },
          admin_keys: [
            {
              service_key: 'space/P/s/service_key/ops',
              resources: [{ kind: 'account' }],
              secret_to: { file: 'keys/ops.key' },
            },
          ],
        },
      },
    });
    expect(await jsonOf(toCommand)).toMatchObject({
      access: {
        as_run: {
          admin_keys: [
            {
              resources: [{ address: 'organization/P' }, { address: 'space/P/s' }],
              secret_to: { command: ['vault', 'kv', 'put', 'a b', 'key=-'] },
            },
          ],
        },
      },
    });
  });

  test('and replaces another is one again: its secret is new', async () => {
    const text = await textOf(
      'there: {role: admin, expires: 90d, rotate_before: 30d, deliver: {command: [put, key]}}',
    );
    expect(text).toContain('! new admin: service key there in P / s, of space s in P;');
    expect(text).toContain('to_command: "put" "key"');
  });

  test('that a command gets with a variable of ours names it', async () => {
    const keys =
      'ops: {role: admin, deliver: {command: [put, key], env: [ARIZE_SPACE, ARIZE_API_KEY]}}';
    const text = await textOf(keys);
    expect(text).toContain(
      'its secret goes to the command "put" "key" with ARIZE_API_KEY ARIZE_SPACE',
    );
    expect(text).toContain('to_command_env: ARIZE_API_KEY, ARIZE_SPACE');
    expect(await markdownOf(keys)).toContain('with `ARIZE_API_KEY` `ARIZE_SPACE`');
    expect(await jsonOf(keys)).toMatchObject({
      access: {
        as_run: {
          admin_keys: [
            { secret_to: { command: ['put', 'key'], env: ['ARIZE_API_KEY', 'ARIZE_SPACE'] } },
          ],
        },
      },
    });
  });

  test('in words that somebody else wrote stays on its line', async () => {
    const text = await textOf(
      String.raw`"o\n! new admin": {role: admin, deliver: {command: ["a\"b\u202e", "; rm"]}}`,
    );
    expect(text).toContain(String.raw`the command "a\"b\u202e" "; rm"`);
  });
});

test.each(['{role: member}', '{role: read-only, organization_role: member}', '{role: Writer}'])(
  'a key with %s is no alarm',
  async (roles) => {
    const keys = `ops: ${roles.replace('}', ', deliver: {command: [put, key]}}')}`;
    expect(await textOf(keys)).not.toContain('admin:');
    expect(await markdownOf(keys)).not.toContain('WARNING');
    expect(await jsonOf(keys)).toMatchObject({ access: { as_run: { admin_keys: [] } } });
    expect(await textOf(keys)).toContain('to_command: "put" "key"');
  },
);
