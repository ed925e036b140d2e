import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What is looked at here of package.json and of each entry of package-lock.json. */
interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock: { packages: Record<string, Manifest> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);

test('the lock file was written for this package.json', () => {
  const locked = lock.packages[''];
  expect(locked?.devDependencies).toEqual(manifest.devDependencies);
  expect(locked?.dependencies).toEqual(manifest.dependencies);
});

// npm leaves these out when it writes the file beside an existing node_modules, and then refuses to
// install from it on other systems (npm/cli#4828). Cure: delete both, and run `npm install`.
test('the lock file names the native packages of every system', () => {
  const has = (path: string): boolean => path in lock.packages;
  const missing = Object.entries(lock.packages)
    .filter(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).some(
        (name) => !has(`${path}/node_modules/${name}`) && !has(`node_modules/${name}`),
      ),
    )
    .map(([path]) => path);
  expect(missing).toEqual([]);
});

test('dependencies are pinned, so that a release is what was tested', () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies };
  const loose = Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([]);
});
