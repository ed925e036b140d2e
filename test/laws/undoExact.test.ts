import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kindOf } from '../../src/kinds/index.ts';
import type { Change, Plan } from '../../src/model.ts';
import { laterFor } from '../../src/writer/undo/later.ts';
import { wayBack } from '../../src/writer/undo/wayBack.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { settings } from '../repeated.ts';
import { byName, factsOf, nameOfFact, plain } from './facts.ts';
import { patience, printed, runToEnd, undoOf } from './undoing.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

const linesOf = (plan: Plan | undefined): readonly string[] | undefined =>
  plan && [
    ...plan.changes.map(({ action, address }) => `${action} ${address}`),
    ...plan.manual.map(({ address, message }) => `left: ${address}: ${message}`),
  ];

/** Limits that the undo of a small run comes up against. */
const tight = 'limits: {removals: 0, people_losing_all_access: 0}\n';

test(
  'what is said of the way back is so: its changes, and the limits to raise',
  async () => {
    let limited = 0;
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ seed, text }, isTight) => {
        const world = openWorld(seed);
        const planned = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(planned.plan) && planned.plan.changes.length > 0);
        const { changes } = planned.plan;
        fc.pre(failures(await world.applyPlan(planned.plan)).length === 0);
        const after = await world.planFile(text, true);
        const file = isTight ? `${undoOf(planned)}${tight}` : undoOf(planned);
        const { desired: undo } = await world.loadFile(file);
        const way = wayBack(undo, laterFor(undo, planned.live, changes, after.live));
        const raised = await world.planFile(file, true, way?.limits);
        expect(linesOf(way?.plan)).toEqual(linesOf(raised.plan));
        const blocked = raised.plan.guards.filter(({ verdict }) => verdict === 'blocked');
        expect(blocked.map(({ rule }) => rule)).toEqual(way?.forbidden);
        const isLimited = Object.keys(way?.limits ?? {}).length > 0;
        limited += Number(isLimited);
        const unraised = await world.planFile(file, true, {});
        expect(isBlocked(unraised.plan)).toBe(isLimited || blocked.length > 0);
      }),
      settings(60, 24),
    );
    expect(limited).toBeGreaterThan(0);
  },
  patience,
);

const isRename = (change: Change): boolean =>
  change.action === 'update' && 'name' in change.after && kindOf(change.kind).keyedBy === 'name';

/** Gives everybody something that they have not, somewhere. */
function strangersFile(now: Seed, from: number): string {
  const lines = Object.entries(now.organizations ?? {}).flatMap(([owner, organization]) =>
    Object.entries(organization.spaces ?? {}).flatMap(([name, space]) =>
      Object.keys(organization.members ?? {})
        .filter((email) => now.users[email]?.bot !== true && now.users[email]?.role === 'member')
        .filter((email) => !(space.bindings ?? {})[email] && !(space.members ?? {})[email])
        .filter((_, index) => (index + from) % 2 === 0)
        .map((email) => ({ owner, name, email })),
    ),
  );
  return JSON.stringify({
    version: 1,
    manage: { bindings: 'additive' },
    organizations: Object.fromEntries(
      lines.map(({ owner }) => [
        owner,
        {
          spaces: Object.fromEntries(
            lines
              .filter((line) => line.owner === owner)
              .map(({ name }) => [
                name,
                {
                  bindings: Object.fromEntries(
                    lines
                      .filter((line) => line.owner === owner && line.name === name)
                      .map(({ email }) => [email, 'Project Viewer']),
                  ),
                },
              ]),
          ),
        },
      ]),
    ),
  });
}

test(
  'undoing takes from nobody what others gave since',
  async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(cases, fc.nat({ max: 1 }), async ({ seed, text }, from) => {
        const world = openWorld(seed);
        const planned = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(planned.plan) && planned.plan.changes.length > 0);
        fc.pre(failures(await world.applyPlan(planned.plan)).length === 0);
        // What is renamed back is another fact, and the same thing.
        fc.pre(planned.plan.changes.every((change) => !isRename(change)));
        const since = byName(factsOf(world.sandbox.snapshot(), plain));
        await runToEnd(world, strangersFile(world.sandbox.snapshot(), from));
        const fresh = factsOf(world.sandbox.snapshot(), plain).filter(
          (fact) => !since.has(nameOfFact(fact)),
        );
        given += fresh.length;
        const { undo, limits } = await printed(world, planned);
        await runToEnd(world, undo, limits);
        const now = byName(factsOf(world.sandbox.snapshot(), plain));
        expect(fresh.filter((fact) => !now.has(nameOfFact(fact)))).toEqual([]);
      }),
      settings(50, 24),
    );
    expect(given).toBeGreaterThan(0);
  },
  patience,
);
