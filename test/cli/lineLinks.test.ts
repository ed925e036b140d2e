import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { lineLinks } from '../../src/cli/lineLinks.ts';
import { addAndRemove, folderWith, served } from './account.ts';
import { run } from './run.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

const github = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'octo/access',
  GITHUB_SHA: sha,
  GITHUB_WORKSPACE: '/w',
};

const gitlab = {
  CI_PROJECT_URL: 'https://gitlab.example.com/group/sub/access',
  CI_COMMIT_SHA: sha,
  CI_PROJECT_DIR: '/w',
};

test.each([
  ['GitHub', github, '/w', 24, 24, `https://github.com/octo/access/blob/${sha}/access.yaml#L24`],
  ['GitHub', github, '/w', 6, 9, `https://github.com/octo/access/blob/${sha}/access.yaml#L6-L9`],
  [
    'GitHub',
    github,
    '/w/a b',
    1,
    1,
    `https://github.com/octo/access/blob/${sha}/a%20b/access.yaml#L1`,
  ],
  ['GitLab', gitlab, '/w', 24, 24, `${gitlab.CI_PROJECT_URL}/-/blob/${sha}/access.yaml#L24`],
  ['GitLab', gitlab, '/w/x', 6, 9, `${gitlab.CI_PROJECT_URL}/-/blob/${sha}/x/access.yaml#L6-9`],
])('on %s, lines are looked at in the commit: %#', (_, env, cwd, from, to, address) => {
  expect(lineLinks(env, cwd)?.('access.yaml', from, to)).toBe(address);
});

test.each([
  ['outside of CI', {}, '/w', 'access.yaml'],
  ['of a file beside the repository', github, '/w', '../access.yaml'],
  ['of a file beside the repository, by its whole path', github, '/w', '/etc/access.yaml'],
  ['of what is no commit', { ...github, GITHUB_SHA: 'main)' }, '/w', 'access.yaml'],
  ['of what is no address', { ...github, GITHUB_SERVER_URL: 'javascript:x' }, '/w', 'access.yaml'],
  ['where a part is missing', { ...gitlab, CI_PROJECT_DIR: '' }, '/w', 'access.yaml'],
])('there is no link %s', (_, env, cwd, file) => {
  expect(lineLinks(env, cwd)?.(file, 1, 2)).toBeUndefined();
});

test('a name of a file ends no link', () => {
  const link = lineLinks(github, '/w')?.('a) [x](b)/`c`_*<d>|?#\ud800.yaml', 1, 1);
  expect(link?.slice(link.indexOf('/blob/') + 47)).toMatch(/^[\w%./-]+#L1$/);
});

test('a page that is written in CI links its lines', async () => {
  const cwd = await folderWith(addAndRemove);
  const { env } = await served();
  const page = await run(['plan', '--format', 'markdown'], {
    cwd,
    env: { ...env, ...github, GITHUB_WORKSPACE: dirname(cwd) },
  });
  expect(page.stdout).toMatch(
    new RegExp(
      `\\[\`:(\\d+)\`\\]\\(https://github\\.com/octo/access/blob/${sha}/[\\w%-]+/access\\.yaml#L\\1\\)`,
    ),
  );
});
