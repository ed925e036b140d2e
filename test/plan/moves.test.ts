import { describe, expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { diff } from '../../src/diff/diff.ts';
import { findingsOf } from '../../src/drift/findings.ts';
import { adopt, everyDifference } from '../../src/writer/import/adopt.ts';
import { permissions as everyPermission } from '../../src/kinds/permissions.ts';
import type { Desired, Plan } from '../../src/model.ts';
import { narrowed } from '../../src/plan/narrow.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Behaviour } from '../../src/sandbox/index.ts';
import { freshnessOf } from '../../src/plan/freshness.ts';
import { undoFile } from '../../src/writer/undo/undoFile.ts';
import { openAccount } from '../account/account.ts';
import { accountOf, planOf } from '../account/compare.ts';
import { lineOf, linesOf, short } from '../account/lines.ts';

/** What `members` no longer lists and `bindings` gives in its place is one change. */

const permissions = `
  Less: {permissions: [PROJECT_READ]}
  Tags: {permissions: [TAG_READ]}
  More: {permissions: [PROJECT_READ, PROJECT_SPAN_READ, ML_MODEL_READ, DATASET_READ, DATASET_EXAMPLE_READ, EXPERIMENT_READ, ANNOTATION_CONFIG_READ, SPACE_READ, QUEUE_READ, QUEUE_RECORD_READ, SERVICE_KEY_READ]}
  All: {permissions: [${everyPermission.join(', ')}]}`;

const seedWith = (content: string): string => `
roles:${permissions}
organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {private: true, ${content}}}}}`;

const fileWith = (content: string): string =>
  `organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {${content}}}}}`;

const steps = ({ changes, manual }: Plan): readonly string[] => [
  ...changes.map((change) =>
    short(`${change.effect}${change.held ? ' (held)' : ''} ${lineOf(change)}`),
  ),
  ...manual.map(({ address }) => short(`! ${address}`)),
];

const planned = async (live: string, file: string, today?: string): Promise<readonly string[]> =>
  steps(
    await planOf(seedWith(live), fileWith(file), {
      flags: { emptied_scopes: 9 },
      ...(today !== undefined && { today }),
    }),
  );

const sleep = (): Promise<void> => Promise.resolve();

const word = (name: string): string => `members: {raj@x.org: ${name}}`;
const role = (name: string): string => `bindings: {raj@x.org: ${name}}`;

describe('what it does to access', () => {
  test.each([
    ['the role lacks what the built-in role gives', word('member'), 'Less', 'reduces'],
    ['the role gives all of it', word('read-only'), 'More', 'grants'],
    ['an admin may do more than any role says', word('admin'), 'More', 'reduces'],
    ['even one that allows everything there is', word('admin'), 'All', 'reduces'],
    ['which takes nothing from a member', word('member'), 'All', 'grants'],
    ['the role stays, and lacks it', `${word('member')}, ${role('Less')}`, 'Less', 'reduces'],
    ['the role stays, and gives it', `${word('read-only')}, ${role('More')}`, 'More', 'grants'],
    ['the role before gave more', `${word('read-only')}, ${role('Tags')}`, 'More', 'reduces'],
  ])('%s', async (_, live, to, effect) => {
    const [line, ...more] = await planned(live, `members: {}, ${role(to)}`);
    expect([line?.split(' ')[0], line?.split(' -> ')[1], more]).toEqual([effect, `<${to}>`, []]);
  });

  test('nothing is held back: it destroys nothing', async () => {
    expect(await planned(word('member'), `members: {}, ${role('Less')}`)).toEqual([
      'reduces ~ space/P/s/member/raj member -> <Less>',
    ]);
  });

  test('a role under `members` beside a built-in role counts as well', async () => {
    expect(
      await planned(`${word('read-only')}, ${role('More')}`, 'members: {raj@x.org: Less}'),
    ).toEqual(['reduces ~ space/P/s/member/raj read-only -> <Less>']);
  });
});

const told = async (seed: string, file: string): Promise<readonly string[]> => {
  const { changes, manual } = await planOf(seed, file, { consent: true });
  return [
    ...changes.map(lineOf),
    ...manual.map(({ cause, message }) => short(`! ${cause}: ${message}`)),
  ];
};
const ann = (content: string): string =>
  `organizations: {P: {members: {ann@x.org: annotator}, spaces: {s: {private: true, ${content}}}}}`;

describe('what no run can do', () => {
  test('an annotator of the account gets no role in the place of their word', async () => {
    const seed = `roles:${permissions}\n${ann('members: {ann@x.org: annotator}')}`;
    expect(await told(seed, ann('members: {}, bindings: {ann@x.org: Tags}'))).toEqual([
      '! unsafe: ann is an annotator in the account, so the role here can only be "annotator", and no role can replace it. Keep annotator under `members` and no role under `bindings`, or change their role in the account first.',
    ]);
    const users = `users: {jane@x.org: {name: Jane, role: admin, invite: none}, ann@x.org: {name: Ann, role: member, invite: none}}`;
    const file = `${users}\n${ann('members: {}, bindings: {ann@x.org: Tags}').replace('annotator', 'member')}`;
    expect(await told(seed, file)).toContain(
      '! next-run: Waits for their role in the account: ann is an annotator in the account, so the role here can only be "annotator".',
    );
  });

  test('a role that is only observed and not bound is no reason to leave somebody with nothing', async () => {
    const observed = 'manage: {bindings: observe}, members: {}, bindings: {raj@x.org: Tags}';
    expect(await told(seedWith(word('member')), fileWith(observed))).toEqual([
      '! unsafe: The file lists a role for raj under `bindings`, which it only observes, and Arize does not have that role. Removing them from `members` would leave them without it. Bind the role in Arize first, or manage `bindings`.',
    ]);
    // As soon as somebody binds it, the word goes.
    const bound = seedWith(`${word('member')}, ${role('Tags')}`);
    expect(await told(bound, fileWith(observed))).toEqual([
      '~ space/P/s/member/raj member -> <Tags>',
    ]);
  });
});

describe('what the file decides about', () => {
  const both = `${word('member')}, ${role('Less')}`;
  test.each([
    [
      'additive `bindings` keep the role',
      'manage: {bindings: additive}, members: {}, bindings: {}',
      ['reduces ~ space/P/s/member/raj member -> <Less>'],
    ],
    [
      'observed `bindings` keep the role, whichever is listed',
      `manage: {bindings: observe}, members: {}, ${role('More')}`,
      ['reduces ~ space/P/s/member/raj member -> <Less>'],
    ],
    [
      'additive `members` keep the built-in role',
      `manage: {members: additive}, members: {}, ${role('More')}`,
      ['grants ~ space/P/s/binding/raj <Less> -> <More>'],
    ],
    [
      'neither is listed',
      'members: {}, bindings: {}',
      ['destroys (held) - space/P/s/member/raj member takes space/P/s/binding/raj'],
    ],
  ])('%s', async (_, file, lines) => {
    expect(await planned(both, file)).toEqual(lines);
  });

  test('a built-in role whose day is over, beside a role', async () => {
    const made = await planOf(
      seedWith(both),
      fileWith(`members: {raj@x.org: {role: member, until: 2026-01-01}}, ${role('Less')}`),
      { today: '2026-02-01' },
    );
    expect(steps(made)).toEqual(['reduces ~ space/P/s/member/raj member -> <Less>']);
    expect(made.changes[0]?.reason).toBe('expired under `members`: the last day was 2026-01-01');
  });

  test('a role under `bindings` that no run may take is kept beside a new built-in role', async () => {
    expect(
      await planned(role('Less'), `manage: {bindings: additive}, ${word('member')}, bindings: {}`),
    ).toEqual(['grants + space/P/s/member/raj member']);
  });

  test('who leaves the organization moves nowhere', async () => {
    const made = await planOf(
      seedWith(both),
      'organizations: {P: {members: {mei@x.org: member}, spaces: {s: {manage: {bindings: additive}, members: {}, bindings: {}}}}}',
    );
    expect(steps(made)).toEqual([
      'destroys (held) - organization/P/member/raj member takes space/P/s/binding/raj, space/P/s/member/raj',
    ]);
  });

  test('a role that has to wait leaves the built-in role where it is', async () => {
    const made = await planOf(
      seedWith(word('member')),
      `manage: {roles: observe}
roles: {Less: {permissions: [PROJECT_READ]}, New: {permissions: [PROJECT_READ]}}
${fileWith(`members: {}, ${role('New')}`)}`,
    );
    expect(steps(made)).toEqual(['! space/P/s/binding/raj', '! space/P/s/member/raj']);
  });

  test('a slip among the members may have meant whoever is not listed: their built-in role stays', async () => {
    const made = await planOf(
      seedWith(word('member')),
      `organizations: {P: {spaces: {s: {members: {rja@x.org: member}, ${role('Less')}}}}}`,
    );
    expect(steps(made)).toEqual(['grants + space/P/s/binding/raj <Less>']);
    expect(made.kept.map(({ removal }) => short(removal.address))).toEqual([
      'space/P/s/member/raj',
    ]);
  });

  test('what is protected is not moved', async () => {
    const made = await planOf(
      seedWith(word('member')),
      `protected: [{user: raj@x.org}]\n${fileWith(`members: {}, ${role('Less')}`)}`,
    );
    expect(made.guards.filter(({ verdict }) => verdict === 'blocked')).toMatchObject([
      { rule: 'protected', changes: ['space/P/s/member/raj@x.org'] },
    ]);
  });
});

test('a plan says whom a moment without access may hit, and only then', async () => {
  const codes = async (file: string): Promise<readonly string[]> => {
    const { notices } = await planOf(seedWith(word('member')), fileWith(file));
    return notices
      .filter(({ code }) => code === 'role-bound-again')
      .map(({ message }) => short(message));
  };
  expect(await codes(`members: {}, ${role('Less')}`)).toEqual([
    'raj in s: a role replaces a built-in role. If Arize keeps both, this run removes both and binds the role again in the same step, so for a moment neither gives access.',
  ]);
  expect(await codes(word('admin'))).toEqual([]);
});

describe('what it does to access is told of the one change', () => {
  test.each([
    ['a role in the place of a built-in role', word('member'), `members: {}, ${role('Less')}`],
    [
      'and of another role',
      `${word('read-only')}, ${role('More')}`,
      `members: {}, ${role('Tags')}`,
    ],
    ['under `members`', `${word('read-only')}, ${role('More')}`, 'members: {raj@x.org: Tags}'],
  ])('%s', async (_, live, file) => {
    const { access, changes } = await planOf(seedWith(live), fileWith(file));
    expect(changes).toHaveLength(1);
    const causes = new Set(access.asRun.changes.flatMap(({ causes: all }) => all));
    expect([...causes].map(short)).toEqual(['space/P/s/member/raj']);
    const lost = access.asRun.changes.flatMap((entry) => entry.lost);
    expect(lost).toContain('DATASET_READ');
  });

  test('where it gives more than before', async () => {
    const live = `${word('read-only')}, ${role('Less')}`;
    const { access } = await planOf(
      seedWith(live).replace('SERVICE_KEY_READ]', 'SERVICE_KEY_READ, DATASET_CREATE]'),
      fileWith(`members: {}, ${role('More')}`),
    );
    expect(
      access.asRun.changes.map(({ causes, gained, lost }) => [causes.map(short), gained, lost]),
    ).toEqual([[['space/P/s/member/raj'], ['DATASET_CREATE'], []]]);
  });
});

test('what somebody else moved meanwhile is done', async () => {
  const account = openAccount(seedWith(word('member')));
  const { desired, live } = await account.look(fileWith(`members: {}, ${role('Less')}`));
  const made = plan(diff(desired, live), desired, live, { allowDestructive: false });
  await apply(made, account.writer(), { sleep });
  const { live: now } = await account.look(fileWith(`members: {}, ${role('Less')}`));
  const standing = freshnessOf(made.changes, diff(desired, now), now);
  expect([...standing.values()]).toEqual([{ is: 'done' }]);
});

test('a role that is deleted waits for whoever moves from it to another', async () => {
  const { changes } = await planOf(
    seedWith(`${word('member')}, ${role('Tags')}`),
    `roles:${permissions.replace(/\n  Tags.*/, '')}\n${fileWith(`members: {}, ${role('Less')}`)}`,
    { consent: true },
  );
  expect(changes.map(({ address, needs }) => [short(address), needs.map(short)])).toEqual([
    ['space/P/s/member/raj', []],
    ['role/Tags', ['space/P/s/member/raj']],
  ]);
});

test('a target may name either of the two places', async () => {
  const account = accountOf(seedWith(`members: {raj@x.org: member, mei@x.org: member}`));
  const { desired, live } = await account.look(
    fileWith('members: {}, bindings: {raj@x.org: Less, mei@x.org: Less}'),
  );
  const whole = diff(desired, live);
  for (const kind of ['space_member', 'space_binding'] as const) {
    const target = { ref: { kind, key: ['P', 's', 'raj@x.org'] } };
    expect(linesOf(narrowed(whole, [target], desired, live))).toEqual([
      '~ space/P/s/member/raj member -> <Less>',
    ]);
  }
});

describe.each<Partial<Behaviour>>([{}, { custom_replaces_word: false }])(
  'undone on a server like %o',
  (behaviour) => {
    test.each([
      ['a role in the place of a built-in role', word('member'), `members: {}, ${role('Less')}`],
      [
        'a built-in role dropped beside a role',
        `${word('member')}, ${role('Less')}`,
        `members: {}, ${role('Less')}`,
      ],
      [
        'and the role changed',
        `${word('member')}, ${role('Less')}`,
        `members: {}, ${role('More')}`,
      ],
      ['a role under `members`', word('member'), 'members: {raj@x.org: Less}'],
      [
        'the same without `bindings`, beside a role',
        `${word('member')}, ${role('More')}`,
        'members: {raj@x.org: Less}',
      ],
      ['a built-in role in the place of a role', role('Less'), `${word('member')}, bindings: {}`],
      ['a built-in role beside a role', role('Less'), `${word('member')}, ${role('Less')}`],
    ])('%s', async (_, before, file) => {
      const account = openAccount(seedWith(before), { behaviour });
      const spaces = (): unknown => account.sandbox.snapshot().organizations?.['P']?.spaces;
      const was = spaces();
      const { desired, live } = await account.look(fileWith(file));
      const made = plan(diff(desired, live), desired, live, { allowDestructive: true });
      const undo = undoFile(made, desired, live, { run: 'r', again: '' }) ?? '';
      await apply(made, account.writer(), { sleep });
      expect(spaces()).not.toEqual(was);
      const back = await account.look(undo.replace('version: 1\n', ''));
      const way = plan(diff(back.desired, back.live), back.desired, back.live, {
        allowDestructive: true,
      });
      const outcomes = await apply(way, account.writer(), { sleep });
      expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([]);
      expect(spaces()).toEqual(was);
    });
  },
);

describe.each([
  ['a role in the place of a built-in role', word('member'), 'Less'],
  ['a built-in role dropped beside a role', `${word('member')}, ${role('Less')}`, 'Less'],
  ['and the role changed', `${word('member')}, ${role('Less')}`, 'More'],
])('as drift: %s', (_, before, to) => {
  test('it is one finding that shows both sides', async () => {
    const { desired, live } = await accountOf(seedWith(before)).look(
      fileWith(`members: {}, ${role(to)}`),
    );
    const made = plan(diff(desired, live), desired, live, { allowDestructive: false });
    expect(findingsOf(made, { desired, live }, '2026-01-01').findings).toMatchObject([
      {
        address: 'space/P/s/member/raj@x.org',
        file: { role: { custom: to } },
        live: { role: 'member' },
        back: 'apply',
      },
    ]);
  });

  test('adopted, the file says what is live', async () => {
    const account = accountOf(seedWith(before));
    const { desired } = await account.look(fileWith(`members: {}, ${role(to)}`));
    const look = async (now: Desired) => (await account.look(now.sources[0]?.text ?? '')).live;
    const { sources, left } = await adopt(desired, look, everyDifference);
    expect([sources[0]?.text, left]).toEqual([
      `version: 1\n${fileWith(before.includes('bindings') ? before : `${before}, bindings: {}`)}`,
      [],
    ]);
  });
});
