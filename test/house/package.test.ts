import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { built } from '../built.ts';
import { run, scratch } from '../cli/run.ts';

const packed = packedFiles();

test('the package holds what it is for and nothing else', () => {
  const belongs = [
    /^(package\.json|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|LICENSE)$/,
    /^bin\/ax-access\.cjs$/,
    /^docs\/.+\.md$/,
    /^dist\/.+\.(c?js|cjs\.map|d\.ts)$/,
    /^dist\/THIRD-PARTY-LICENSES\.txt$/,
    /^schema\/[^/]+\.json$/,
    /^examples\/.+\.(ya?ml|md)$/,
  ];
  expect(packed.filter((path) => !belongs.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(packed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
  expect(packed).toContain('schema/access.schema.json');
});

test('README says first what it is, then how to install it: a clone, a package, CI', () => {
  const [head = '', install = '', ...rest] = readFileSync('README.md', 'utf8').split(/^## /m);
  expect(head.split('\n').length).toBeLessThan(25);
  expect(install).toMatch(/^Install\n/);
  expect(install).toContain('npm install -g ./ax-access\n');
  expect(install).toMatch(/npm install -g \.\/ax-access-\d+\.\d+\.\d+\.tgz/);
  expect(install).toContain('npx ax-access');
  expect(install).toMatch(/GitHub Action.*container image/s);
  expect(rest.length).toBeGreaterThan(3);
});

test('everything package.json points at is in it', () => {
  const named = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? entry : Object.values(entry),
    ),
  ].map((path) => path.replace(/^\.\//, ''));
  expect(packed).toEqual(expect.arrayContaining(named));
});

const isPacked = (path: string): boolean =>
  packed.some((each) => each === path || each.startsWith(`${path}/`));

test('what the README links to is in it', () => {
  const linked = [...readFileSync('README.md', 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(
    ([, path = '']) => path,
  );
  expect(linked).toEqual(expect.arrayContaining(['docs/access-file.md', 'examples']));
  expect(linked.filter((path) => !isPacked(path))).toEqual([]);
});

const repository = manifest.repository.url.replace(/^git\+https:\/\/github\.com\/|\.git$/g, '');

/** What a reader may copy, or a program fetch: pages, examples, workflows, and texts of the command. */
const texts = execFileSync('git', ['ls-files', '--', '*.md', '*.yml', '*.yaml', 'src', 'action*'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && path !== 'CHANGELOG.md')
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

test('it names one repository, and no page, example or text of the command another', () => {
  const { homepage, bugs } = manifest;
  expect(manifest.repository.url).toBe(`git+https://github.com/${repository}.git`);
  expect({ homepage, bugs }).toEqual({
    homepage: `https://github.com/${repository}#readme`,
    bugs: `https://github.com/${repository}/issues`,
  });
  const named = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/[\w.-]+\/ax-access(?=@|:\d|\.git|\/releases)/g)].map(([found]) => ({
      path,
      found,
    })),
  );
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter(({ found }) => found !== repository)).toEqual([]);
});

test('until it has a repository of its own, it names one that no one can register', () => {
  const owner = repository.split('/')[0] ?? '';
  // GitHub allows letters, digits and single hyphens.
  const isPossible = /^[a-z\d](?:-?[a-z\d])*$/i.test(owner);
  expect(isPossible || owner === 'your_org').toBe(true);
});

test('what a page or an example runs from elsewhere is Arize, Node, GitHub or GitLab', () => {
  const pages = [...texts, { path: 'Dockerfile', text: readFileSync('Dockerfile', 'utf8') }];
  const fetched = pages
    .filter(({ path }) => !path.startsWith('src/'))
    .flatMap(({ text }) =>
      [
        ...text.matchAll(
          /(?:git clone |docker pull |^FROM |^\s*(?:- )?uses: |^\s*image: (?:\{ *name: *)?["']?)([\w./@:-]+)/gm,
        ),
      ].map(([, found = '']) => found),
    );
  const known = [
    new RegExp(`^(?:https://github\\.com/|ghcr\\.io/)?${repository}(?:$|[@:.])`, 'i'),
    /^actions\/[\w-]+@[\da-f]{40}$/,
    /^node:\d/,
    /^\.\/?/,
    /^ax-access$/,
  ];
  expect(fetched.length).toBeGreaterThan(10);
  expect(fetched.filter((each) => !known.some((pattern) => pattern.test(each)))).toEqual([]);
});

test('nothing has to be installed with it, and what is inside it comes with its licences', () => {
  expect(Object.keys(manifest)).not.toContain('dependencies');
  const licences = readFileSync(built('THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['yaml', 'graphql', 'commander', 'https-proxy-agent']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  }
});

test('its declarations name no package', () => {
  const declarations = packed.filter((path) => path.endsWith('.d.ts'));
  expect(declarations).toContain('dist/index.d.ts');
  const named = declarations.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(named.filter((name) => !/^(?:\.|node:)/.test(name))).toEqual([]);
});

test('scripts that start dist/cli.js start the command', () => {
  const said = execFileSync(process.execPath, ['dist/cli.js', '--version'], { encoding: 'utf8' });
  expect(said.trim()).toBe(manifest.version);
});

test('source maps lead to sources that exist, and hold them', () => {
  const maps = packed.filter((path) => path.endsWith('.cjs.map'));
  expect(maps).toEqual(
    expect.arrayContaining(['dist/cli.cjs.map', expect.stringMatching(/^dist\/chunks\/plan-/)]),
  );
  for (const path of maps) {
    const map: { sources: string[]; sourcesContent: (string | null)[] } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    const own = map.sources.map((source) => join(dirname(path), source)).entries();
    for (const [index, source] of own) {
      if (!source.startsWith('src/')) continue;
      expect(map.sourcesContent[index]).toBe(readFileSync(source, 'utf8'));
    }
  }
});

test('what was an ES module stays strict', () => {
  const files = packed.filter((path) => /^dist\/.+\.cjs$/.test(path));
  expect(files).toContain('dist/cli.cjs');
  const strict = /^(?:#!.*\n)?['"]use strict['"];/;
  expect(files.filter((path) => !strict.test(readFileSync(path, 'utf8')))).toEqual([]);
});

// What runs before the command makes it fail as nothing foreseen does.
test('with -v, the stack of an unexpected error leads to the source', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), 'version: 1\n');
  await writeFile(
    join(cwd, 'fault.mjs'),
    `const real = Array.prototype.toSorted;
    Array.prototype.toSorted = () => {
      Array.prototype.toSorted = real;
      throw new TypeError('a fault');
    };`,
  );
  const env = { NODE_OPTIONS: '--import=./fault.mjs' };
  const { stderr } = await run(['validate', '-v'], { cwd, env });
  expect(stderr).toContain('a fault');
  expect(stderr).toMatch(/\/src\/[\w/]+\.ts:\d+:\d+/);
  expect((await run(['validate'], { cwd, env })).stderr).not.toContain('.ts:');
});

test('the command starts with Node, found by way of the path', () => {
  const [first] = readFileSync(manifest.bin['ax-access'], 'utf8').split('\n');
  expect(first).toBe('#!/usr/bin/env node');
});

/** Paths npm would publish. Scripts are off: the build is there, and its output is not JSON. */
function packedFiles(): string[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  return [...output.matchAll(/"path":\s*"([^"]+)"/g)].flatMap((match) => match[1] ?? []);
}
