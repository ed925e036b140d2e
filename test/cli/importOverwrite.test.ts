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
