import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, give, served } from './account.ts';
import { run, scratch } from './run.ts';

const inLab = (more: string): string => `version: 1
organizations:
  Research:
    members: {ana@example.com: admin, cy@example.com: member}
${more}`;

describe('import --update', () => {
  test('says that the file says all, where it does', async () => {
    const { env } = await served();
    const cwd = await folderWith(inLab(''));
    const { stderr } = await run(['import', '--update'], { cwd, env });
    expect(stderr).toBe('access.yaml already says what the account has.\n');
  });

  test('counts what Arize does not show', async () => {
    const { env } = await served();
    const cwd = await folderWith(inLab('    spaces: {lab: {members: {}}}\n'));
    const { stderr } = await run(['import', '--update'], { cwd, env });
    expect(stderr).toBe(
      'access.yaml already says what was read of the account; 2 possible memberships of admins are not shown.\n',
    );
  });

  test('says of nothing that it is said already where something was not taken over', async () => {
    const cwd = await scratch();
    // Two spaces of one name: a file can speak of one.
    const seed = {
      account: { name: 'Acme' },
      users: { 'ana@example.com': { name: 'Ana', role: 'admin' } },
      organizations: { P: { members: {}, spaces: { alpha: {}, 'alpha ': {} } } },
    };
    await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
    await writeFile(
      join(cwd, 'access.yaml'),
      'version: 1\norganizations: {P: {spaces: {alpha: {}}}}\n',
    );
    const update = () => run(['import', '--update', '--sandbox=seed.yaml'], { cwd });
    await update();
    const { stderr } = await update();
    expect(stderr).toContain('Not imported: space/P/alpha');
    expect(stderr).toContain('access.yaml is unchanged; 1 difference was not adopted.');
    expect(stderr).not.toContain('says already');
  });
});

describe('drift --adopt', () => {
  test('says that the file says all only where nothing is left', async () => {
    const { env } = await served();
    const cwd = await folderWith(inLab(''));
    await give(env, 'Ana', 'MEMBER');
    await give(env, 'Cy', 'ADMIN');
    const drift = await run(['drift', '--json', '-q'], { cwd, env });
    const document: { drift: { findings: { id: string }[] } } = JSON.parse(drift.stdout);
    const [first] = document.drift.findings;
    const mistyped = await run(['drift', '--adopt', 'nothing0'], { cwd, env });
    expect(mistyped).toMatchObject({
      code: 64,
      stderr:
        'error: No difference has the id "nothing0".\n  To see the ids: ax-access drift --details\n',
    });
    const one = await run(['drift', '--adopt', first?.id ?? ''], { cwd, env });
    expect(one.stderr).toContain(
      'Adopted 1 finding: wrote access.yaml; 1 finding is left. Review and commit the change.',
    );
    const rest = await run(['drift', '--adopt'], { cwd, env });
    expect(rest.stderr).toContain(
      'Adopted 1 finding: access.yaml now says what the account has. Review and commit the change.',
    );
    const late = await run(['drift', '--adopt', 'nothing0'], { cwd, env });
    expect([late.code, late.stderr]).toEqual([
      64,
      'error: drift found no difference, so there is none with the id "nothing0" to adopt.\n',
    ]);
  });
});

describe('a run that is refused', () => {
  test('is not offered by drift', async () => {
    const { env } = await served();
    const cwd = await folderWith(
      `${inLab('')}roles: {Reader: {permissions: [PROJECT_READ]}}\nremoved: [{user: bo@example.com, reason: left}]\n`,
    );
    const { stdout } = await run(['drift', '-q'], { cwd, env });
    const next = stdout.slice(stdout.indexOf('Next:')).replaceAll(/\n +#/g, ' #');
    expect(next.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^Next: ax-access apply +# back to the file: 1 change$/),
      expect.stringMatching(
        /^ {6}ax-access plan --allow-destructive +# shows what blocks 1 change$/,
      ),
    ]);
    const stopped = await run(['plan', '--allow-destructive', '-q'], { cwd, env });
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toContain('min_admins');
    const page = await run(['drift', '--format', 'markdown', '-q'], { cwd, env });
    expect(page.stdout).toMatch(
      /^ax-access apply +# back to the file: 1 change\nax-access plan --allow-destructive +# shows what blocks 1 change\nax-access drift --adopt /m,
    );
    expect((await run(['apply', '-q'], { cwd, env })).code).toBe(0);

    const now = await run(['drift', '-q'], { cwd, env });
    expect(now.stdout).not.toContain('ax-access apply');
    const later = await run(['drift', '--format', 'markdown', '-q'], { cwd, env });
    expect(later.stdout).not.toContain('ax-access apply');
  });

  test('with -q it says only what went wrong, as import --update does', async () => {
    const { env } = await served();
    const cwd = await folderWith(inLab(''));
    await give(env, 'Cy', 'ADMIN');
    expect(await run(['drift', '--adopt', '-q'], { cwd, env })).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await run(['import', '--update', '-q'], { cwd, env })).toMatchObject({
      code: 0,
      stderr: '',
    });
  });
});
