import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSeed, openSandbox, parseSeed } from '../../src/sandbox/index.ts';
import { ids, seed } from './world.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-seed-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The message with which a seed of this text is refused, without the folder. */
async function refusal(text: string): Promise<string> {
  const file = join(folder, 'seed.yaml');
  await writeFile(file, text);
  try {
    await loadSeed(file);
  } catch (error) {
    return String(error).replaceAll(`${folder}/`, '');
  }
  return 'accepted';
}

const users =
  'users:\n  jane@x.io: {name: Jane, role: admin}\n  ann@x.io: {name: Ann, role: annotator}\n';

const refused: [name: string, text: string, message: string][] = [
  ['no users', 'account: {name: A}\n', "seed.yaml:1:1: must have required property 'users'"],
  [
    'an unknown key',
    `${users}teams: {}\n`,
    'seed.yaml:4:1: teams: `teams` is not a known key here',
  ],
  [
    'a wrong word',
    `${users}organizations:\n  Lab:\n    members:\n      jane@x.io: owner\n`,
    'seed.yaml:7:7: organizations > Lab > members > jane@x.io: must be equal to one of the allowed values: admin, member, read-only, annotator',
  ],
  [
    'an unknown person',
    `${users}organizations:\n  Lab:\n    members:\n      jon@x.io: member\n`,
    'seed.yaml:7:7: organizations > Lab > members > jon@x.io: jon@x.io is not among the users',
  ],
  [
    'an annotator as member',
    `${users}organizations: {Lab: {members: {ann@x.io: member}}}\n`,
    'seed.yaml:4:33: organizations > Lab > members > ann@x.io: account annotators are annotators everywhere, and other people never are',
  ],
  [
    'a space member who is not in the organization',
    `${users}organizations: {Lab: {spaces: {s: {members: {jane@x.io: member}}}}}\n`,
    'seed.yaml:4:46: organizations > Lab > spaces > s > members > jane@x.io: jane@x.io is not a member of the organization',
  ],
  [
    'an unknown role',
    `${users}organizations: {Lab: {spaces: {s: {bindings: {jane@x.io: Boss}}}}}\n`,
    'seed.yaml:4:47: organizations > Lab > spaces > s > bindings > jane@x.io: Boss is not a role',
  ],
  [
    'a restricted ml model',
    `${users}organizations: {Lab: {spaces: {s: {projects: {p: {type: ml, restricted: true}}}}}}\n`,
    'seed.yaml:4:61: organizations > Lab > spaces > s > projects > p > restricted: only generative projects can be restricted',
  ],
  [
    'an unknown permission',
    `${users}roles: {R: {permissions: [FLY]}}\n`,
    'seed.yaml:4:27: roles > R > permissions > 0: FLY is not a permission',
  ],
  [
    'a predefined role',
    `${users}roles: {Annotator: {permissions: [TAG_READ]}}\n`,
    'seed.yaml:4:9: roles > Annotator: is predefined: it exists without being listed',
  ],
  [
    'the same person twice',
    `${users}  JANE@x.io: {name: Jane, role: member}\n`,
    'seed.yaml:4:3: users > JANE@x.io: JANE@x.io is listed twice',
  ],
  [
    'a key of an unknown person',
    `${users}keys: {k: jon@x.io}\n`,
    'seed.yaml:4:8: keys > k: jon@x.io is not among the users',
  ],
  [
    'a mapping to a space that is not there',
    `${users}saml: [{domains: [x.io], mappings: [{attributes: {}, spaces: [{organization: Lab, space: s, role: member}]}]}]\n`,
    'seed.yaml:4:83: saml > 0 > mappings > 0 > spaces > 0 > space: s is not a space of Lab',
  ],
  ['a duplicate key', `${users}users: {}\n`, 'seed.yaml:4:1: Map keys must be unique'],
  ['no YAML', '{', 'seed.yaml:1:2: Flow map must end with a }'],
];
test.each(refused)('refused, with its place: %s', async (_name, text, message) => {
  expect((await refusal(text)).split('\n')[0]).toBe(`SeedError: ${message}`);
});

test('all faults are named at once', async () => {
  const text = `${users}keys: {k: a@x.io, l: b@x.io}\n`;
  expect((await refusal(text)).split('\n')).toHaveLength(2);
});

test('a file that is not there', async () => {
  await expect(loadSeed(join(folder, 'none.yaml'))).rejects.toThrow(
    /none\.yaml: the seed cannot be read: ENOENT/,
  );
});

test('a value is refused by its path and its source', () => {
  expect(() => parseSeed({ users: { 'a@x.io': { name: 'A', role: 'boss' } } }, 'imported')).toThrow(
    'imported at users > a@x.io > role: must be equal to one of the allowed values: admin, member, annotator',
  );
});

test('names are strings, also those that look like numbers or dates', async () => {
  const text = `${users}organizations: {2024: {}, yes: {}, "a/b": {}, __proto__: {}}\n`;
  const file = join(folder, 'names.yaml');
  await writeFile(file, text);
  const sandbox = openSandbox({ seed: await loadSeed(file) });
  expect(Object.keys(sandbox.snapshot().organizations ?? {})).toEqual([
    '2024',
    '__proto__',
    'a/b',
    'yes',
  ]);
});

test('a snapshot is a seed that gives the same snapshot', () => {
  const first = openSandbox({ seed }).snapshot();
  const second = openSandbox({ seed: parseSeed(first, 'snapshot') }).snapshot();
  expect(second).toEqual(first);
  expect(first.users['gone@example.com']).toEqual({
    name: 'Gone',
    role: 'member',
    status: 'inactive',
  });
});

test('a snapshot keeps mappings that point at nothing', async () => {
  const sandbox = openSandbox({ seed });
  await sandbox.handle(
    new Request(`http://sandbox/v2/roles/${ids.reader}`, {
      method: 'DELETE',
      headers: { authorization: 'admin-key' },
    }),
  );
  const first = sandbox.snapshot();
  expect(JSON.stringify(first.saml)).toContain(ids.reader);
  expect(openSandbox({ seed: parseSeed(first, 'snapshot') }).snapshot()).toEqual(first);
});

test('without keys, sandbox-key is the first active human admin', () => {
  const sandbox = openSandbox({
    seed: parseSeed(
      {
        users: {
          'bot@x.io': { name: 'B', role: 'admin', bot: true },
          'new@x.io': { name: 'N', role: 'admin', status: 'invited' },
          'raj@x.io': { name: 'R', role: 'member' },
          'jane@x.io': { name: 'J', role: 'admin' },
        },
      },
      'seed',
    ),
  });
  expect(sandbox.keys()).toEqual([{ key: 'sandbox-key', email: 'jane@x.io' }]);
});

test('without a seed there is one admin', () => {
  const sandbox = openSandbox();
  expect(sandbox.keys()).toEqual([{ key: 'sandbox-key', email: 'admin@example.com' }]);
  expect(sandbox.snapshot()).toEqual({
    account: { name: 'Sandbox' },
    users: { 'admin@example.com': { name: 'Admin', role: 'admin' } },
  });
});

test('the schema of a seed is a schema', async () => {
  const file = new URL('../../schema/sandbox-seed.schema.json', import.meta.url);
  const ajv = new Ajv({ strict: true });
  expect([ajv.validateSchema(JSON.parse(await readFile(file, 'utf8'))), ajv.errors]).toEqual([
    true,
    null,
  ]);
});

test('an id that a SAML mapping writes out stands for what is gone, and no role gets it', async () => {
  const dead = Buffer.from('Role:1:eEZR').toString('base64');
  const sandbox = openSandbox({
    seed: parseSeed(
      {
        users: { 'jane@x.io': { name: 'Jane', role: 'admin' } },
        organizations: { Lab: { spaces: { s: {} } } },
        saml: [
          {
            domains: ['x.io'],
            mappings: [
              {
                attributes: { team: 'a' },
                spaces: [{ organization: 'Lab', space: 's', role: dead }],
              },
            ],
          },
        ],
      },
      'the seed',
    ),
  });
  const answer = await sandbox.handle(
    new Request('http://sandbox/v2/roles', { headers: { authorization: 'Bearer sandbox-key' } }),
  );
  const numbers = [...JSON.stringify(await answer.json()).matchAll(/"id":"([^"]+)"/g)].map(
    ([, id = '']) => Buffer.from(id, 'base64').toString().split(':')[1],
  );
  expect(numbers).toEqual(['2', '3', '4', '5']);
});
