import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSandbox, serve } from '../../src/sandbox/index.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { run, scratch } from './run.ts';

/** Seven people beside two admins. */
const members = ['cy', 'dee', 'eve', 'fay', 'gus', 'hal', 'ivy'].map(
  (name) => `${name}@example.com`,
);

const seed: Seed = {
  account: { name: 'Acme', id: 7 },
  users: {
    'ana@example.com': { name: 'Ana', role: 'admin' },
    'bo@example.com': { name: 'Bo', role: 'admin' },
    ...Object.fromEntries(
      members.map((email) => [email, { name: email, role: 'member' } as const]),
    ),
    'traces@bots.example.com': { name: 'traces', role: 'member', bot: true },
  },
  roles: { Analyst: { permissions: ['PROJECT_READ'] } },
  api_keys: [{ name: 'traces', user: 'traces@bots.example.com', created_by: 'ana@example.com' }],
  organizations: {
    Research: {
      members: {
        'ana@example.com': 'admin',
        ...Object.fromEntries(members.map((email) => [email, 'member'] as const)),
        'traces@bots.example.com': 'member',
      },
      spaces: {
        lab: {
          private: true,
          members: { 'cy@example.com': 'member', 'traces@bots.example.com': 'member' },
          bindings: { 'dee@example.com': 'Analyst' },
          projects: { bench: { restricted: true } },
        },
        den: { private: true, members: { 'ivy@example.com': 'member' } },
      },
    },
  },
  saml: [{ domains: ['example.com'] }],
};

const inResearch = (inner: string, roles = ''): string => `version: 1
manage: {roles: additive}
roles: {Reader: {permissions: [TAG_READ]}${roles}}
organizations:
  Research:
${inner}
`;

const inLab = (inner: string): string =>
  inResearch(`    spaces:\n      lab:\n        private: true\n${inner}`);

const list = (emails: readonly string[]): string =>
  `    members: {ana@example.com: admin, ${emails.map((email) => `${email}: member`).join(', ')}}`;

/** An account on loopback that can be meddled with, a folder with a file, and the command in it. */
async function open(file: string) {
  const sandbox = openSandbox({ seed });
  const { url, graphqlUrl, close } = await serve(sandbox);
  onTestFinished(close);
  const key = sandbox.keys()[0]?.key ?? '';
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const env = {
    ARIZE_API_KEY: key,
    ARIZE_BASE_URL: url,
    ARIZE_GRAPHQL_ENDPOINT: graphqlUrl,
    COLUMNS: '60',
  };
  const cwd = await scratch();
  const write = (text: string) => writeFile(join(cwd, 'access.yaml'), text);
  await write(file);
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : answer.json();
  };
  const takeOut = async (who: readonly string[]): Promise<void> => {
    const owner = await idIn('/v2/organizations', 'organizations', 'Research');
    for (const name of who) {
      // eslint-disable-next-line no-await-in-loop
      const user = await idIn('/v2/users?limit=100', 'users', name);
      // eslint-disable-next-line no-await-in-loop
      await ask('DELETE', `/v2/organizations/${owner}/users/${user}`);
    }
  };
  const idIn = async (path: string, listed: string, name: string): Promise<string> => {
    const found: Record<string, { id: string; name: string }[]> = JSON.parse(
      JSON.stringify(await ask('GET', path)),
    );
    return found[listed]?.find((each) => each.name === name)?.id ?? '';
  };
  return {
    cwd,
    write,
    ask,
    idIn,
    /** Takes people out of the organization by hand. */
    takeOut,
    sandbox,
    ax: (...args: readonly string[]) => run([...args, '-q'], { cwd, env }),
    /** What somebody sees who cut the list off. */
    cut: (on: string, by: number) =>
      ask('POST', '/sandbox/faults', { on, fault: 'shrink-list', by }),
    mend: () => ask('DELETE', '/sandbox/faults'),
    writes: () => sandbox.counts().writes,
    file: () => readFile(join(cwd, 'access.yaml'), 'utf8'),
  };
}

type Account = Awaited<ReturnType<typeof open>>;

const consent = ['--allow-destructive', '--yes'] as const;
const organizationList = 'organization_member organization/Research';
const flag = `--accept-count '${organizationList}=2'`;

/** A run has seen everybody. */
async function seen(): Promise<Account> {
  const account = await open(inResearch(list(members)));
  expect((await account.ax('apply')).code).toBe(0);
  return account;
}

/** Since then somebody is to go, and the list comes back with two of nine, of whom that is one. */
async function shortened(): Promise<Account> {
  const account = await seen();
  await account.cut('graphql OrganizationMembers', 7);
  const writer = ', Writer: {permissions: [DATASET_READ, DATASET_CREATE]}';
  await account.write(inResearch(list(members.slice(1)), writer));
  return account;
}

/** A text without its line breaks. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a list that came back short', () => {
  test('holds back what rests on it, exit code 3, and the rest runs', async () => {
    const { ax, writes, sandbox } = await shortened();
    const planned = await ax('plan', '--allow-destructive');
    expect(planned.code).toBe(3);
    const before = writes();
    const ran = await ax('apply', ...consent);
    expect(ran.code).toBe(3);
    expect(writes()).toBeGreaterThan(before);
    const { roles, organizations } = sandbox.snapshot();
    expect(Object.keys(roles ?? {})).toContain('Writer');
    expect(organizations?.['Research']?.members).toHaveProperty(['cy@example.com']);
    for (const { stdout } of [planned, ran]) {
      const text = stdout.replaceAll(/\s+/g, ' ');
      expect(text).toContain('HELD BACK: a response may be truncated (exit code 3)');
      expect(text).toContain(
        `! shrunk: The list "${organizationList}" may be truncated: it has 2 rows, the baseline`,
      );
      expect(text).toContain('has 9, and no run removed the difference.');
      expect(text).toContain('to destroy (7 held back: see above).');
      // Whatever the width, it can be copied.
      expect(stdout.split('\n')).toContain(`      ${flag}`);
    }
    expect(ran.stdout).toContain('Held back: a response may be truncated (7)');
    const json = JSON.parse((await ax('plan', '--json', '--allow-destructive')).stdout);
    expect(json).toMatchObject({ blocked: false, exit_code: 3 });
    expect(json.guards).toContainEqual(
      expect.objectContaining({ rule: 'shrunk', verdict: 'held', accept: flag }),
    );
    expect(json.changes).toContainEqual(expect.objectContaining({ held: 'unproven' }));
  });

  test('(a) stays so whatever runs that write nothing come between, until somebody says its number', async () => {
    const { ax, write, writes, sandbox, takeOut } = await seen();
    await takeOut(members.slice(2));
    await write(inResearch(list(members.slice(0, 1))));
    const before = writes();
    const codes = [];
    // Without consent it waits for that alone.
    for (const args of [consent, [], [...consent, '--accept-count', `${organizationList}=3`]]) {
      // eslint-disable-next-line no-await-in-loop
      codes.push((await ax('apply', ...args)).code);
    }
    expect([codes, writes()]).toEqual([[3, 0, 3], before]);
    const slip = organizationList.replace('Research', 'Reserach');
    const mistyped = await ax('plan', ...consent.slice(0, 1), '--accept-count', `${slip}=4`);
    expect(mistyped.code).toBe(3);
    expect(mistyped.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `--accept-count has no effect: this run reads no list "${slip}" (did you mean "${organizationList}"?).`,
    );
    const other = await ax('plan', '--accept-count', `${organizationList}=3`);
    expect(flat(other.stdout)).toContain(
      `--accept-count has no effect: the list "${organizationList}" has 4 rows, not 3.`,
    );
    const right = await ax('apply', ...consent, '--accept-count', `${organizationList}=4`);
    expect(right.stdout).not.toContain('has no effect');
    expect([right.code, right.stdout]).toEqual([0, expect.stringContaining('1 done')]);
    expect(sandbox.snapshot().organizations?.['Research']?.members).not.toHaveProperty([
      'dee@example.com',
    ]);
    // From then on it is what lists are held to.
    await write(inResearch(list([]).replace(', }', '}')));
    expect((await ax('plan', '--allow-destructive')).code).toBe(0);
  });

  test('is told to nobody where no run is known', async () => {
    const { ax } = await shortened();
    const ran = await ax('plan', '--details', '--allow-destructive', '--journal-dir', 'nowhere');
    expect([ran.code, ran.stdout.includes('shrunk')]).toEqual([0, false]);
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'No baseline from an earlier run: a truncated response would go unnoticed.',
    );
  });

  test('is told by what reads alone: drift, and an import', async () => {
    const { ax, write, mend } = await shortened();
    const says = `The list "${organizationList}" may be truncated: it has 2 rows, the baseline`;
    expect(flat((await ax('drift')).stdout)).toContain(says);
    const imported = await ax('import');
    expect([imported.code, flat(imported.stderr)]).toEqual([0, expect.stringContaining(says)]);
    const slipped = await ax('import', '--accept-count', 'usr=3');
    expect(flat(slipped.stderr)).toContain('reads no list "usr" (did you mean "user"?).');
    await mend();
    await write(inResearch(list(members)));
    for (const command of ['drift', 'import']) {
      // eslint-disable-next-line no-await-in-loop
      const { code, stdout, stderr } = await ax(command);
      expect([command, code, `${stdout}${stderr}`]).toEqual([
        command,
        0,
        expect.not.stringContaining('The list'),
      ]);
    }
  });

  test('holds back the same of a saved plan, which runs to its end when the list is whole', async () => {
    const { ax, sandbox, mend } = await shortened();
    const inside = () => sandbox.snapshot().organizations?.['Research']?.members;
    expect((await ax('plan', '--allow-destructive', '--out', 'plan.json')).code).toBe(3);
    const first = await ax('apply', 'plan.json', ...consent);
    expect([first.code, first.stdout]).toEqual([3, expect.stringContaining('1 done')]);
    expect(Object.keys(sandbox.snapshot().roles ?? {})).toContain('Writer');
    expect(inside()).toHaveProperty(['cy@example.com']);
    await mend();
    const second = await ax('apply', 'plan.json', ...consent);
    expect([second.code, inside()]).toEqual([
      0,
      expect.not.objectContaining({ 'cy@example.com': 'member' }),
    ]);
  });

  test('says so in Markdown, with the flag', async () => {
    const { ax } = await shortened();
    const { stdout } = await ax('plan', '--allow-destructive', '--format', 'markdown');
    expect(stdout).toContain('> **Held back: a response may be truncated**');
    expect(stdout).toContain(`>   - \`${flag}\``);
  });

  test.each([
    ['drift', ['drift', '--adopt']],
    ['import', ['import', '--update']],
  ])('%s leaves in the file what it does not show', async (_, args) => {
    const { ax, file, write, mend, takeOut } = await shortened();
    await write(inResearch(list(members)));
    const was = await file();
    const ran = await ax(...args);
    expect([ran.code, await file()]).toEqual([3, was]);
    expect(ran.stderr).toContain('these 6 entries stay in the file');
    expect(ran.stderr.split('\n')).toContain(`  ${flag}`);
    // One who was taken out by hand is no cut.
    await mend();
    await takeOut(['cy@example.com']);
    const adopted = await ax(...args);
    expect(adopted.stderr).not.toContain('truncated');
    expect([adopted.code, await file()]).toEqual([0, expect.not.stringContaining('cy@')]);
  });

  test.each([
    ['drift', ['drift', '--adopt']],
    ['import', ['import', '--update']],
  ])('%s takes it for true when somebody says its number', async (_, args) => {
    const { ax, file, write } = await shortened();
    await write(inResearch(list(members)));
    const ran = await ax(...args, '--accept-count', `${organizationList}=2`);
    expect([ran.code, await file()]).toEqual([0, expect.not.stringContaining('ivy@')]);
  });

  test.each([
    ['drift', ['drift', '--adopt']],
    ['import', ['import', '--update']],
  ])('%s says of a list whose name is mistyped that it confirms nothing', async (_, args) => {
    const { ax, file, write } = await shortened();
    await write(inResearch(list(members)));
    const was = await file();
    const slip = organizationList.replace('Research', 'Reserch');
    const ran = await ax(...args, '--accept-count', `${slip}=2`);
    expect([ran.code, await file()]).toEqual([3, was]);
    expect(flat(ran.stdout + ran.stderr)).toContain(
      `--accept-count has no effect: this run reads no list "${slip}" (did you mean "${organizationList}"?).`,
    );
  });
});

describe('ordinary work raises no alarm', () => {
  test('(b) a key of the file moves a role to another map, and a leaked key is revoked', async () => {
    const { ax, write } = await open(
      inLab('        members: {cy@example.com: member, dee@example.com: Analyst}\n'),
    );
    expect((await ax('apply')).code).toBe(0);
    const moved = inLab(
      '        members: {cy@example.com: member}\n        bindings: {dee@example.com: Analyst}\n        description: new\n',
    );
    await write(moved);
    expect((await ax('apply', ...consent)).code).toBe(0);
    const revoked = await ax('keys', 'revoke', 'traces', '--apply', ...consent);
    expect([revoked.code, revoked.stdout]).toEqual([0, expect.stringContaining('1 done')]);
  });

  test('(c) the only member of a space leaves, and somebody else is demoted', async () => {
    const file = inResearch(
      `${list(members)}\n    spaces: {den: {members: {ivy@example.com: member}}}`,
    );
    const { ax, write } = await open(file);
    expect((await ax('apply')).code).toBe(0);
    const left = await ax('users', 'offboard', 'ivy@example.com', '--apply', ...consent);
    expect(left.code).toBe(0);
    const rest = members.filter((email) => email !== 'ivy@example.com');
    await write(
      inResearch(`${list(rest)}\n    spaces: {den: {members: {}}}`).replace(
        'cy@example.com: member',
        'cy@example.com: read-only',
      ),
    );
    const demoted = await ax('apply', '--yes');
    expect([demoted.code, demoted.stdout]).toEqual([0, expect.stringContaining('1 done')]);
    expect(demoted.stdout).not.toContain('truncated');
  });

  test('(d, g) what drift proposes can run: a list of one that is empty is filled again', async () => {
    const file = inResearch(
      '    spaces:\n      den: {members: {ivy@example.com: member}}\n      lab: {projects: {bench: {restricted: true}}}',
    );
    const { ax, ask, idIn, sandbox } = await open(file);
    expect((await ax('apply')).code).toBe(0);
    const owner = await idIn('/v2/organizations', 'organizations', 'Research');
    const den = await idIn(`/v2/spaces?org_id=${owner}`, 'spaces', 'den');
    const lab = await idIn(`/v2/spaces?org_id=${owner}`, 'spaces', 'lab');
    const bench = await idIn(`/v2/projects?space_id=${lab}`, 'projects', 'bench');
    const ivy = await idIn('/v2/users?limit=100', 'users', 'ivy@example.com');
    await ask('DELETE', `/v2/spaces/${den}/users/${ivy}`);
    await ask('DELETE', `/v2/resource-restrictions/${bench}`);
    expect((await ax('drift')).code).toBe(2);
    const mended = await ax('apply', '--yes');
    expect([mended.code, mended.stdout]).toEqual([0, expect.stringContaining('2 done')]);
    expect(sandbox.snapshot().organizations?.['Research']?.spaces).toMatchObject({
      den: { members: { 'ivy@example.com': 'member' } },
      lab: { projects: { bench: { restricted: true } } },
    });
  });

  test('(e) the undo file of a run undoes it, with what the run took along', async () => {
    const { ax, write, cwd, sandbox } = await open(
      inResearch(`${list(members)}\n    spaces: {den: {members: {ivy@example.com: member}}}`),
    );
    expect((await ax('apply')).code).toBe(0);
    const was = sandbox.snapshot().organizations;
    await write(
      inResearch(
        `${list(members.slice(0, -1))}\n    spaces:\n      lab: {members: {cy@example.com: member, gus@example.com: Reader}}`,
      ),
    );
    expect((await ax('apply', ...consent)).code).toBe(0);
    expect(sandbox.snapshot().organizations).not.toEqual(was);
    const undo = (await readdir(join(cwd, '.ax-access', 'journal')))
      .filter((name) => name.endsWith('.undo.yaml'))
      .toSorted()
      .at(-1);
    const file = join('.ax-access', 'journal', undo ?? '');
    const undone = await ax('apply', '-f', file, ...consent);
    expect([undone.code, undone.stdout]).toEqual([0, expect.not.stringContaining('truncated')]);
    expect(sandbox.snapshot().organizations).toEqual(was);
  });

  test('(f) identity providers that can not be read count as nothing known', async () => {
    const { ax, ask, write } = await open(inResearch(list(members)));
    expect((await ax('apply')).code).toBe(0);
    await ask('POST', '/sandbox/faults', { on: 'graphql IdentityProviders', fault: 'cut-list' });
    await write(inResearch(list(members.slice(1))));
    const ran = await ax('apply', ...consent);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('1 done')]);
    await ask('DELETE', '/sandbox/faults');
    await write(inResearch(list(members.slice(2))));
    expect((await ax('apply', ...consent)).code).toBe(0);
  });
});
