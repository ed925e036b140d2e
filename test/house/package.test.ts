import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const packed = packedFiles();

test('the package holds what it is for and nothing else', () => {
  const belongs = [
    /^(package\.json|README\.md|LICENSE)$/,
    /^dist\/.+\.(js|d\.ts)$/,
    /^schema\/[^/]+\.json$/,
    /^examples\/.+\.(ya?ml|md)$/,
  ];
  expect(packed.filter((path) => !belongs.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(packed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
  expect(packed).toContain('schema/access.schema.json');
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

test('every compiled file has a source, so nothing is left of an older build', () => {
  const compiled = packed.filter((path) => path.endsWith('.js'));
  expect(compiled).toContain('dist/cli.js');
  const orphans = compiled.filter(
    (path) => !existsSync(path.replace(/^dist\/(.+)\.js$/, 'src/$1.ts')),
  );
  expect(orphans).toEqual([]);
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
