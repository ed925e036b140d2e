import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SandboxOptions, Seed } from '../../src/sandbox/index.ts';
import { complaintsBy } from '../render/closedSchema.ts';
import { served } from './account.ts';
import { onTerminal } from './pty.ts';
import { run, scratch } from './run.ts';
import type { Ran } from './run.ts';

const complaints = complaintsBy('schema/lists.schema.json');

const account: Seed = {
  account: { name: 'Acme', id: 7 },
  users: {
    'ana@example.com': { name: 'Ana', role: 'admin' },
    'bo@example.com': { name: 'Bo', role: 'member' },
    'cy@example.com': { name: 'Cy', role: 'member' },
    'bot@service.example.com': { name: 'bot', role: 'member', bot: true },
  },
  roles: {
    Reader: { description: 'Reads', permissions: ['PROJECT_READ'] },
    Writer: { permissions: ['DATASET_CREATE', 'ROLE_BINDING_CREATE'] },
  },
  organizations: {
    Research: {
      members: {
        'ana@example.com': 'admin',
        'bo@example.com': 'member',
        'cy@example.com': 'member',
        'bot@service.example.com': 'member',
      },
      spaces: {
        lab: {
          private: true,
          members: { 'bo@example.com': 'member', 'bot@service.example.com': 'member' },
          bindings: { 'bo@example.com': 'Reader', 'cy@example.com': 'Reader' },
          projects: {
            churn: {},
            fraud: { restricted: true, bindings: { 'bot@service.example.com': 'Reader' } },
          },
        },
        open: { private: false },
      },
    },
  },
};

/** A way to ask about the account, which may refuse some requests. */
async function asking(intercept?: SandboxOptions['intercept'], seed: Seed = account) {
  const { env, sandbox } = await served(intercept, seed);
  const ask = (...args: readonly string[]): Promise<Ran> => run([...args, '-q'], { env });
  return { ask, env, sandbox };
}

const cellsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n\n')[0]
    ?.split('\n')
    .map((line) => line.split(/ {2,}/)) ?? [];

/** The rows without their ids, which are drawn. */
const rows = (text: string): readonly string[] =>
  cellsOf(text)
    .slice(1)
    .map(([, ...cells]) => cells.join(' | '));

const idsIn = (found: readonly { readonly id: string }[]): readonly string[] =>
  found.map(({ id }) => id).toSorted();

describe('lists of resources', () => {
  test.each([
    ['organizations', ['Research | 3 | 1'], '1 organization.'],
    [
      'spaces',
      ['lab | Research | private | 2 | 1', 'open | Research | public | 0 | 0'],
      '2 spaces.',
    ],
    [
      'projects',
      ['churn | Research/lab | 0 | 0', 'fraud | Research/lab | restricted | 0 | 1'],
      '2 projects.',
    ],
  ])('%s, each with who has a grant there', async (name, expected, total) => {
    const { ask, sandbox } = await asking();
    const { code, stdout, stderr } = await ask(name, 'list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(rows(stdout)).toEqual(expected);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(total);
    const json = await ask(name, 'list', '--json');
    expect(complaints(json.stdout)).toEqual([]);
    const document = JSON.parse(json.stdout);
    expect(document).toMatchObject({ complete: true, unread: [], account_admin: true });
    // What people copy is what programs get.
    const ids: readonly string[] = document[name].map(({ id }: { id: string }) => id);
    expect(
      cellsOf(stdout)
        .slice(1)
        .map(([id]) => id),
    ).toEqual(ids);
    expect(sandbox.counts().writes).toBe(0);
  });

  test('the ids are those of saml export', async () => {
    const { ask } = await asking();
    const { stdout } = await ask('saml', 'export', '--json');
    const known = JSON.parse(stdout);
    for (const name of ['organizations', 'spaces', 'projects', 'roles']) {
      // oxlint-disable-next-line no-await-in-loop -- one list after the other
      const json = await ask(name, 'list', '--json');
      expect(idsIn(JSON.parse(json.stdout)[name])).toEqual(idsIn(known[name]));
    }
  });

  test.each([
    ['fra', ['fraud']],
    ['FRA', ['fraud']],
    ['*u*n', ['churn']],
    ['lab/*', ['churn', 'fraud']],
    ['Research/', ['churn', 'fraud']],
    ['nothing', []],
    ['*', ['churn', 'fraud']],
  ])('--filter %s', async (filter, names) => {
    const { ask } = await asking();
    const json = await ask('projects', 'list', '--filter', filter, '--json');
    const document = JSON.parse(json.stdout);
    expect(document.projects.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(document.filter).toBe(filter);
  });

  test('a filter that nothing fits is named', async () => {
    const { ask } = await asking();
    const { code, stdout } = await ask('projects', 'list', '--filter', 'nothing');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'No projects match "nothing".\n' });
  });

  test('a whole id finds its own item', async () => {
    const { ask } = await asking();
    const all = JSON.parse((await ask('spaces', 'list', '--json')).stdout).spaces;
    const [{ id }] = all;
    const found = JSON.parse((await ask('spaces', 'list', '--filter', id, '--json')).stdout);
    expect(found.spaces).toEqual([all[0]]);
  });

  test('only the members of what fits are read', async () => {
    const asked: string[] = [];
    const { ask } = await asking(async (request, next) => {
      if (request.url.endsWith('/graphql')) asked.push(await request.clone().text());
      return next();
    });
    await ask('spaces', 'list', '--filter', 'nothing');
    expect(asked.filter((text) => text.includes('Members'))).toEqual([]);
    await ask('spaces', 'list', '--filter', 'lab');
    expect(asked.filter((text) => text.includes('Members')).length).toBeGreaterThan(0);
  });
});

const refusing =
  (is: (request: Request, body: string) => boolean): SandboxOptions['intercept'] =>
  async (request, next) =>
    is(request, await request.clone().text())
      ? Response.json({ status: 403, title: 'Forbidden' }, { status: 403 })
      : next();

describe('what could not be read', () => {
  test('is a question mark, a reason and exit code 1; the rest is there', async () => {
    const { ask } = await asking(refusing((_, body) => body.includes('SpaceMembers')));
    const { code, stdout, stderr } = await ask('spaces', 'list');
    expect(code).toBe(1);
    expect(rows(stdout)).toEqual([
      'lab | Research | private | ? | ?',
      'open | Research | public | ? | ?',
    ]);
    expect(stderr).toMatch(
      /^error: Not everything could be read; what is missing is shown as "\?":\n/,
    );
    expect(stderr).toMatch(/ {2}space members of space "lab": .*403/);
    const json = await ask('spaces', 'list', '--json');
    expect(json.code).toBe(1);
    expect(complaints(json.stdout)).toEqual([]);
    const document = JSON.parse(json.stdout);
    expect(document.complete).toBe(false);
    expect(document.unread.filter((line: string) => line.includes('"lab"'))).not.toEqual([]);
    expect(document.unread.filter((line: string) => line.includes('"open"'))).not.toEqual([]);
    for (const space of document.spaces) expect(space).not.toHaveProperty('members');
  });

  test('restrictions', async () => {
    const { ask } = await asking(refusing(({ url }) => url.includes('resource-restrictions')));
    const { code, stdout } = await ask('projects', 'list');
    expect(code).toBe(1);
    expect(rows(stdout)).toEqual([
      'churn | Research/lab | ? | 0 | 0',
      'fraud | Research/lab | ? | 0 | 1',
    ]);
    const json = await ask('projects', 'list', '--json');
    for (const project of JSON.parse(json.stdout).projects) {
      expect(project).not.toHaveProperty('restricted');
    }
  });

  test('the list itself: an error and no list', async () => {
    const { ask } = await asking(refusing(({ url }) => url.includes('/v2/spaces')));
    const { code, stdout } = await ask('projects', 'list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('holders of roles', async () => {
    const { ask } = await asking(refusing(({ url }) => url.includes('/v2/role-bindings')));
    const { code, stdout, stderr } = await ask('roles', 'list', '--custom');
    expect(code).toBe(1);
    expect(rows(stdout)).toEqual(['Reader | custom | 1 | ? | ?', 'Writer | custom | 2 | ? | ?']);
    expect(stderr).toContain('403');
    const shown = await ask('roles', 'show', 'Reader');
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain('Its holders could not be read.\n');
  });

  test('a key that is not an account admin’s is not said to see everything', async () => {
    const { ask } = await asking(undefined, { ...account, keys: { 'half-key': 'bo@example.com' } });
    const spaces = await ask('spaces', 'list', '--filter', 'lab');
    expect(spaces.stdout).toContain('1 space that this API key can see matches "lab".\n');
    const json = await ask('organizations', 'list', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ account_admin: false });
  });
});

describe('roles', () => {
  test('custom ones first, each with its holders counted', async () => {
    const { ask } = await asking();
    const { code, stdout } = await ask('roles', 'list');
    expect(code).toBe(0);
    expect(rows(stdout).slice(0, 2)).toEqual([
      'Reader | custom | 1 | 2 | 1',
      'Writer | custom | 2 | 0 | 0',
    ]);
    expect(
      rows(stdout)
        .slice(2)
        .every((row) => row.includes('predefined')),
    ).toBe(true);
    const json = await ask('roles', 'list', '--json');
    expect(complaints(json.stdout)).toEqual([]);
    const filtered = await ask(
      'roles',
      'list',
      '--filter',
      'ROLE_BINDING_CREATE',
      '--custom',
      '--json',
    );
    expect(JSON.parse(filtered.stdout).roles).toMatchObject([{ name: 'Writer' }]);
  });

  test('one of them, by name in any case or by id', async () => {
    const { ask } = await asking();
    const { stdout } = await ask('roles', 'show', 'reader');
    expect(stdout.replace(/^ID: .*$/m, 'ID')).toBe(`custom role Reader
ID
Reads

Permissions (1)
  Project
    PROJECT_READ

Held by 2 people, 1 service identity
Who                      Kind              Where
bo@example.com           person            space lab in Research
bot@service.example.com  service identity  project fraud in Research / lab
cy@example.com           person            space lab in Research
`);
    const json = await ask('roles', 'show', 'Reader', '--json');
    expect(complaints(json.stdout)).toEqual([]);
    const { role } = JSON.parse(json.stdout);
    expect(role).toMatchObject({ name: 'Reader', people: 2, services: 1 });
    expect(role.holders[0].resource).toEqual(['Research', 'lab']);
    expect((await ask('roles', 'show', role.id)).stdout).toBe(stdout);
    expect((await ask('roles', 'show', 'Writer')).stdout).toContain(
      'ROLE_BINDING_CREATE!\n\nNo holders.\n',
    );
  });

  test('one that is not there', async () => {
    const { ask } = await asking();
    expect(await ask('roles', 'show', 'Raeder')).toEqual({
      code: 64,
      stdout: '',
      stderr: 'error: No such role: "Raeder".\n  Did you mean "Reader"?\n',
    });
    expect((await ask('roles', 'show', 'xyzzy')).stderr).toContain(
      'List roles: ax-access roles list',
    );
  });

  test('what they may be granted, offline', async () => {
    const { code, stdout } = await run(['roles', 'permissions', '--filter', 'span'], {});
    expect(code).toBe(0);
    expect(stdout).toContain('  Project span\n    PROJECT_SPAN_ANNOTATE  PROJECT_SPAN_CREATE');
    expect(stdout).toContain('5 permissions match "span".\n');
    const json = await run(['roles', 'permissions', '--json'], {});
    expect(complaints(json.stdout)).toEqual([]);
    expect(JSON.parse(json.stdout).permissions).toContainEqual({
      name: 'ROLE_BINDING_CREATE',
      area: 'ROLE_BINDING',
      grants_access: true,
    });
  });
});

test('users and keys are filtered by the same flag', async () => {
  const { ask } = await asking();
  const users = await ask('users', 'list', '--filter', 'bo@*', '--json');
  expect(complaints(users.stdout)).toEqual([]);
  expect(JSON.parse(users.stdout).users).toMatchObject([{ email: 'bo@example.com' }]);
  const keys = await ask('keys', 'list', '--filter', 'nothing');
  expect(keys.stdout).toBe('No service keys match "nothing".\n');
  expect(complaints((await ask('keys', 'list', '--json')).stdout)).toEqual([]);
});

const long = 'a rather long name of a space that its team liked when it began';

test.each([80, 60])(
  'on a terminal of %i columns, ids stand at the start of lines',
  async (columns) => {
    const cwd = await scratch();
    const spaces = { [long]: { projects: { [`${long} too`]: {}, p: {} } } };
    const seed = { ...account, organizations: { [`${long} as well`]: { spaces } } };
    await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
    const shown = async (...args: readonly string[]) => {
      const terminal = await onTerminal([...args, '--sandbox=seed.yaml', '-q'], {
        cwd,
        columns,
        rows: 24,
      });
      expect(await terminal.ended).toBe(0);
      return terminal.history().split('\n');
    };
    for (const name of ['organizations', 'spaces', 'projects', 'roles']) {
      // oxlint-disable-next-line no-await-in-loop -- one sandbox, one at a time
      const lines = await shown(name, 'list');
      // oxlint-disable-next-line no-await-in-loop
      const json = await run([name, 'list', '--json', '--sandbox=seed.yaml', '-q'], { cwd });
      for (const { id } of JSON.parse(json.stdout)[name]) {
        expect(lines.some((line) => line.split(' ')[0] === id)).toBe(true);
      }
      // A longer name stands on a line of its own.
      const wide = lines.filter((line) => line.length > columns && !line.includes(long));
      expect(wide).toEqual([]);
    }
  },
);
