import { describe, expect, test } from 'vitest';
import { apply } from '../../../src/apply/apply.ts';
import { diff } from '../../../src/diff/diff.ts';
import { limitsOf } from '../../../src/limits.ts';
import { loadText } from '../../load/loadText.ts';
import type { LimitValues, Plan } from '../../../src/model.ts';
import { plan } from '../../../src/plan/plan.ts';
import { undoFile } from '../../../src/writer/undo/undoFile.ts';
import { openAccount } from '../../account/account.ts';
import { linesOf, short } from '../../account/lines.ts';
import type { Opened } from '../../account/account.ts';

/** Runs of one account and their undo files, by the limits that everybody has. */

const sleep = (): Promise<void> => Promise.resolve();
const secrets = { check: sleep, deliver: sleep };
const everything: LimitValues = { removals: 100, emptied_scopes: 100, removal_percent: 100 };

async function planIn(account: Opened, file: string, flags: LimitValues = {}) {
  const { desired, live } = await account.look(file.replace(/^version: 1\n/m, ''));
  const limits = limitsOf(desired, flags);
  const difference = diff(desired, live, { limits });
  const made = plan(difference, desired, live, { allowDestructive: true, limits });
  return { desired, live, difference, plan: made };
}

async function run(account: Opened, { changes, ...rest }: Plan): Promise<void> {
  const outcomes = await apply({ ...rest, changes }, account.writer(), { sleep, secrets });
  expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([]);
}

/** Runs a file, and gives its undo file. */
async function undoneBy(account: Opened, file: string, flags = everything): Promise<string> {
  const { plan: made, desired, live } = await planIn(account, file, flags);
  expect(made.changes).not.toEqual([]);
  await run(account, made);
  const text = undoFile(made, desired, live, { run: 'R', again: '-f R.undo.yaml' }) ?? '';
  if (text !== '') loadText(text, 'R.undo.yaml');
  return text;
}

const blockedIn = ({ guards }: Plan): readonly string[] =>
  guards.flatMap(({ rule, verdict }) => (verdict === 'blocked' ? [rule] : []));

const inS = (content: string): string => `organizations: {P: {spaces: {s: {${content}}}}}`;

describe('the undo takes what the run gave, whatever the limits', () => {
  const seed = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member}
    spaces: {s: {members: {raj@x.org: member, mei@x.org: member}, projects: {p: {}}}}
`;

  test('the restriction of a project for two people', async () => {
    const account = openAccount(seed);
    const before = account.sandbox.snapshot();
    const file = inS(
      'projects: {p: {restricted: true, bindings: {raj@x.org: R, mei@x.org: Project Viewer}}}',
    );
    const undo = await undoneBy(account, file);
    const back = await planIn(account, undo);
    expect(linesOf(back.difference).toSorted()).toEqual([
      '- project/P/s/p/binding/mei <Project Viewer>',
      '- project/P/s/p/binding/raj <R>',
      '- project/P/s/p/restriction {}',
    ]);
    expect(blockedIn(back.plan)).toEqual([]);
    await run(account, back.plan);
    expect(account.sandbox.snapshot()).toEqual(before);
    expect(linesOf((await planIn(account, undo)).difference)).toEqual([]);

    // The same out of a map that came out empty stays what it was: a mistake until somebody raises the limit.
    await undoneBy(account, file);
    const emptied = await planIn(account, inS('projects: {p: {restricted: false, bindings: {}}}'));
    expect(blockedIn(emptied.plan)).toEqual(['emptied_scopes']);
  });

  test('the first members of a space, many at once', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `p${index}@x.org`);
    const users = many.map((email) => `${email}: {name: ${email}, role: member}`).join(', ');
    const members = many.map((email) => `${email}: member`).join(', ');
    const account = openAccount(`
users: {jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: admin}, ${users}}
organizations: {P: {members: {${members}}, spaces: {s: {}}}}
`);
    const undo = await undoneBy(account, inS(`members: {${members}}`));
    const back = await planIn(account, undo);
    expect(blockedIn(back.plan)).toEqual([]);
    expect(back.plan.changes).toHaveLength(12);
  });

  test('a new role with its holders, and nothing of the roles that others made since', async () => {
    const account = openAccount(seed);
    const before = account.sandbox.snapshot();
    const kept = 'R: {permissions: [PROJECT_READ]}';
    const undo = await undoneBy(
      account,
      `roles: {${kept}, New: {permissions: [DATASET_READ]}}\n${inS('bindings: {raj@x.org: New}')}`,
    );
    await undoneBy(
      account,
      `manage: {roles: additive}\nroles: {Later: {permissions: [DATASET_READ], create: true}}`,
    );
    const back = await planIn(account, undo);
    expect(linesOf(back.difference).toSorted()).toEqual([
      '- role/New {name: New, description: , permissions: [DATASET_READ]}',
      '- space/P/s/binding/raj <New>',
    ]);
    await run(account, back.plan);
    const after = account.sandbox.snapshot();
    expect(after.organizations).toEqual(before.organizations);
    expect(Object.keys(after.roles ?? {}).toSorted()).toEqual(['Later', 'R']);
  });
});

describe('the undo takes no more than the run gave', () => {
  const seed = `
organizations:
  P:
    members: {mei@x.org: member}
    spaces: {s: {projects: {p: {bindings: {raj@x.org: Project Viewer}}}}, t: {}}
`;
  const file =
    'organizations: {P: {members: {mei@x.org: member, raj@x.org: member}, spaces: {s: {members: {raj@x.org: member}}}}}';

  test('an older role in a project would go with the membership: it is kept, and the plan says so', async () => {
    const account = openAccount(seed);
    const undo = await undoneBy(account, file);
    const back = await planIn(account, undo);
    expect(linesOf(back.difference).toSorted()).toEqual([
      '! unsafe organization/P/member/raj: Arize would also remove project role binding "raj" in "P" / "s" / "p", which the file keeps. Remove both from the file, or keep both.',
      '- space/P/s/member/raj member',
    ]);
    await run(account, back.plan);
    expect(account.sandbox.snapshot().organizations?.['P']).toEqual({
      members: { 'mei@x.org': 'member', 'raj@x.org': 'member' },
      spaces: { s: { projects: { p: { bindings: { 'raj@x.org': 'Project Viewer' } } } }, t: {} },
    });
  });

  test('what others gave since is kept too, also where the run never looked', async () => {
    const account = openAccount(seed.replace('bindings: {raj@x.org: Project Viewer}', ''));
    const undo = await undoneBy(account, file);
    await undoneBy(account, 'organizations: {P: {spaces: {t: {members: {raj@x.org: admin}}}}}');
    const back = await planIn(account, undo);
    expect(linesOf(back.difference).toSorted()).toEqual([
      '! unsafe organization/P/member/raj: Arize would also remove space member "raj" in "P" / "t", which `removed` does not name. Name both, or keep both.',
      '- space/P/s/member/raj member',
    ]);
    await run(account, back.plan);
    const { spaces } = account.sandbox.snapshot().organizations?.['P'] ?? {};
    expect(spaces?.['t']?.members).toEqual({ 'raj@x.org': 'admin' });
  });

  test('an older role in a space is not taken for the word that the run would have given', async () => {
    const account = openAccount(`
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {bindings: {raj@x.org: Project Viewer}}}}}
`);
    const before = account.sandbox.snapshot();
    const planned = await planIn(
      account,
      inS('members: {raj@x.org: member}, bindings: {raj@x.org: Project Viewer}'),
    );
    const context = { run: 'R', again: '-f R.undo.yaml' };
    const undo = undoFile(planned.plan, planned.desired, planned.live, context) ?? '';
    // The run died before its first write.
    const back = await planIn(account, undo);
    expect(back.plan.changes).toEqual([]);
    expect(account.sandbox.snapshot()).toEqual(before);
  });
});

describe('both halves of a place in a space come back, and nothing beside them', () => {
  test.each([
    ['members: {raj@x.org: member}', 'members: {raj@x.org: R}, bindings: {}'],
    ['members: {raj@x.org: member}', 'members: {raj@x.org: R}'],
    ['members: {raj@x.org: member}', 'members: {}, bindings: {raj@x.org: R}'],
    ['members: {raj@x.org: admin}', 'members: {raj@x.org: read-only}, bindings: {raj@x.org: S}'],
    ['bindings: {raj@x.org: R}', 'members: {raj@x.org: member}'],
    ['bindings: {raj@x.org: R}', 'members: {raj@x.org: member}, bindings: {}'],
    ['bindings: {raj@x.org: R}', 'members: {raj@x.org: member}, bindings: {raj@x.org: R}'],
    ['bindings: {raj@x.org: R}', 'members: {raj@x.org: member}, bindings: {raj@x.org: S}'],
    [
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      'members: {raj@x.org: R}, bindings: {}',
    ],
    [
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      'members: {}, bindings: {raj@x.org: S}',
    ],
    ['members: {raj@x.org: member}, bindings: {raj@x.org: R}', 'members: {}, bindings: {}'],
  ])('%s -> %s', async (had, file) => {
    const account = openAccount(`
roles: {R: {permissions: [PROJECT_READ]}, S: {permissions: [DATASET_READ]}}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {${had}}}}}
`);
    const before = account.sandbox.snapshot();
    const undo = await undoneBy(account, inS(file));
    await run(account, (await planIn(account, undo)).plan);
    expect(account.sandbox.snapshot()).toEqual(before);
    expect((await planIn(account, undo)).plan.changes).toEqual([]);
  });
});

/** What a file says of what an admin right hid. */
const said = (undo: string): readonly string[] =>
  undo.split('\n').filter((line) => line.includes('an admin right'));

describe('memberships that an admin right hides', () => {
  const seed = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P: {members: {raj@x.org: admin, mei@x.org: member}, spaces: {s: {members: {raj@x.org: member}}, t: {}}}
`;
  test('do not come back with the membership above them, and the file says so', async () => {
    const account = openAccount(seed);
    const undo = await undoneBy(
      account,
      'organizations: {P: {members: {mei@x.org: member}, spaces: {s: {members: {}}}}}',
    );
    expect(said(undo)).toEqual([
      '# - organization member "raj@x.org" of P: Arize also removed the memberships below it, which an admin right hid. Add those you know of.',
    ]);
    await run(account, (await planIn(account, undo)).plan);
    const { members, spaces } = account.sandbox.snapshot().organizations?.['P'] ?? {};
    expect(members).toHaveProperty('raj@x.org', 'admin');
    expect(spaces?.['s']?.members).toBeUndefined();
  });

  test('keep the role that the run wrote, and the file says so', async () => {
    const account = openAccount(seed);
    const undo = await undoneBy(
      account,
      'organizations: {P: {members: {mei@x.org: member, raj@x.org: member}, spaces: {s: {members: {raj@x.org: admin}}}}}',
    );
    expect(said(undo)).toEqual([
      '# - space member "raj@x.org" of s: an admin right hid the role held before the run, so the role from the run stays.',
    ]);
    await run(account, (await planIn(account, undo)).plan);
    const { spaces } = account.sandbox.snapshot().organizations?.['P'] ?? {};
    expect(spaces?.['s']?.members).toEqual({ 'raj@x.org': 'admin' });
  });

  test('leave the roles that are bound in sight: what the run bound goes', async () => {
    const account = openAccount(seed);
    const before = account.sandbox.snapshot();
    const undo = await undoneBy(
      account,
      'organizations: {P: {members: {mei@x.org: member, raj@x.org: member}, spaces: {t: {members: {raj@x.org: R}, bindings: {}}}}}',
    );
    expect(said(undo)).toEqual([]);
    await run(account, (await planIn(account, undo)).plan);
    expect(account.sandbox.snapshot()).toEqual(before);
  });
});

describe('what a file cannot put back', () => {
  test('there is none where nothing can be put back', async () => {
    const account = openAccount('organizations: {P: {members: {raj@x.org: member}}}');
    expect(await undoneBy(account, 'removed: [{user: raj@x.org}]')).toBe('');
    expect(await undoneBy(account, 'organizations: {New: {}}')).toBe('');
  });

  test('it says what it does not put back, and why', async () => {
    const account = openAccount(`
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {members: {raj@x.org: member}}, e: {}}}}
`);
    const undo = await undoneBy(
      account,
      'removed: [{space: s, organization: P}]\norganizations: {P: {spaces: {n: {}}, members: {}}}',
    );
    expect(
      undo
        .split('\n')
        .filter((line) => line.startsWith('#'))
        .slice(4),
    ).toEqual([
      '#',
      '# Cannot be undone:',
      '# - space "s": its projects and their data are deleted with it, and its service keys no longer work there. This file recreates it with a new id and the members and settings that were read.',
      '#',
      '# Not undone, because only an entry under `removed` deletes it:',
      '# - space "n".',
    ]);
    await run(account, (await planIn(account, undo)).plan);
    const { members, spaces } = account.sandbox.snapshot().organizations?.['P'] ?? {};
    expect(members).toEqual({ 'raj@x.org': 'member' });
    expect(spaces?.['s']?.members).toEqual({ 'raj@x.org': 'member' });
  });

  test('a membership whose role Arize does not show comes back with the least, and what is below it', async () => {
    const behaviour = { organization_roles_readable: false };
    const account = openAccount(
      'organizations: {P: {members: {raj@x.org: admin, ann@x.org: annotator}, spaces: {s: {bindings: {raj@x.org: Project Viewer}}}}}',
      { behaviour },
    );
    const undo = await undoneBy(account, 'organizations: {P: {members: {}}}');
    expect(undo).toContain(
      '# - organization member "raj@x.org" of P: the former role is unknown, so this file gives the lowest one. Change it if you know the former role.',
    );
    await run(account, (await planIn(account, undo)).plan);
    const { members, spaces } = account.sandbox.snapshot().organizations?.['P'] ?? {};
    expect(members).toEqual({ 'raj@x.org': 'read-only', 'ann@x.org': 'annotator' });
    expect(spaces?.['s']?.bindings).toEqual({ 'raj@x.org': 'Project Viewer' });
    expect(short(undo)).not.toContain('{}');
  });

  test('a project that was restricted stays so when only its bindings change', async () => {
    const account = openAccount(`
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {projects: {p: {restricted: true}}}}}}
`);
    const before = account.sandbox.snapshot();
    const file = inS('projects: {p: {restricted: true, bindings: {raj@x.org: Project Viewer}}}');
    const undo = await undoneBy(account, file);
    await run(account, (await planIn(account, undo)).plan);
    expect(account.sandbox.snapshot()).toEqual(before);
  });
});
