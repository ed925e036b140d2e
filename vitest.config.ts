import { readFileSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { page } from './scripts/page.mjs';
import { validators } from './scripts/validators.mjs';
import { yamlTokens } from './scripts/yamlTokens.mjs';

// Tests see the sandbox and nothing of the machine they run on: no account, no forced colours.
for (const name of Object.keys(process.env)) {
  if (/^(?:ARIZE_|AX_ACCESS_|FORCE_COLOR$)/.test(name)) delete process.env[name];
}

/**
 * The test files that a long run repeats: those that draw cases at random, and those that build an account, which a long
 * run compares with the sandbox.
 */
const repeating = (): string[] =>
  readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => /\/(?:repeated|account\/compare)\.ts'/.test(readFileSync(path, 'utf8')));

/**
 * What runs the command comes first, then what draws cases at random, then the rest: one long file at the end would leave
 * all workers but one without work.
 */
class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const texts = new Map(files.map((file) => [file, readFileSync(file.moduleId, 'utf8')]));
    const rank = (file: TestSpecification): readonly [kind: number, size: number] => {
      const text = texts.get(file) ?? '';
      if (/\/(?:run|pty|runner)\.ts'/.test(text)) return [0, -text.length];
      return [/\/(?:repeated|suite)\.ts'/.test(text) ? 1 : 2, -text.length];
    };
    return Promise.resolve(
      files.toSorted((one, other) => {
        const [[kind, size], [otherKind, otherSize]] = [rank(one), rank(other)];
        return kind - otherKind || size - otherSize;
      }),
    );
  }
}

// `npm run test:long` is `--mode long`: random tests alone, with ten times the repetitions of `npm test`.
export default defineConfig(({ mode }) => ({
  plugins: [validators(), page(), yamlTokens()],
  test: {
    include: mode === 'long' ? repeating() : ['test/**/*.test.ts'],
    // For what hangs, not for what is slow: a busy machine is ten times as slow as a quiet one.
    // No test has a limit of its own.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    // By itself vitest leaves one core free, which on a machine with two is half of them.
    maxWorkers: '100%',
    // Files of a worker share the modules of src, which nothing in them may change: loading them anew for each of 200 files
    // took as long as running half of the tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Tests make much that soon is garbage: with more room for it, it is collected less often.
    execArgv: ['--max-semi-space-size=64'],
    env: {
      NO_COLOR: '1',
      // The client prints a notice on stderr for every endpoint in alpha or beta otherwise.
      DISABLE_PRERELEASE_WARNING: 'true',
      TEST_SCALE: process.env['TEST_SCALE'] ?? (mode === 'long' ? '1' : '0.1'),
    },
  },
}));
