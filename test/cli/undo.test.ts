import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Seed } from '../../src/sandbox/index.ts';
import { addAndRemove, addOnly, folderWith, give, seed as small, served } from './account.ts';
import { run, scratch } from './run.ts';
import type { Ran } from './run.ts';

/** The way back from a run, as it is printed, and the printed commands as somebody copies them. */

const people = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `p${index}@x.org`);

const account = (more = '', organizations = '', users: readonly string[] = []): string => `
users:
  jane@x.org: {name: Jane, role: admin}
  kim@x.org: {name: Kim, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
${users.map((email) => `  ${email}: {name: ${email}, role: member}`).join('\n')}
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member}
    spaces: {s: {members: {raj@x.org: member, mei@x.org: member}, projects: {p: {}}}${more}}
${organizations}`;

/** Each of these runs several commands, on a machine that may be busy with others. */
const patience = 180_000;

interface Desk {
  /** Runs a command line. */
  ax(line: string): Promise<Ran>;
  write(file: string): Promise<void>;
  read(path: string): Promise<string>;
  /** The account, as it is drawn. */
  drawn(): Promise<string>;
}

async function openDesk(seed: string): Promise<Desk> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), seed);
  // As narrow as terminals get.
  const env = { COLUMNS: '80' };
  const ax: Desk['ax'] = (line) => run(line.replace(/^ax-access /, '').split(' '), { cwd, env });
  return {
    ax,
    write: (file) => writeFile(join(cwd, 'access.yaml'), `version: 1\n${file}`),
    read: (path) => readFile(join(cwd, path), 'utf8'),
    drawn: async () => (await ax('sandbox show')).stdout,
  };
}

const sandbox = '--sandbox=account.yaml';

/** The one line that undoes it, as it stands there. */
function toUndo({ stdout }: Ran): string {
  const [, line] = /^To undo: (ax-access .*)$/m.exec(stdout) ?? [];
  expect(stdout).toContain('To undo: ');
  return line ?? '';
}

/** The undo file of a run on the sandbox, from the line that undoes it. */
const undoFileIn = (line: string): string =>
  `.ax-access/sandbox-journal/${/ undo (\S+)/.exec(line)?.[1] ?? ''}.undo.yaml`;

/** The commands under "Next:", each on a line of its own. */
const nextIn = ({ stdout }: Ran): readonly string[] =>
  [...stdout.matchAll(/^(?:Next:)? *(ax-access [^#\n]*)/gm)].map(([, line = '']) => line.trim());

/** Does what the screen says until it says "No changes". */
async function undoAsPrinted(desk: Desk, ran: Ran): Promise<Ran> {
  const line = toUndo(ran);
  const shown = await desk.ax(line);
  expect(shown.code).toBe(0);
  expect(shown.stdout).not.toContain('No changes');
  const last = nextIn(shown).at(-1) ?? '';
  expect(last).toMatch(/^ax-access undo \S+ --apply /);
  const done = await desk.ax(`${last} --yes`);
  expect(done).toMatchObject({ code: 0 });
  expect((await desk.ax(line)).stdout).toContain('No changes');
  return done;
}

const restrict =
  'organizations: {P: {spaces: {s: {projects: {p: {restricted: true, bindings: {raj@x.org: R, mei@x.org: R}}}}}}}';

test(
  'a new role that a new key holds is not promised to go',
  async () => {
    const desk = await openDesk(account());
    await desk.write(`manage: {roles: additive}
roles: {Ingest: {permissions: [PROJECT_READ, PROJECT_SPAN_CREATE]}}
organizations: {P: {spaces: {s: {service_keys: {k: {role: Ingest, expires: 90d, deliver: {file: k}}}}}}}
`);
    const ran = await desk.ax(`apply ${sandbox}`);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('Applied: 2 done.\nNo undo file: ');
    expect(ran.stdout).not.toContain('To undo: ');
  },
  patience,
);

test(
  'the restriction of a project for two people: the printed commands undo it, without a limit',
  async () => {
    const desk = await openDesk(account());
    await desk.ax(`import ${sandbox}`);
    const before = await desk.drawn();
    await desk.write(restrict);
    const ran = await desk.ax(`apply --yes ${sandbox}`);
    expect(ran.code).toBe(0);
    expect(toUndo(ran)).not.toContain('--max');
    const undone = await undoAsPrinted(desk, ran);
    expect(await desk.drawn()).toBe(before);
    // The file still asks for what was undone, until the undo is undone.
    const reminder = 'revert access.yaml too: its next apply would make these changes again.';
    expect(undone.stdout).toContain(reminder);
    expect((await undoAsPrinted(desk, undone)).stdout).not.toContain(reminder);
  },
  patience,
);

test(
  'where the undo comes up against a limit, the printed commands raise it, to what it comes to',
  async () => {
    const many = people(60);
    const desk = await openDesk(account('', '', many));
    await desk.ax(`import ${sandbox}`);
    const before = await desk.drawn();
    const members = ['raj@x.org', 'mei@x.org', ...many].map((email) => `${email}: member`);
    await desk.write(`organizations: {P: {members: {${members.join(', ')}}}}`);
    const ran = await desk.ax(`apply ${sandbox}`);
    const flags = '--max-removals 60 --max-people-losing-access 60';
    expect(toUndo(ran)).toMatch(new RegExp(`^ax-access undo \\S+ ${flags} ${sandbox}$`));
    const path = undoFileIn(toUndo(ran));
    const unraised = await desk.ax(`plan --allow-destructive -f ${path} ${sandbox}`);
    expect(unraised.stdout).toContain('blocked');
    await undoAsPrinted(desk, ran);
    expect(await desk.drawn()).toBe(before);
  },
  patience,
);

test(
  'what cannot be undone offers no way back',
  async () => {
    const desk = await openDesk(account());
    const ran = await desk.ax(
      `users offboard raj@x.org --apply --allow-destructive --yes ${sandbox}`,
    );
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Cannot be undone: this change.');
    expect(ran.stdout + ran.stderr).not.toMatch(/To undo/);
  },
  patience,
);

test(
  'what only adds a place offers none either, and says what to write',
  async () => {
    const desk = await openDesk(account());
    await desk.write('organizations: {P: {spaces: {fresh: {}}}}');
    const ran = await desk.ax(`apply ${sandbox}`);
    expect(ran.stdout).toContain(
      'No undo file: what this run added can only be removed by an entry under',
    );
    expect(ran.stdout + ran.stderr).not.toContain('To undo');
  },
  patience,
);

test(
  'of a run that can be undone in part, the line says which part is not',
  async () => {
    const desk = await openDesk(account(', old: {members: {mei@x.org: admin}}'));
    await desk.write(`
organizations: {P: {spaces: {fresh: {members: {raj@x.org: member}}, s: {members: {raj@x.org: member}}}}}
removed: [{space: old, organization: P}, {user: mei@x.org}]`);
    const ran = await desk.ax(`apply --allow-destructive --yes ${sandbox}`);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout.split('\nTo undo: ')[1]?.split('\n').slice(1)).toEqual([
      '         # 2 of 4 changes cannot be undone',
      '         # 1 addition stays',
      '',
    ]);
    await undoAsPrinted(desk, ran);
  },
  patience,
);

test(
  'documents say it too',
  async () => {
    const desk = await openDesk(account());
    await desk.write(restrict);
    const ran = await desk.ax(`apply --yes --json --also markdown=out.md ${sandbox}`);
    const { undo } = JSON.parse(ran.stdout);
    expect(undo).toEqual({
      file: expect.stringMatching(/^\.ax-access\/sandbox-journal\/\S+\.undo\.yaml$/),
      command: expect.stringMatching(/^ax-access undo \S+ --sandbox=account\.yaml$/),
      irreversible: 0,
      stays: 0,
      blocked: [],
    });
    expect((await desk.ax(undo.command)).stdout).toContain(
      'Plan: 0 to add, 0 to change, 3 to destroy.',
    );
  },
  patience,
);

test(
  'nothing is offered where nothing was done, whatever was planned',
  async () => {
    const { env } = await served((request, next) =>
      request.method === 'POST' && request.url.includes('/v2/')
        ? Promise.resolve(Response.json({ status: 400, title: 'No' }, { status: 400 }))
        : next(),
    );
    const cwd = await folderWith(addOnly);
    const { stdout, stderr } = await run(['apply'], { cwd, env });
    expect(stdout).toContain('Applied: 0 done, 1 failed.');
    expect(stdout).not.toMatch(/To undo|undone|No undo file/);
    // A run that is killed leaves the file behind all the same.
    const [, path = ''] = /^Journal: (\.ax-access\/journal\/\S+)\.jsonl$/m.exec(stderr) ?? [];
    expect(await readFile(join(cwd, `${path}.undo.yaml`), 'utf8')).toMatch(
      /^# Nothing to undo: run \S+ of access\.yaml in the Arize account "Acme" made no change that a file can undo\.\n\nversion: 1\naccount: \S+\n$/,
    );
  },
  patience,
);

/** An account that refuses some requests until it is told not to, and a run of a file against it. */
async function partly(file: string, refuses: (request: Request) => boolean, there: Seed = small) {
  const state = { refuses: true };
  const { env, sandbox: arize } = await served(
    async (request, next) =>
      state.refuses && refuses(request)
        ? Response.json({ status: 400, title: 'No' }, { status: 400 })
        : next(),
    there,
  );
  const cwd = await folderWith(file);
  const ax = (line: string): Promise<Ran> => run(line.split(' ').slice(1), { cwd, env });
  const ran = await ax('ax-access apply --allow-destructive --yes --parallelism 1');
  expect(ran.stdout).toMatch(/^Applied: .* 1 failed/m);
  state.refuses = false;
  return {
    env,
    ran,
    now: () => arize.snapshot(),
    undo: async () => {
      const shown = await ax(toUndo(ran));
      return ax(`${nextIn(shown).at(-1)} --yes`);
    },
  };
}

const isAdding = ({ method, url }: Request): boolean => method === 'POST' && url.endsWith('/users');
const isRemoving = ({ method }: Request): boolean => method === 'DELETE';
const withMembers = (members: string): string =>
  `${addOnly}organizations: {Research: {members: {ana@example.com: admin, ${members}}}}\n`;

describe('after a run that failed in part, the undo is about what was done', () => {
  test(
    'an addition that failed and was made by hand since stays',
    async () => {
      const file = withMembers('cy@example.com: member, bo@example.com: member');
      const { env, now, undo } = await partly(file, isAdding);
      expect(now().roles).toHaveProperty('Reader');
      await give(env, 'Bo', 'MEMBER');
      expect(await undo()).toMatchObject({ code: 0 });
      const { roles, organizations } = now();
      expect(roles ?? {}).toEqual({});
      expect(organizations?.['Research']?.members).toEqual({
        ...small.organizations?.['Research']?.members,
        'bo@example.com': 'member',
      });
    },
    patience,
  );

  test(
    'what could not be removed and was removed by hand since stays away',
    async () => {
      const { env, now, undo } = await partly(addAndRemove, isRemoving);
      await give(env, 'Cy', undefined);
      expect(await undo()).toMatchObject({ code: 0 });
      const { roles, organizations } = now();
      expect(roles ?? {}).toEqual({});
      expect(organizations?.['Research']?.members).toEqual({ 'ana@example.com': 'admin' });
    },
    patience,
  );

  test(
    'an edit that stopped in the middle is taken back too',
    async () => {
      const roles: Seed['roles'] = { Editor: { permissions: ['PROJECT_READ'] } };
      const file = `version: 1
manage: {roles: additive}
roles: {Editor: {permissions: [DATASET_READ]}}
organizations: {Research: {members: {ana@example.com: admin, cy@example.com: member, bo@example.com: member}}}
`;
      const { ran, now, undo } = await partly(file, isAdding, { ...small, roles });
      expect(ran).toMatchObject({ code: 4 });
      expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(
        '(half done: it granted access and did not remove any)',
      );
      expect(ran.stdout).toContain('; 1 of the rest half done.');
      expect(now().roles?.['Editor']?.permissions).toHaveLength(2);
      expect(await undo()).toMatchObject({ code: 0 });
      expect(now().roles).toEqual(roles);
    },
    patience,
  );
});

describe('what is protected', () => {
  const isProtected = 'protected: [{space: s, organization: P}, {user: kim@x.org}]\n';

  test(
    'is marked on the way back from what the run added to it',
    async () => {
      const desk = await openDesk(account());
      await desk.ax(`import ${sandbox}`);
      const before = await desk.drawn();
      await desk.write(
        `${isProtected}organizations: {P: {spaces: {s: {bindings: {raj@x.org: R}}}}}`,
      );
      const ran = await desk.ax(`apply ${sandbox}`);
      expect(ran.code).toBe(0);
      const shown = await desk.ax(`${toUndo(ran)} --json`);
      const [change] = JSON.parse(shown.stdout).changes;
      expect(change).toMatchObject({ action: 'delete', protected_by: ['space/P/s'] });
      await undoAsPrinted(desk, ran);
      expect(await desk.drawn()).toBe(before);
    },
    patience,
  );

  test(
    'keeps what no run may take from it, and the rest goes back',
    async () => {
      const desk = await openDesk(account(', t: {}'));
      await desk.write(`${isProtected}organizations:
  P:
    members: {raj@x.org: member, mei@x.org: admin, kim@x.org: member}
    spaces:
      s: {members: {raj@x.org: admin, mei@x.org: member}}
      t: {members: {raj@x.org: member}}`);
      const ran = await desk.ax(`apply ${sandbox}`);
      expect(ran.code).toBe(0);
      // What mei@x.org can do in the space as an admin above it is in there, too.
      expect(ran.stdout).toContain('# 3 additions stay (3 protected)\n');
      await undoAsPrinted(desk, ran);
      const drawn = await desk.drawn();
      expect(drawn).toContain('raj@x.org: admin');
      expect(drawn).toContain('mei@x.org: admin');
      expect(drawn).toContain('kim@x.org: member');
      expect(drawn).toMatch(/space t\n(?! +├| +└| +│)/);
      const file = await desk.read(undoFileIn(toUndo(ran)));
      expect(file).toContain(
        '# Not undone, because it would take something from a resource that access.yaml protects:\n# - organization member "kim@x.org" (organization/P/member/kim@x.org).\n',
      );
    },
    patience,
  );
});

test(
  'a journal elsewhere, and what was asked of a plan, is part of the printed commands',
  async () => {
    const { env } = await served();
    const cwd = await folderWith(addAndRemove);
    const ax = (line: string): Promise<Ran> => run(line.split(' ').slice(1), { cwd, env });
    const shown = await ax(
      'ax-access plan --journal-dir logs --max-removals 3 --target cy@example.com --target role/Reader',
    );
    expect(nextIn(shown)).toEqual([
      'ax-access apply --target cy@example.com --target role/Reader --journal-dir logs --max-removals 3',
      'ax-access apply --target cy@example.com --target role/Reader --allow-destructive --journal-dir logs --max-removals 3',
    ]);
    const ran = await ax(`${nextIn(shown)[1]} --yes`);
    expect(toUndo(ran)).toMatch(/^ax-access undo \S+ --journal-dir logs$/);
    expect((await ax(toUndo(ran))).code).toBe(0);
  },
  patience,
);
