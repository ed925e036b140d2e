import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, served } from './account.ts';
import { run } from './run.ts';

const inLab = (more: string): string => `version: 1
organizations:
  Research:
    members: {ana@example.com: admin, cy@example.com: member}
${more}`;

/** In the lab an admin right may hide memberships of Ana and Bo. */
const hidden = inLab('    spaces: {lab: {members: {}}}\n');
const shown = inLab('');

describe('where Arize does not show everything', () => {
  test.each([['plan'], ['plan --detailed-exitcode'], ['plan --apply'], ['apply'], ['drift']])(
    '%s says so and ends well; with --require-complete it is an error',
    async (line) => {
      const { env, sandbox } = await served();
      const cwd = await folderWith(hidden);
      const args = line.split(' ');
      const strict = await run([...args, '--require-complete', '-q'], { cwd, env });
      expect(strict).toMatchObject({
        code: 1,
        stderr:
          'error: Not everything could be read (--require-complete): 2 possible memberships of admins are not shown.\n',
      });
      const plain = await run([...args, '-q'], { cwd, env });
      expect(plain).toMatchObject({ code: 0, stderr: '' });
      expect(sandbox.counts().writes).toBe(0);
      expect(strict.stdout).toContain('of admins are not shown.');
    },
  );

  test('a document says both', async () => {
    const { env } = await served();
    const cwd = await folderWith(hidden);
    const { code, stdout } = await run(['plan', '--json', '--require-complete'], { cwd, env });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ exit_code: 1, claim: { certain: false } });
  });

  test('a run with --require-complete writes nothing', async () => {
    const { env, sandbox } = await served();
    const cwd = await folderWith(`${hidden}roles: {Reader: {permissions: [PROJECT_READ]}}\n`);
    const strict = await run(['apply', '--require-complete', '-q'], { cwd, env });
    expect(strict.code).toBe(1);
    expect(sandbox.counts().writes).toBe(0);
    expect((await run(['apply', '-q'], { cwd, env })).code).toBe(0);
    expect(sandbox.counts().writes).toBe(1);
  });

  test('a difference and a guard that says no count as before', async () => {
    const { env } = await served();
    const cwd = await folderWith(hidden.replace('cy@example.com: member', 'cy@example.com: admin'));
    const flags = ['--require-complete', '-q'];
    expect((await run(['drift', '-q'], { cwd, env })).code).toBe(2);
    expect((await run(['drift', ...flags], { cwd, env })).code).toBe(1);
    await writeFile(
      join(cwd, 'access.yaml'),
      `${hidden}removed: [{user: bo@example.com, reason: left}]\n`,
    );
    const blocked = ['plan', '--allow-destructive', ...flags];
    expect((await run(blocked, { cwd, env })).code).toBe(3);
  });
});

test('where everything was seen, --require-complete changes nothing', async () => {
  const { env } = await served();
  const cwd = await folderWith(shown);
  const ran = await run(['plan', '--require-complete', '-q'], { cwd, env });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('No changes. The account matches access.yaml.');
  const drift = await run(['drift', '--require-complete', '-q'], { cwd, env });
  expect(drift).toMatchObject({ code: 0, stderr: '' });
  expect(drift.stdout).toContain('No drift. The account matches access.yaml.');
});

test('what could not be read is an error without being asked for', async () => {
  const { env } = await served(async (request, next) => {
    const text = request.method === 'POST' ? await request.clone().text() : '';
    return text.includes('samlIdPs')
      ? Response.json({ data: null, errors: [{ message: 'Not allowed' }] })
      : next();
  });
  const cwd = await folderWith(shown);
  for (const [command, nothing] of [
    ['plan', 'No changes'],
    ['apply', 'No changes'],
    ['drift', 'No drift'],
  ] as const) {
    // eslint-disable-next-line no-await-in-loop
    const ran = await run([command, '-q'], { cwd, env });
    expect(ran.stdout).toContain(`${nothing} in what was read; identity providers could not be`);
    expect(ran).toMatchObject({
      code: 1,
      stderr: 'error: Not everything could be read: identity providers could not be read.\n',
    });
  }
});
