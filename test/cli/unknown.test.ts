import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from './run.ts';

/** An account of which the file below tells all but what the tests are about. */
const seed = (tom: string): string => `
account: {name: Acme}
users:
  ana@example.com: {name: Ana, role: admin}
  bo@example.com: {name: Bo, role: admin}
  mei@example.com: {name: Mei, role: member}
  raj@example.com: {name: Raj, role: member}
  tom@example.com: {name: Tom, role: member${tom}}
organizations:
  Platform:
    members: {bo@example.com: admin, mei@example.com: member, raj@example.com: member}
    spaces:
      alpha: {private: true, members: {mei@example.com: member, raj@example.com: member}}
      beta: {private: true, members: {mei@example.com: member, raj@example.com: member}}
`;

async function office(file: string, tom = '') {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  await writeFile(join(cwd, 'account.yaml'), seed(tom));
  await writeFile(path, file);
  return {
    ax: (...args: readonly string[]) => run([...args, '--sandbox=account.yaml'], { cwd }),
    shell: (line: string) => run(line.trim().split(' ').slice(1), { cwd }),
    file: () => readFile(path, 'utf8'),
    write: (text: string) => writeFile(path, text),
  };
}

/** Lines of a page as one text: where it breaks is beside the point. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a person who was blocked while the file still names them', () => {
  const organizations = `organizations:
  Platform:
    members: {bo@example.com: admin, core: member, mei@example.com: member}
    spaces:
      alpha:
        members: {mei@example.com: admin, core: member}
`;
  const users = `users:
  bo@example.com: {name: Bo, role: admin}
  mei@example.com: {name: Mei, role: member}
  raj@example.com: {name: Raj, role: member}
  tom@example.com: {name: Tom, role: member, invite: none}
`;
  const teams = `teams:\n  core: [raj@example.com, tom@example.com]\n`;

  test.each([
    ['with `users`', `version: 1\n${users}${teams}${organizations}`],
    ['without `users`', `version: 1\n${teams}${organizations}`],
  ])('stops nothing and nobody else, %s, and the printed way out works', async (_, text) => {
    const { ax, shell, file } = await office(text, ', status: inactive');
    const planned = await ax('plan');
    expect(planned.code).toBe(0);
    expect(flat(planned.stdout)).toContain(
      'tom@example.com is blocked in Arize, which cannot be undone. 2 entries of the file are skipped. Remove the person from the file.',
    );
    expect(planned.stdout).toContain('Plan: 0 to add, 1 to change, 0 to destroy, 1 manual step.');
    expect((await ax('plan', '--detailed-exitcode')).code).toBe(2);

    const targeted = await ax('plan', '--target', 'mei@example.com');
    expect(targeted.code).toBe(0);
    expect(flat(targeted.stdout)).toContain('; 1 other change is left out.');

    const applied = await ax('apply', '--yes');
    expect(applied.code).toBe(0);
    expect(applied.stdout).toContain('Applied: 1 done.');

    const drifted = await ax('drift');
    expect(drifted.code).toBe(2);
    expect(drifted.stdout).toContain('Drift: 1 changed in Arize.');
    expect(drifted.stdout).not.toContain('ax-access apply');

    const way =
      /ax-access drift --adopt \w+ --sandbox=account.yaml/.exec(planned.stdout)?.[0] ?? '';
    expect((await shell(way)).code).toBe(0);
    expect(await file()).toBe(
      text
        .replace('  tom@example.com: {name: Tom, role: member, invite: none}\n', '')
        .replace(', tom@example.com]', ']'),
    );
    const after = await ax('plan');
    expect([after.code, after.stdout]).toEqual([0, expect.stringContaining('No changes')]);
  });
});

describe('a slip in an address', () => {
  const slip = `version: 1
teams:
  core: [mei@example.com, rja@example.com]
organizations:
  Platform:
    members: {bo@example.com: admin, core: member, raj@example.com: member}
    spaces:
      alpha: {members: {core: admin}}
      beta: {members: {mei@example.com: member}}
`;
  const headline = '1 person keeps access in alpha because of access.yaml:3.';

  test('evicts nobody who may have been meant, and stops nothing else', async () => {
    const { ax, write } = await office(slip);
    const planned = await ax('plan', '--allow-destructive');
    expect(planned.code).toBe(1);
    const text = flat(planned.stdout);
    expect(text).toContain(
      'No such person in the account: "rja@example.com". Did you mean "raj@example.com"? access.yaml:3',
    );
    expect(text).toContain(
      `Plan: 0 to add, 1 to change, 1 to destroy, 1 unknown name. ${headline}`,
    );

    const applied = await ax('apply', '--yes', '--allow-destructive');
    expect(applied.code).toBe(4);
    expect(applied.stdout).toContain('Applied: 2 done.');

    // Now there is nothing left that could run.
    const again = await ax('apply', '--yes', '--allow-destructive');
    expect(again.code).toBe(1);
    expect(flat(again.stdout)).toContain(`Plan: nothing to apply, 1 unknown name. ${headline}`);
    expect((await ax('plan')).code).toBe(1);

    const drifted = await ax('drift');
    expect(drifted.code).toBe(2);
    expect(drifted.stdout).not.toContain('No drift');
    expect(drifted.stdout).not.toContain('ax-access apply');
    expect(flat(drifted.stdout)).toContain(
      'raj@example.com in alpha not in the file, member live manual step:',
    );
    expect(flat(drifted.stdout)).toContain(
      'It is not removed while an unknown name may refer to it: access.yaml:3',
    );
    // Nothing of it came to be in the account: it is the file that has to be put right.
    expect((await ax('drift', '--adopt')).stderr).toContain('Nothing was adopted');

    // The first plan that takes something out of the map says that it takes it over.
    await write(slip.replace('mei@example.com, rja', 'mei@example.com, bo'));
    const corrected = flat((await ax('plan', '--details')).stdout);
    expect(corrected).toContain('1 to destroy');
    expect(corrected).toContain(
      'Takes ownership of `members` of space "alpha": 1 person not in the file will be removed.',
    );
  });

  test('is said in every format', async () => {
    const { ax } = await office(slip);
    const markdown = await ax('plan', '--format', 'markdown');
    expect(markdown.code).toBe(1);
    expect(markdown.stdout).toContain('> **1 unknown name**');
    expect(markdown.stdout).toContain('1 person keeps access in alpha because of `access.yaml:3`.');
    const json: unknown = JSON.parse((await ax('plan', '--json')).stdout);
    const source = { file: 'access.yaml', line: 3, column: 27 };
    expect(json).toMatchObject({
      exit_code: 1,
      summary: { unknown: 1, kept: 1 },
      unknown: [
        {
          address: 'user/rja@example.com',
          suggestion: 'did you mean "raj@example.com"?',
          source,
          skips: [
            { address: 'organization/Platform/member/rja@example.com', source },
            { address: 'space/Platform/alpha/member/rja@example.com', source },
          ],
        },
      ],
      kept: [
        {
          address: 'space/Platform/alpha/member/raj@example.com',
          because: [{ address: 'space/Platform/alpha/member/rja@example.com', source }],
        },
      ],
    });
  });

  test('elsewhere does not count for what --target names, also in a saved plan', async () => {
    const { ax } = await office(slip);
    const planned = await ax('plan', '--target', 'beta', '--out', 'part.json');
    expect(planned.code).toBe(0);
    expect(flat(planned.stdout)).toContain('This plan covers only --target and what it needs.');
    expect(flat(planned.stdout)).toContain('1 to destroy; 2 other changes are left out.');
    expect(planned.stdout).not.toContain('keeps access');
    expect((await ax('plan', '--target', 'alpha')).code).toBe(1);
    expect((await ax('plan', '--target', 'raj@example.com')).code).toBe(1);

    const part = await ax('apply', 'part.json', '--yes', '--allow-destructive');
    expect([part.code, part.stdout]).toEqual([0, expect.stringContaining('Applied: 1 done.')]);

    expect((await ax('plan', '--out', 'whole.json')).code).toBe(1);
    const whole = await ax('apply', 'whole.json', '--yes');
    expect([whole.code, flat(whole.stdout)]).toEqual([4, expect.stringContaining(headline)]);
  });
});

test('a role and a project that were deleted stop nothing else', async () => {
  const { ax } = await office(`version: 1
organizations:
  Platform:
    spaces:
      alpha:
        members: {mei@example.com: admin}
        bindings: {raj@example.com: Data Scientist}
      beta:
        members: {mei@example.com: admin, raj@example.com: member}
        projects: {fraud: {bindings: {mei@example.com: Project Viewer}}}
`);
  const applied = await ax('apply', '--yes', '--allow-destructive');
  expect(applied.code).toBe(4);
  expect(applied.stdout).toContain('Applied: 2 done.');
  const text = flat(applied.stdout);
  expect(text).toContain('No such role in the account: "Data Scientist". access.yaml:7');
  expect(text).toContain('No such project here: "fraud". Add `create: true` to create it.');
  // Raj is to get the role: until it is there, what he has is not taken.
  expect(text).toContain('1 person keeps access in alpha because of access.yaml:7.');
  const beta = await ax('plan', '--target', 'Platform/beta');
  expect(flat(beta.stdout)).toContain(
    'Plan: nothing to apply, 1 unknown name; 1 other change is left out.',
  );
});
