import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

// `consent.ts` stands before the one place that runs a plan. What `users` does beside offboarding sends mails and makes
// invitations: it takes nothing from anybody. The personal keys are the caller's own: a new one only adds, and a refreshed
// one keeps its old secret for the grace period, which cannot be left out. Another command that writes has to say here which of the two it is.
test('a command that writes gets an answer first, or takes nothing', () => {
  const writers = readdirSync('src/cli', { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') && readFileSync(`src/cli/${path}`, 'utf8').includes('connectForWriting'),
  );
  expect(writers.toSorted()).toEqual([
    'commands/keysPersonal.ts',
    'commands/usersAction.ts',
    'pipeline/applyPlan.ts',
  ]);
  const runs = readFileSync('src/cli/pipeline/applyPlan.ts', 'utf8');
  const asked = runs.indexOf('await consent(');
  expect(asked).toBeGreaterThan(0);
  expect(runs.indexOf('await write(')).toBeGreaterThan(asked);
});
