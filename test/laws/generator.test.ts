import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { settings } from '../repeated.ts';
import { cases, isBlocked, openWorld } from './world.ts';

/** The laws say nothing about what never comes up, so what comes up is looked at too. */
test('random cases are mostly valid, and every kind of change is among them', async () => {
  const samples = fc.sample(cases, settings(250, 250));
  const seen = new Set<string>();
  let planned = 0;
  for (const { seed, text } of samples) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one account after the other
      const { plan } = await openWorld(seed).planFile(text, true);
      if (isBlocked(plan) || plan.changes.length === 0) continue;
      planned += 1;
      for (const { kind, action } of plan.changes) seen.add(`${action} ${kind}`);
      for (const { effect } of plan.changes) seen.add(effect);
      for (const { cause } of plan.manual) seen.add(cause);
      for (const { reason } of plan.untouched) seen.add(reason);
      if (plan.observed.length > 0) seen.add('observed');
    } catch (error) {
      if (!(error instanceof FileProblemsError)) throw error;
    }
  }
  expect(planned).toBeGreaterThan(150);
  // Keys come with secrets, and never differ: test/keys.
  const drawn = kinds.filter(({ credential }) => !credential);
  const possible = drawn.flatMap(({ name }) =>
    ['create', 'update', 'delete']
      .filter((action) => action !== 'update' || name !== 'project_restriction')
      .map((action) => `${action} ${name}`),
  );
  const others = ['grants', 'reduces', 'destroys', 'console-only', 'unsafe', 'observed'];
  const reasons = ['not-managed', 'additive', 'ignored', 'service', 'hidden', 'built-in'];
  expect([...possible, ...others, ...reasons].filter((each) => !seen.has(each))).toEqual([]);
});
