import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

/** Names in rules that do not exist: such a rule would hold whatever happens. */

const account = `account: {name: Acme}
users:
  jane@x.org: {name: Jane, role: admin}
  eve@x.org: {name: Eve, role: member}
  ann@x.org: {name: Ann, role: member}
organizations:
  Team:
    members: {eve@x.org: member, ann@x.org: member}
    spaces:
      S-prod: {private: true}
`;

const granting = `version: 1
organizations:
  Team:
    spaces:
      S-prod:
        members: {eve@x.org: member}
`;

const ruleOn = (people: string, on: string): string =>
  `rules:\n  stay out: {people: [${people}], may_not: access, on: [${on}]}\n`;

async function ranWith(rules: string, args: readonly string[], file = granting) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), account);
  await writeFile(join(cwd, 'access.yaml'), file + rules);
  const { code, stdout, stderr } = await run(args, { cwd });
  return { code, stderr, stdout: stdout.replaceAll(/\s+/g, ' ') };
}

const sandbox = '--sandbox=account.yaml';

describe.each([
  {
    name: 'a person',
    rules: ruleOn('evee@x.org', '{space: S-prod}'),
    told: 'warning: no other part of this file names evee@x.org',
    guess: 'did you mean "eve@x.org"?',
    isError: false,
  },
  {
    name: 'an organization',
    rules: ruleOn('"e*@x.org"', '{space: S-prod, organization: Taem}'),
    told: 'error: unknown organization "Taem"',
    guess: 'did you mean "Team"?',
    isError: true,
  },
  {
    name: 'an organization around a pattern',
    rules: ruleOn('"e*@x.org"', '{space: "*-prod", organization: Taem}'),
    told: 'error: unknown organization "Taem"',
    guess: 'did you mean "Team"?',
    isError: true,
  },
])('$name that a rule mistypes', ({ rules, told, guess, isError }) => {
  test('is told by validate with what is meant', async () => {
    const { code, stderr } = await ranWith(rules, ['validate']);
    expect([code, stderr]).toEqual([isError ? 1 : 0, expect.stringContaining(told)]);
    expect(stderr).toContain(guess);
  });
});

test('a person whom a rule mistypes leaves it unknown, and blocks what the run grants there', async () => {
  const rules = ruleOn('evee@x.org', '{space: S-prod}');
  const { code, stdout } = await ranWith(rules, ['plan', sandbox]);
  expect([code, stdout]).toEqual([
    3,
    expect.stringContaining(
      'cannot be checked where this run changes access: the account has no person "evee@x.org". Correct the name in the rule, or remove it.',
    ),
  ]);
  const live = await ranWith(rules, ['test', '--live', sandbox]);
  expect(live.stdout).toContain('unknown stay out');
});

test('a resource that a rule mistypes, and whose file lists it not, blocks grants in the one that seems meant', async () => {
  const shared = `version: 1
organizations:
  Team:
    members: {eve@x.org: admin, ann@x.org: member}
`;
  const rules = ruleOn('"e*@x.org"', '{space: S-pord}');
  const { code, stdout } = await ranWith(rules, ['plan', sandbox], shared);
  expect([code, stdout]).toEqual([3, expect.stringContaining('the account has no space "S-pord"')]);
  const other = await ranWith(
    ruleOn('"e*@x.org"', '{space: elsewhere}'),
    ['plan', sandbox],
    shared,
  );
  expect([other.code, other.stdout]).toEqual([
    0,
    expect.stringContaining('cannot be fully checked: the account has no space "elsewhere"'),
  ]);
});

test('someone who leaves can stay in a rule, in this run and later ones', async () => {
  const cwd = await scratch();
  const leaving = `version: 1
removed: [{user: ann@x.org}]
organizations:
  Team:
    spaces:
      S-prod:
        members: {eve@x.org: member}
`;
  await writeFile(join(cwd, 'account.yaml'), account);
  await writeFile(join(cwd, 'access.yaml'), leaving + ruleOn('ann@x.org', '{space: S-prod}'));
  const apply = ['apply', '--allow-destructive', '--yes', sandbox];
  const { code, stdout, stderr } = await run(apply, { cwd });
  expect([code, stderr, stdout]).toEqual([0, expect.anything(), expect.anything()]);
  await writeFile(
    join(cwd, 'access.yaml'),
    leaving.replace('eve@x.org: member', 'eve@x.org: admin') +
      ruleOn('ann@x.org', '{space: S-prod}'),
  );
  expect((await run(['plan', sandbox], { cwd })).code).toBe(0);
  expect((await run(['test', '--live', sandbox], { cwd })).stdout).toMatch(/^ok {6}stay out/m);
});
