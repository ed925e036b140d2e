import equal from 'fast-deep-equal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goingAlong } from '../../src/diff/state.ts';
import { chainOf, kindOf, refAddress } from '../../src/kinds/index.ts';
import type { Live, Ref } from '../../src/model.ts';
import { undoFile } from '../../src/undo/undoFile.ts';
import { byName, factsOf, nameOfFact, namesOf, plain } from './facts.ts';
import type { Fact } from './facts.ts';
import { cases, failures, isBlocked, openWorld, orSkip, settings } from './world.ts';

const context = { run: 'r', again: '-f undo.yaml' };

/** A project's kind is of its contents, and what was deleted comes back empty. */
const isAsWas = (was: Fact, is: Fact | undefined): boolean =>
  is !== undefined && (was.kind === 'project' || equal(was.value, is.value));

test('the undo file puts back all that a run touched, wherever the run was stopped', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat({ max: 12 }), async ({ seed, text }, cut) => {
      let written = 0;
      let isCut = false;
      const world = openWorld(
        seed,
        {},
        {
          async meddle(next) {
            written += 1;
            // Like a process that is killed: what comes later never reaches Arize.
            if (isCut && written > cut)
              return Response.json({ status: 400, title: 'No' }, { status: 400 });
            return next();
          },
        },
      );
      const before = world.sandbox.snapshot();
      const { plan, desired, live } = await orSkip(world.planFile(text, true));
      fc.pre(!isBlocked(plan) && plan.changes.length > 0);
      const undo = undoFile(plan, desired, live, context);
      isCut = true;
      await world.applyPlan(plan, 1);
      isCut = false;
      expect(undo).toBeDefined();
      // A word that came beside a role can not be taken back alone: its plan says so.
      let explained: ReadonlySet<string> = new Set();
      for (let run = 0; run < 3; run += 1) {
        // eslint-disable-next-line no-await-in-loop
        const back = await world.planFile(undo ?? '', true);
        fc.pre(!isBlocked(back.plan));
        explained = new Set(back.plan.manual.map(({ address }) => address));
        if (back.plan.changes.length === 0) break;
        // eslint-disable-next-line no-await-in-loop
        expect(failures(await world.applyPlan(back.plan))).toEqual([]);
      }

      const had = factsOf(before, plain);
      // The same facts under the names that the plan has for them.
      const renamed = factsOf(before, namesOf(live));
      const has = factsOf(world.sandbox.snapshot(), plain);
      const blocked = new Set(
        plan.changes.flatMap(({ kind, action, key }) =>
          kind === 'user' && action === 'delete' ? [key[0]] : [],
        ),
      );
      const lost = lostForGood(
        live,
        plan.changes.filter(({ action }) => action === 'delete'),
      );
      const now = byName(has);
      const then = byName(had);
      expect(
        had
          .filter((fact, index) => !blocked.has(fact.key.at(-1)) && !lost(renamed[index] ?? fact))
          .filter((fact) => !isAsWas(fact, now.get(nameOfFact(fact)))),
      ).toEqual([]);
      // What was made and can not be unmade without taking what is in it stays: people and places.
      const made = new Set(
        plan.changes.flatMap((change) =>
          change.action === 'create' && kindOf(change.kind).manage === undefined
            ? [oldAddress(change, live)]
            : [],
        ),
      );
      expect(
        has.filter(
          (fact) =>
            !then.has(nameOfFact(fact)) &&
            !explained.has(refAddress(fact)) &&
            !chainOf(fact).some((above) => made.has(refAddress(above))) &&
            !made.has(refAddress({ kind: 'user', key: fact.key.slice(-1) })),
        ),
      ).toEqual([]);
    }),
    settings(80),
  );
});

/** Where something is once the run's renames are undone. */
function oldAddress(ref: Ref, { items }: Live): string {
  const names = chainOf(ref).map((each) => {
    const name = items.find(({ address }) => address === refAddress(each))?.fields['name'];
    return typeof name === 'string' && kindOf(each.kind).keyedBy === 'name'
      ? name
      : each.key.at(-1);
  });
  return refAddress({ kind: ref.kind, key: names.toReversed().map((name) => name ?? '') });
}

/** Whether something goes with a deletion and is not seen, or not owned, by whoever plans it. */
function lostForGood(live: Live, deletions: readonly Ref[]): (fact: Fact) => boolean {
  const unseen = new Set(live.items.filter(({ service }) => service).map(({ address }) => address));
  return (fact) => {
    const address = refAddress(fact);
    const isSeen = live.items.some((item) => item.address === address) && !unseen.has(address);
    if (isSeen) return false;
    const item = { ...fact, address, id: '', fields: {} };
    return goingAlong(deletions, [item]).size > 0;
  };
}
