import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkMappings } from '../../src/saml/check.ts';
import { samlExport } from '../../src/saml/export.ts';
import { readIdentityProviders } from '../../src/read/identityProviders.ts';
import { findingsOf } from '../../src/drift/findings.ts';
import { plainStyle, renderPlan } from '../../src/render/index.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { settings } from '../repeated.ts';
import { cases, openWorld } from './world.ts';
import type { World } from './world.ts';

/** Numbers from 0 to 1 that follow from one. */
function dice(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Lists whose order means something: the first mapping that fits counts, and a pair is a pair. */
const ordered = /^(?:roleMappings|\w+Map|logs|fields|args|enumValues)$/;

/** The same answer with its lists in another order. */
function shuffled(value: unknown, roll: () => number, name = ''): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    if (ordered.test(name)) return items;
    return items
      .map((item) => [roll(), shuffled(item, roll)] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, shuffled(inner, roll, key)]),
  );
}

/** A server that lists in another order, and answers now this and now that request first. */
const restless = (seed: number): ((next: () => Promise<Response>) => Promise<Response>) => {
  const roll = dice(seed);
  return async (next) => {
    const response = await next();
    const text = await response.text();
    const { status, headers } = response;
    for (let left = Math.floor(roll() * 4); left > 0; left -= 1) {
      // oxlint-disable-next-line no-await-in-loop -- each is a turn of its own
      await new Promise((done) => {
        setImmediate(done);
      });
    }
    const body = text === '' ? null : JSON.stringify(shuffled(JSON.parse(text), roll));
    return new Response(body, { status, headers });
  };
};

/** All that a reader of an account gets to see, as it is written. */
async function pages(world: World, text: string): Promise<readonly string[]> {
  const imported = await world.importFile();
  const client = world.reader();
  const rows = await samlExport(client);
  const saml = checkMappings(await readIdentityProviders(client), rows, undefined);
  const own = [imported, JSON.stringify(rows), JSON.stringify(saml)];
  try {
    const { plan, desired, live } = await world.planFile(text, true);
    const drift = findingsOf(plan, { desired, live }, '2026-01-01');
    const shown = renderPlan(plan, { style: plainStyle, width: 80 }, 'plan', true);
    return [...own, JSON.stringify(plan), shown, JSON.stringify(drift)];
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    return [...own, JSON.stringify(error.problems)];
  }
}

test('the order in which a server lists and answers changes no byte', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async ({ seed, text }, order) => {
      const calm = await pages(openWorld(seed), text);
      const other = await pages(openWorld(seed, {}, { answers: restless(order) }), text);
      expect(other).toEqual(calm);
    }),
    settings(25),
  );
});
