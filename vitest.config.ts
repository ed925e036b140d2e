import { readFileSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { validators } from './scripts/validators.mjs';

// Tests see the sandbox and nothing of the machine they run on: no account, no forced colours.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('ARIZE_') || name === 'FORCE_COLOR') delete process.env[name];
}

/** The test files that draw cases at random: all that a long run has to repeat. */
const drawing = (): string[] =>
  readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => readFileSync(path, 'utf8').includes("/repeated.ts'"));

// `npm run test:long` is `--mode long`: random tests alone, with ten times the repetitions of `npm test`.
export default defineConfig(({ mode }) => ({
  plugins: [validators()],
  test: {
    include: mode === 'long' ? drawing() : ['test/**/*.test.ts'],
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
