import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaintsBy } from '../render/closedSchema.ts';
import { run, scratch } from './run.ts';

const complaints = complaintsBy('schema/answers.schema.json');

/** The example account of the README, untouched, and a way to ask about it. */
async function asking(): Promise<(...args: readonly string[]) => Promise<string>> {
  const cwd = await scratch();
  await copyFile(resolve('access.yaml'), join(cwd, 'access.yaml'));
  return async (...args) => {
    const { code, stdout, stderr } = await run([...args, '--sandbox', '-q'], { cwd });
    return code === 0 ? stdout : `${code} ${stderr}`;
  };
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

describe('who-can', () => {
  test('lists everybody who gets in, with the way and where it comes from', async () => {
    const ask = await asking();
    await expect(await ask('who-can', 'fraud-prod')).toMatchFileSnapshot('ask/who-can.txt');
    await expect(await ask('who-can', 'fraud-prod', '--planned')).toMatchFileSnapshot(
      'ask/who-can-planned.txt',
    );
    await expect(await ask('who-can', 'fraud-prod', '--desired')).toMatchFileSnapshot(
      'ask/who-can-desired.txt',
    );
    await expect(await ask('who-can', 'fraud-prod', '--format', 'markdown')).toMatchFileSnapshot(
      'ask/who-can.md',
    );
  });

  test('narrows it to those who may do something', async () => {
    const ask = await asking();
    const people = async (...args: readonly string[]): Promise<readonly string[]> => {
      const document = await ask('who-can', ...args, '--json');
      expect(complaints(document)).toEqual([]);
      return JSON.parse(document).people.map(
        ({ person }: { person: string }) => person.split('@')[0],
      );
    };
    expect(await people('admin', 'account')).toEqual(['jane', 'omar']);
    expect(await people('DATASET_CREATE', 'Platform Team/team-alpha')).toEqual([
      'jane',
      'mei',
      'old',
      'omar',
      'tom',
      'traces-bot',
    ]);
    expect(await people('read', 'fraud-prod', '--planned', '--allow-destructive')).toEqual([
      'jane',
      'mei',
      'omar',
      'raj',
    ]);
  });
});

describe('explain', () => {
  test('shows the way, and what is missing', async () => {
    const ask = await asking();
    const old = ['explain', 'mei@example.com', 'fraud-prod'] as const;
    await expect(await ask(...old)).toMatchFileSnapshot('ask/explain-yes.txt');
    const shut = ['explain', 'tom@example.com', 'fraud-prod', '--planned'] as const;
    await expect(await ask(...shut)).toMatchFileSnapshot('ask/explain-no.txt');
    await expect(await ask(...shut, '--format', 'markdown')).toMatchFileSnapshot(
      'ask/explain-no.md',
    );
    for (const args of [old, shut, ['explain', 'raj@example.com', 'account', '--desired']]) {
      // oxlint-disable-next-line no-await-in-loop -- one sandbox, one at a time
      expect(complaints(await ask(...args, '--json'))).toEqual([]);
    }
  });

  test('says when the file gives it already', async () => {
    const ask = await asking();
    expect(flat(await ask('explain', 'RAJ@example.com', 'fraud-prod'))).toContain(
      'access.yaml already grants it: apply the file.',
    );
  });

  test('what it says is missing is what a plan accepts', async () => {
    const cwd = await scratch();
    await writeFile(
      join(cwd, 'access.yaml'),
      'version: 1\norganizations: {Platform Team: {spaces: {team-alpha: {private: true}}}}\n',
    );
    const sandbox = async (...args: readonly string[]) =>
      run([...args, '--sandbox', '-q'], { cwd });
    await sandbox('apply', '--yes');
    const asked = await sandbox('explain', 'old@example.com', 'team-alpha', '--json');
    const { can, missing } = JSON.parse(asked.stdout);
    expect(can).toBe('no');
    await writeFile(
      join(cwd, 'access.yaml'),
      `version: 1\nmanage: {members: additive}\n${missing.yaml}`,
    );
    expect(await sandbox('apply', '--yes')).toMatchObject({ code: 0 });
    const again = await sandbox('explain', 'old@example.com', 'team-alpha', '--json');
    expect(JSON.parse(again.stdout).can).toBe('yes');
  });
});

describe('names', () => {
  test.each([
    [
      ['who-can', 'fraud-prd'],
      '64',
      'No such organization, space or project: "fraud-prd". Did you mean "fraud-prod"?',
    ],
    [['who-can', 'nothing like it'], '64', 'Use "Organization/space/project", or "account".'],
    [
      ['explain', 'rja@example.com', 'team-alpha'],
      '64',
      'No such person: rja@example.com. Did you mean "raj@example.com"?',
    ],
    [
      ['explain', 'Raj', 'team-alpha'],
      '64',
      '"raj" is not an e-mail address. Did you mean "raj@example.com"?',
    ],
    [['explain', 'raj@', 'nowhere'], '64', 'Use "Organization/space/project", or "account".'],
    [
      ['explain', 'zoe', 'team-alpha'],
      '64',
      '"zoe" is not an e-mail address. List people: ax-access users list',
    ],
    [
      ['who-can', 'raed', 'team-alpha'],
      '64',
      '"raed" is not a permission or an action on a space. Did you mean READ?',
    ],
    [['who-can', 'x', '--desired', '--planned'], '64', 'cannot be used together'],
    [
      ['who-can'],
      '64',
      'Missing argument <resource>. Usage: ax-access who-can [action] <resource>',
    ],
    [['explain', 'raj@example.com'], '64', 'Missing argument <resource>.'],
    [['explain', 'a', 'b', 'c'], '64', '(put names with spaces in quotes)'],
  ])('%j', async (args, code, message) => {
    const ask = await asking();
    const told = flat(await ask(...args));
    expect(told.startsWith(`${code} error: `)).toBe(true);
    expect(told).toContain(message);
  });

  test('one that means several lists them; with more of it, it means one', async () => {
    const cwd = await scratch();
    await writeFile(
      join(cwd, 'seed.yaml'),
      JSON.stringify({
        users: { 'jane@example.com': { name: 'Jane', role: 'admin' } },
        organizations: {
          A: { spaces: { lab: {}, 'x|`y`\u001b[31m@team': {} } },
          B: { spaces: { lab: {} } },
        },
      }),
    );
    const ask = async (...args: readonly string[]) =>
      run([...args, '--sandbox=seed.yaml', '-q'], { cwd });
    const told = await ask('who-can', 'lab');
    expect([told.code, flat(told.stderr)]).toEqual([
      64,
      'error: "lab" is ambiguous; it matches 2 items: space/A/lab space/B/lab Use a longer name, such as "Organization/space", or one of these addresses.',
    ]);
    expect(await ask('who-can', 'A/lab')).toMatchObject({ code: 0 });
    const hostile = await ask('who-can', 'x|`y`\u001b[31m@team', '--format', 'markdown');
    expect(hostile.stdout).toContain(
      String.raw`### Who has access to space ${'``'}x|${'`y`'}\u001b[31m@team${'``'} in ${'`A`'}`,
    );
    expect(hostile.stdout).not.toContain('\u001b');
  });
});
