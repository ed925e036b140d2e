import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

const account = `account: {name: Acme}
users:
  jane@example.com: {name: Jane Doe, role: admin}
  omar@example.com: {name: Omar Haddad, role: admin}
  raj@example.com: {name: Raj Patel, role: member}
  mei@example.com: {name: Mei Lin, role: member}
roles: {Lab Reader: {permissions: [PROJECT_READ]}}
organizations:
  Platform:
    members: {raj@example.com: member, mei@example.com: member}
    spaces:
      vision-lab:
        private: true
        members: {raj@example.com: admin, mei@example.com: member}
        bindings: {mei@example.com: Lab Reader}
        projects: {fraud-prod: {}}
`;

/** The space as it was called before somebody renamed it in Arize, and all that names it. */
const file = `version: 1
ignore:
  - {project: scratch, space: research, organization: Platform}
known_drift:
  - {address: project/Platform/research/fraud-prod, owner: jane, until: 2099-01-01}
organizations:
  Platform:
    members: {raj@example.com: member, mei@example.com: member}
    spaces:
      research: # the lab
        private: true
        members: {raj@example.com: admin, mei@example.com: member} # both of them
        projects:
          fraud-prod: {}
saml:
  example.com:
    groups:
      lab: {organizations: {Platform: {role: member, spaces: {research: member}}}}
`;

async function renamed(text = file) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), account);
  await writeFile(join(cwd, 'access.yaml'), text);
  const ax = (...args: readonly string[]) =>
    run([...args, '-q', '--sandbox=account.yaml'], { cwd });
  return { cwd, ax, written: () => readFile(join(cwd, 'access.yaml'), 'utf8') };
}

const line = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a space that somebody renamed in Arize', () => {
  test('is one item of the plan, and no second space is made', async () => {
    const { ax } = await renamed();
    const plan = await ax('plan', '--json');
    const { changes, manual, unknown } = JSON.parse(plan.stdout);
    expect({ code: plan.code, changes, unknown }).toEqual({ code: 0, changes: [], unknown: [] });
    expect(manual).toHaveLength(1);
    expect(manual[0]).toMatchObject({
      address: 'space/Platform/research',
      renamed_to: 'vision-lab',
      message: expect.stringContaining('both have project "fraud-prod"'),
    });
    expect((await ax('apply', '--yes', '--allow-destructive')).code).toBe(0);
    const shown = (await ax('sandbox', 'show')).stdout;
    expect(shown).toContain('vision-lab');
    expect(shown).not.toContain('research');
  });

  test('is one finding of drift, called renamed, with both ways out', async () => {
    const { ax } = await renamed();
    const drift = await ax('drift');
    expect(drift.code).toBe(2);
    expect(line(drift.stdout)).toContain(
      '~ space research renamed in Arize to vision-lab manual step:',
    );
    expect(line(drift.stdout)).toContain('To rename it back, add `previously: [vision-lab]` here');
    expect(drift.stdout).toContain('Drift: 1 ');
    expect(drift.stdout).toContain('ax-access drift --adopt');
  });

  test.each([[['drift', '--adopt']], [['import', '--update']]])(
    'is taken over by %j with its old name, wherever the file names it',
    async (command) => {
      const { ax, written } = await renamed();
      expect((await ax(...command)).code).toBe(0);
      const text = await written();
      expect(text).toContain(
        '      vision-lab: # the lab\n        previously:\n          - research\n',
      );
      expect(text).toContain('members: {raj@example.com: admin, mei@example.com: member} # both');
      expect(text).toContain('{project: scratch, space: vision-lab, organization: Platform}');
      expect(text).toContain('address: project/Platform/vision-lab/fraud-prod,');
      expect(text).toContain('{role: member, spaces: {vision-lab: member}}');
      expect(text.match(/research/g)).toHaveLength(1);
      expect((await ax('plan', '--detailed-exitcode')).code).toBe(0);
    },
  );

  test('is renamed back by the edit that the plan names', async () => {
    const { ax } = await renamed(
      file.replace('private: true', 'previously: [vision-lab]\n        private: true'),
    );
    expect((await ax('apply', '--yes')).code).toBe(0);
    const shown = (await ax('sandbox', 'show')).stdout;
    expect(shown).toContain('research');
    expect(shown).not.toContain('vision-lab');
    expect((await ax('plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('is something else where the file says so', async () => {
    const { ax } = await renamed(
      file
        .replace('private: true', 'create: true\n        private: true')
        .replace('          fraud-prod: {}', '          fraud-prod: {create: true}'),
    );
    expect((await ax('apply', '--yes')).code).toBe(0);
    const shown = (await ax('sandbox', 'show')).stdout;
    expect(shown).toContain('research');
    expect(shown).toContain('vision-lab');
  });
});

const named = (name: string, more: string): string =>
  `version: 1\norganizations: {Platform: {spaces: {${name}: {${more}}}}}\n`;

test('a space is known by the id that an earlier run wrote down, whatever it is called and whoever is in it', async () => {
  const { cwd, ax, written } = await renamed(named('vision-lab', 'description: Ours'));
  expect((await ax('apply')).code).toBe(0);
  // Somebody renames it, and this folder knows nothing of it.
  await writeFile(join(cwd, 'other.yaml'), named('lighthouse', 'previously: [vision-lab]'));
  expect((await ax('apply', '-f', 'other.yaml', '--journal-dir', 'elsewhere')).code).toBe(0);
  const drift = await ax('drift');
  expect(line(drift.stdout)).toContain('space vision-lab renamed in Arize to lighthouse');
  expect(line(drift.stdout)).toContain('an earlier run recorded its id under the name in the file');
  expect((await ax('drift', '--adopt')).code).toBe(0);
  expect(await written()).toContain('lighthouse: {');
  expect((await ax('plan', '--detailed-exitcode')).code).toBe(0);
});

test('a role that somebody renamed is taken over where people hold it, and nobody is unbound', async () => {
  const text = `version: 1
roles: {Reader of the Lab: {permissions: [PROJECT_READ]}}
organizations:
  Platform:
    spaces:
      vision-lab:
        bindings: {mei@example.com: Reader of the Lab}
`;
  const { ax, written } = await renamed(text);
  const plan = await ax('plan', '--json');
  expect(JSON.parse(plan.stdout)).toMatchObject({
    changes: [],
    manual: [{ address: 'role/Reader of the Lab', renamed_to: 'Lab Reader' }, {}],
  });
  expect((await ax('drift', '--adopt')).code).toBe(0);
  const now = await written();
  expect(now).toContain('bindings: {mei@example.com: Lab Reader}');
  expect(now).toContain('previously');
  expect((await ax('plan', '--detailed-exitcode')).code).toBe(0);
});
