import equal from 'fast-deep-equal';
import fc from 'fast-check';
import { expect } from 'vitest';
import { goingAlong } from '../../src/diff/state.ts';
import { chainOf, kindOf, refAddress } from '../../src/kinds/index.ts';
import type { LimitValues, Live, Plan, Ref } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { undoFile } from '../../src/undo/undoFile.ts';
import { byName, factsOf, nameOfFact, namesOf, plain } from './facts.ts';
import type { Fact } from './facts.ts';
import { failures, isBlocked } from './world.ts';
import type { Planned, World } from './world.ts';

/** What laws about undoing share. */

/** How long one of them may take: the machine may be busy with others. */
export const patience = 900_000;

/** The undo file of a run; one that says nothing where there is none. */
export const undoOf = ({ plan, desired, live }: Planned): string =>
  undoFile(plan, desired, live, { run: 'r', again: '-f undo.yaml' }) ?? 'version: 1\n';

/** Runs a file until nothing is left that a run can do, and gives what is left to people, by address. */
export async function runToEnd(
  world: World,
  text: string,
  flags?: LimitValues,
): Promise<ReadonlySet<string>> {
  for (let run = 0; ; run += 1) {
    // eslint-disable-next-line no-await-in-loop
    const { plan } = await world.planFile(text, true, flags);
    fc.pre(!isBlocked(plan));
    if (plan.changes.length === 0) return new Set(plan.manual.map(({ address }) => address));
    expect(run).toBeLessThan(3);
    // eslint-disable-next-line no-await-in-loop
    expect(failures(await world.applyPlan(plan))).toEqual([]);
  }
}

/** A project's kind is of its contents, and what was deleted comes back empty. */
const isAsWas = (was: Fact, is: Fact | undefined): boolean =>
  is !== undefined && (was.kind === 'project' || equal(was.value, is.value));

/** What there was before a run and is not as it was, but for what cannot be undone. */
export function missing(before: Seed, { plan, live }: Planned, now: Seed): readonly Fact[] {
  const blocked = new Set(
    plan.changes.flatMap(({ kind, action, key }) =>
      kind === 'user' && action === 'delete' ? [key[0]] : [],
    ),
  );
  const lost = lostForGood(live, plan);
  const has = byName(factsOf(now, plain));
  // The same facts under the names that the plan has for them.
  const renamed = factsOf(before, namesOf(live));
  return factsOf(before, plain)
    .filter((fact, index) => !blocked.has(fact.key.at(-1)) && !lost(renamed[index] ?? fact))
    .filter((fact) => !isAsWas(fact, has.get(nameOfFact(fact))));
}

/** Whether something goes with a deletion and is not seen, or not owned, by whoever plans it. */
function lostForGood(live: Live, { changes }: Plan): (fact: Fact) => boolean {
  const deletions = changes.filter(({ action }) => action === 'delete');
  const unseen = new Set(live.items.filter(({ service }) => service).map(({ address }) => address));
  return (fact) => {
    const address = refAddress(fact);
    const isSeen = live.items.some((item) => item.address === address) && !unseen.has(address);
    if (isSeen) return false;
    const item = { ...fact, address, id: '', fields: {} };
    return goingAlong(deletions, [item]).size > 0;
  };
}

/**
 * What was not there before a run, but for what it made and nothing but a name takes away: people and places.
 * @param explained addresses of which a plan of the undo file says why they stay
 */
export function added(
  before: Seed,
  { plan, live }: Planned,
  now: Seed,
  explained: ReadonlySet<string>,
): readonly Fact[] {
  const then = byName(factsOf(before, plain));
  const made = new Set(
    plan.changes.flatMap((change) =>
      change.action === 'create' && kindOf(change.kind).manage === undefined
        ? [oldAddress(change, live)]
        : [],
    ),
  );
  return factsOf(now, plain).filter(
    (fact) =>
      !then.has(nameOfFact(fact)) &&
      !explained.has(refAddress(fact)) &&
      !chainOf(fact).some((above) => made.has(refAddress(above))) &&
      !made.has(refAddress({ kind: 'user', key: fact.key.slice(-1) })),
  );
}

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
