import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const guards = `rules:
  r: {people: [anyone], may_not: PROJECT_DELETE, except: [admins], on: [{space: "*"}]}
limits: {removals: 3}
`;

test('an import does not replace what only a file says, and names the command that keeps it', async () => {
  const cwd = await scratch();
  const path = join(cwd, 'my access.yaml');
  const overwrite = ['import', '--sandbox', '-o', 'my access.yaml', '--overwrite'];
  expect((await run(overwrite, { cwd })).code).toBe(0);
  const imported = await readFile(path, 'utf8');
  await writeFile(
    path,
    `${imported.replace(/^roles:$/m, '$&\n  Old: {permissions: [PROJECT_READ]}')}${guards}`,
  );
  const { code, stderr } = await run(overwrite, { cwd });
  expect([code, stderr.split('\n').slice(-3).join('\n')]).toEqual([
    1,
    `error: my access.yaml also has \`rules\`, \`limits\`, which the account does not show. They would be lost, so nothing was written.
  To keep them: ax-access import --update -f 'my access.yaml' --sandbox. To start over, delete the file first.
`,
  ]);
  expect(await readFile(path, 'utf8')).toContain(guards);
  const update = ['import', '--update', '-f', 'my access.yaml', '--sandbox'];
  expect((await run(update, { cwd })).code).toBe(0);
  const kept = await readFile(path, 'utf8');
  expect(kept).toContain(guards);
  expect(kept).not.toContain('Old:');
  // What an account shows is replaced without a word.
  await writeFile(path, kept.replace(guards, ''));
  expect((await run(overwrite, { cwd })).code).toBe(0);
});

const flags = ['import', '--sandbox', '-o', 'access.yaml', '--overwrite'];

/** The error that keeps an edited file as it is. */
async function refused(
  edit: (imported: string) => string,
): Promise<{ readonly error: string; readonly cwd: string; readonly edited: string }> {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  expect((await run(flags, { cwd })).code).toBe(0);
  const edited = edit(await readFile(path, 'utf8'));
  await writeFile(path, edited);
  const { code, stderr } = await run(flags, { cwd });
  expect([code, await readFile(path, 'utf8')]).toEqual([1, edited]);
  const error = stderr.split('\n').findLast((line) => line.startsWith('error:')) ?? '';
  return { error, cwd, edited };
}

test.each([
  [
    '`until`',
    (text: string) =>
      text.replaceAll(
        'tom@example.com: member',
        'tom@example.com: {role: member, until: 2099-12-31}',
      ),
  ],
  [
    'other values of `manage`',
    (text: string) => text.replace('members: full', 'members: additive'),
  ],
  [
    '`service_keys`',
    (text: string) =>
      text.replace(
        'private: true\n',
        'private: true\n        service_keys:\n          etl: {role: member, deliver: {file: etl.key}}\n',
      ),
  ],
])('nor %s, which stands in entries that the account has too', async (name, edit) => {
  const { error, cwd, edited } = await refused(edit);
  expect(error).toContain(`access.yaml also has ${name}, which the account does not show.`);
  const update = ['import', '--update', '-f', 'access.yaml', '--sandbox'];
  expect((await run(update, { cwd })).code).toBe(0);
  expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe(edited);
});

test('nor a file with an error, which may have all of that', async () => {
  const { error } = await refused((text) => `${text}rules: {few: {may: admin, at_most: 3\n`);
  expect(error).toContain('access.yaml has errors, so it is not known what would be lost with it.');
});

test('a file that is no access file is replaced', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), '# to do\n\n');
  expect((await run(flags, { cwd })).code).toBe(0);
});

test.each([
  'plan',
  'import --as-seed',
  'report map',
  'saml export',
  'sandbox seed',
  'drift --format html',
])('%s does not replace an access file with something else', async (line) => {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  const text = 'version: 1\nusers: {jane@example.com: {name: Jane Doe, role: admin}}\n';
  await writeFile(path, text);
  const where = line.startsWith('sandbox') ? [] : ['--sandbox'];
  const args = [...line.split(' '), ...where, '-o', 'access.yaml', '--overwrite'];
  const { code, stderr } = await run(args, { cwd });
  expect([code, stderr]).toEqual([
    1,
    `error: access.yaml is an access file, and this result would replace it. Nothing was read or written.
  Use another file.
`,
  ]);
  expect(await readFile(path, 'utf8')).toBe(text);
});
