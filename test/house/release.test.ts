import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { scratch } from '../cli/run.ts';

const copied = [
  'package.json',
  'package-lock.json',
  'README.md',
  'docs/ci.md',
  'examples/ci/gitlab/.gitlab-ci.yml',
] as const;

const person = { name: 'T', email: 't@example.com' };

/** A checkout of this project in small, with a change to release. */
async function checkout(changes = '# Changes\n\n## Unreleased\n\n### Added\n\n- A wonder.\n') {
  const folder = await scratch();
  for (const path of copied) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path));
  }
  writeFileSync(join(folder, 'CHANGELOG.md'), changes);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_AUTHOR_NAME: person.name,
    GIT_AUTHOR_EMAIL: person.email,
    GIT_COMMITTER_NAME: person.name,
    GIT_COMMITTER_EMAIL: person.email,
  };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'first');
  return {
    folder,
    git,
    read: (path: string): string => readFileSync(join(folder, path), 'utf8'),
    release(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [resolve('scripts/release.mjs'), ...args],
        { cwd: folder, env: { ...env, ...more }, encoding: 'utf8' },
      );
      return { code: status, stdout, stderr };
    },
  };
}

test('a release keeps the change log, sets the version everywhere, and is a commit with a tag', async () => {
  const { git, read, release } = await checkout();
  expect(release(['9.1.0'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('git push origin main v9.1.0\n'),
  });
  expect(read('CHANGELOG.md')).toMatch(
    /^# Changes\n\n## Unreleased\n\n## 9\.1\.0 \(\d{4}-\d\d-\d\d\)\n\n### Added\n\n- A wonder\.\n$/,
  );
  for (const path of copied) {
    expect(read(path)).toBe(
      // Other packages have versions, too.
      path === 'package-lock.json'
        ? readFileSync(path, 'utf8')
            .replace(/^( +"version": )"[^"]+"/, '$1"9.1.0"')
            .replace(/("version": )"[^"]+"/, '$1"9.1.0"')
            .replace(/(\{\n {6}"name": "ax-access",\n {6}"version": )"[^"]+"/, '$1"9.1.0"')
        : readFileSync(path, 'utf8')
            .replace(`"version": "${manifest.version}"`, '"version": "9.1.0"')
            .replaceAll(
              new RegExp(`(?<=ax-access[-:]|/v)${manifest.version.replaceAll('.', '\\.')}`, 'g'),
              '9.1.0',
            ),
    );
  }
  expect(git('status', '--porcelain')).toBe('');
  expect(git('log', '-1', '--format=%s', 'v9.1.0')).toBe('Release 9.1.0\n');
  expect(release(['--notes', 'v9.1.0'])).toEqual({
    code: 0,
    stdout: '### Added\n\n- A wonder.\n',
    stderr: '',
  });
});

test('README, docs and examples name this version', () => {
  const named = copied
    .slice(2)
    .flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/(?:ax-access[-:]|\/v)(\d+\.\d+\.\d+)/g)].map(
        ([, version]) => version,
      ),
    );
  expect(named.length).toBeGreaterThan(4);
  expect(new Set(named)).toEqual(new Set([manifest.version]));
});

describe('a release is refused, and nothing changes', () => {
  test.each([
    ['without a version', [], 'Name the new version: npm run release -- 0.2.0'],
    ['of an odd version', ['v9.1'], 'Name the new version'],
    ['of a version that is not higher', [manifest.version], 'is not higher than'],
  ])('%s', async (_, args, message) => {
    const { git, release } = await checkout();
    expect(release(args)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect([git('status', '--porcelain'), git('tag')]).toEqual(['', '']);
  });

  test('without a change, on another branch, and of what is not committed', async () => {
    const empty = await checkout('# Changes\n\n## Unreleased\n\n## 0.0.9\n\n- Old.\n');
    expect(empty.release(['9.1.0']).stderr).toBe('CHANGELOG.md has nothing under Unreleased.\n');
    const { git, folder, release } = await checkout();
    git('switch', '-qc', 'other');
    expect(release(['9.1.0']).stderr).toBe('Releases are made on main.\n');
    git('switch', '-q', 'main');
    git('tag', 'v9.1.0');
    expect(release(['9.1.0']).stderr).toBe('The tag v9.1.0 already exists.\n');
    writeFileSync(join(folder, 'README.md'), 'edited');
    expect(release(['9.2.0']).stderr).toBe('Commit or undo your changes first.\n');
  });
});

test('the repository is set in one step, in everything that names it', async () => {
  const { git, read, release } = await checkout();
  const was = manifest.repository.url.replace(/^git\+https:\/\/github\.com\/|\.git$/g, '');
  for (const wrong of ['', 'acme', 'a_b/ax-access', 'acme/a b']) {
    expect(release(['--repository', wrong])).toMatchObject({
      code: 1,
      stderr: 'Name the repository on GitHub: npm run release -- --repository OWNER/NAME\n',
    });
  }
  expect(git('status', '--porcelain')).toBe('');
  expect(release(['--repository', 'Acme-Inc/access'])).toMatchObject({ code: 0 });
  expect(JSON.parse(read('package.json'))).toMatchObject({
    homepage: 'https://github.com/Acme-Inc/access#readme',
    bugs: 'https://github.com/Acme-Inc/access/issues',
    repository: { url: 'git+https://github.com/Acme-Inc/access.git' },
  });
  for (const path of copied) expect(read(path)).not.toContain(was);
  expect(read('README.md')).toContain('git clone https://github.com/Acme-Inc/access.git\n');
  expect(read('docs/ci.md')).toContain('ghcr.io/acme-inc/access:');
});

test('notes are refused where tag, version, change log and repository do not agree', async () => {
  const { release } = await checkout();
  expect(release(['--notes', 'v9.1.0']).stderr).toContain('The tag is v9.1.0, but package.json');
  const own = `v${manifest.version}`;
  expect(release(['--notes', own]).stderr).toBe(
    `CHANGELOG.md has nothing about ${manifest.version}.\n`,
  );
  const elsewhere = release(['--notes', own], { GITHUB_REPOSITORY: 'acme/ax-access' });
  expect(elsewhere.stderr).toContain('but this is acme/ax-access. See docs/releasing.md.');
});
