import { defineConfig } from 'vitest/config';

// Tests see the sandbox and nothing of the machine they run on: no account, no forced colours.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('ARIZE_') || name === 'FORCE_COLOR') delete process.env[name];
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // For what hangs, not for what is slow: a busy machine is ten times as slow as a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // By itself vitest leaves one core free, which on a machine with two is half of them.
    maxWorkers: '100%',
    env: {
      NO_COLOR: '1',
      // The client prints a notice on stderr for every endpoint in alpha or beta otherwise.
      DISABLE_PRERELEASE_WARNING: 'true',
    },
  },
});
