import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEmail } from '../../src/names.ts';
import type { Desired } from '../../src/model.ts';
import { often, settings } from '../repeated.ts';
import { choose, grantMaps, idsOf } from './desk.ts';
import { byName, factsOf, nameOfFact, namesOf } from './facts.ts';
import type { Fact } from './facts.ts';
import { print } from './file.ts';
import type { AccessFile } from './file.ts';
import { repair } from './repair.ts';
import { placeOf, unsatisfied } from './satisfied.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';
import type { Case } from './world.ts';

/** Nobody has an address that begins like this. */
const mistyped = (email: string): string => `qq${email.trim()}`;

/** A file without `users`, in which one address is mistyped: in one map, or in one team. */
function slipped({ seed, file: whole }: Case, index: number): Pick<Case, 'seed' | 'text'> {
  const { users: _users, ...file }: AccessFile = structuredClone(whole);
  const desk = { file, seed, ids: idsOf(file, seed) };
  const inMaps = grantMaps(desk).flatMap(({ map }) =>
    [...map.keys()]
      .filter((key) => key.includes('@'))
      .map((email) => () => {
        const entries = [...map].map(
          ([key, grant]) => [key === email ? mistyped(key) : key, grant] as const,
        );
        map.clear();
        for (const [key, grant] of entries) map.set(key, grant);
      }),
  );
  const inTeams = [...file.teams].flatMap(([name, people]) =>
    people.map((email) => () => {
      const others = people.map((each) => (each === email ? mistyped(each) : each));
      file.teams.set(name, others);
    }),
  );
  // Few files have teams.
  const slip = choose(index % 3 > 0 && inTeams.length > 0 ? inTeams : inMaps, index);
  fc.pre(slip !== undefined);
  slip?.();
  repair(desk);
  return { seed, text: print(file) };
}

const slips = fc
  .tuple(cases, fc.nat())
  .filter(([each]) => grantMaps({ file: each.file, seed: each.seed, ids: new Map() }).length > 0);

/** Maps of the file in which somebody stands whom the account does not have. */
function mapsWithStrangers({ items }: Desired, seed: Case['seed']): ReadonlySet<string> {
  const known = new Set(Object.keys(seed.users).map(canonicalEmail));
  return new Set(
    items
      .filter(({ kind, key }) => /_(?:member|binding)$/.test(kind) && !known.has(key.at(-1) ?? ''))
      .map(placeOf),
  );
}

/** Whether the file has a word about a person's place, in either half of it. */
function isListed({ kind, key }: Fact, { items }: Desired): boolean {
  const kinds = kind.startsWith('space_') ? ['space_member', 'space_binding'] : [kind];
  return items.some(
    (item) => kinds.includes(item.kind) && JSON.stringify(item.key) === JSON.stringify(key),
  );
}

/** Whether a tombstone takes it. */
const isBuried = ({ key }: Fact, { removed }: Desired): boolean =>
  removed.some((selector) =>
    selector.kind === 'user'
      ? selector.key[0] === key.at(-1)
      : selector.key.every((part, index) => key[index] === part),
  );

describe('one mistyped address', () => {
  test('takes nothing from anybody who is not listed beside it', async () => {
    let shielded = 0;
    await fc.assert(
      fc.asyncProperty(slips, async ([each, index]) => {
        const { seed, text } = slipped(each, index);
        const world = openWorld(seed);
        const before = world.sandbox.snapshot();
        const { plan, desired, live } = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(plan));
        expect(failures(await world.applyPlan(plan))).toEqual([]);
        const names = namesOf(live);
        const is = byName(factsOf(world.sandbox.snapshot(), names));
        const maps = mapsWithStrangers(desired, seed);
        const meant = factsOf(before, names).filter(
          (fact) =>
            /_(?:member|binding)$/.test(fact.kind) &&
            maps.has(placeOf(fact)) &&
            !isListed(fact, desired) &&
            !isBuried(fact, desired),
        );
        shielded += meant.length;
        const lost = meant.filter((fact) => is.get(nameOfFact(fact))?.value !== fact.value);
        expect(lost.map(nameOfFact)).toEqual([]);
      }),
      settings(120),
    );
    expect(shielded).toBeGreaterThan(often(20));
  });

  test('stops nothing else: the rest comes to be as the file says', async () => {
    await fc.assert(
      fc.asyncProperty(slips, async ([each, index]) => {
        const { seed, text } = slipped(each, index);
        const world = openWorld(seed);
        let planned = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(planned.plan) && planned.plan.unknown.length > 0);
        for (let run = 0; run < 3 && planned.plan.changes.length > 0; run += 1) {
          expect(planned.plan.guards.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
          // oxlint-disable-next-line no-await-in-loop -- one run after the other
          expect(failures(await world.applyPlan(planned.plan))).toEqual([]);
          // oxlint-disable-next-line no-await-in-loop
          planned = await world.planFile(text, true);
        }
        expect(planned.plan.changes).toEqual([]);
        const { desired, live, plan } = planned;
        expect(unsatisfied(desired, live, plan, world.sandbox.snapshot())).toEqual([]);
      }),
      settings(80),
    );
  });
});
