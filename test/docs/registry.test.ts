import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// The name is not ours on the npm registry: a command that fetches it would run what anybody published there.

/** What has a package manager fetch the package by its bare name: a path, an address or a file is no such thing. */
const fetching =
  /\b(?:npx|npm (?:exec|x|i|install|add|ci)|pnpm (?:dlx|add|i|install)|yarn (?:dlx|add)|bunx|bun add)\b(?:[^\n#|;&`"']*[ \t=])?ax-access(?:@[\w.^~-]+)?(?=[\s`"',;)]|$)/gm;

const found = (text: string): readonly string[] => [...text.matchAll(fetching)].map(([all]) => all);

test.each([
  ['npx ax-access plan', true],
  ['npx --yes ax-access@latest plan', true],
  ['npx --package=ax-access ax-access plan', true],
  ['npm install -g ax-access', true],
  ['npm i --save-dev ax-access@0.1.0', true],
  ['npm install -g ./ax-access', false],
  ['npm install -g ./ax-access-0.1.0.tgz', false],
  ['npm exec --package=./ax-access-0.1.0.tgz -- ax-access-demo', false],
  ['git clone https://github.com/acme/ax-access.git', false],
  ['ax-access plan', false],
])('%s: %s', (text, isFetching) => {
  expect(found(text).length > 0).toBe(isFetching);
});

/** In a clone, `npx` finds the clone itself. */
const inClone = '`npx ax-access` inside the clone';

test('no page, example or text of the command has npm fetch the bare name', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  const files = listed
    .split('\n')
    .filter((path) => /\.(?:md|ya?ml|json|mjs|ts|html)$|^Dockerfile$/.test(path))
    .filter((path) => !path.startsWith('test/') && path !== 'package-lock.json');
  expect(files).toEqual(expect.arrayContaining(['README.md', 'examples/quickstart/access.yaml']));
  const all = files.flatMap((path) =>
    found(readFileSync(path, 'utf8').replace(inClone, '')).map((text) => `${path}: ${text}`),
  );
  expect(all).toEqual([]);
});
