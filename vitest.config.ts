import { readFileSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { validators } from './scripts/validators.mjs';

// Tests see the sandbox and nothing of the machine they run on: no account, no forced colours.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('ARIZE_') || name === 'FORCE_COLOR') delete process.env[name];
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

// `npm run test:long` is `--mode long`: random tests alone, with ten times the repetitions of `npm test`.
export default defineConfig(({ mode }) => ({
  plugins: [validators()],
  test: {
    include: mode === 'long' ? repeating() : ['test/**/*.test.ts'],
    // For what hangs, not for what is slow: a busy machine is ten times as slow as a quiet one.
    testTimeout: mode === 'long' ? 3_600_000 : 300_000,
    hookTimeout: 300_000,
    // By itself vitest leaves one core free, which on a machine with two is half of them.
    maxWorkers: '100%',
    env: {
      NO_COLOR: '1',
      // The client prints a notice on stderr for every endpoint in alpha or beta otherwise.
      DISABLE_PRERELEASE_WARNING: 'true',
      TEST_SCALE: process.env['TEST_SCALE'] ?? (mode === 'long' ? '1' : '0.1'),
    },
  },
}));
