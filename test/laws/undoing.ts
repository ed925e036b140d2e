import equal from 'fast-deep-equal';
import { expect } from 'vitest';
import { goingAlong } from '../../src/diff/state.ts';
import { chainOf, kindOf, refAddress } from '../../src/kinds/index.ts';
import { refOf } from '../../src/kinds/refOf.ts';
import type { LimitValues, Live, Plan, PlannedChange, Ref } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { laterFor } from '../../src/writer/undo/later.ts';
import { undoneAt } from '../../src/writer/undo/given.ts';
import { namesBefore } from '../../src/writer/undo/former.ts';
import { undoFile, undoFileAfter } from '../../src/writer/undo/undoFile.ts';
import { guardedIn, wayBack } from '../../src/writer/undo/wayBack.ts';
import { canonicalName } from '../../src/names.ts';
import { byName, factsOf, nameOfFact, namesOf, plain } from './facts.ts';
import type { Fact } from './facts.ts';
import { failures } from './world.ts';
import type { Planned, World } from './world.ts';

/** What laws about undoing share. */

/** How long one of them may take: the machine may be busy with others. */
export const patience = 900_000;

/** The undo file of a run; one that says nothing where there is none. */
export const undoOf = ({ plan, desired, live }: Planned): string =>
  undoFile(plan, desired, live, { run: 'r', again: '-f undo.yaml' }) ?? 'version: 1\n';

/** An undo file as it is written, the limits that are raised in its printed command, and what it leaves out. */
export interface Printed {
  readonly undo: string;
  readonly limits: LimitValues;
  readonly guarded: readonly PlannedChange[];
}

/** The undo file of a run, without what is protected, and with what its printed command says. */
export async function printed(
  world: World,
  { plan, desired, live }: Planned,
  guarded: readonly PlannedChange[] = [],
): Promise<Printed> {
  const context = { run: 'r', again: '-f undo.yaml', guarded };
  const undo = undoFileAfter(plan.changes, plan, desired, live, context).text;
  const loaded = await world.loadFile(undo);
  const way = wayBack(loaded.desired, laterFor(loaded.desired, live, plan.changes));
  const more = guardedIn(way, plan.changes, live).filter((change) => !guarded.includes(change));
  if (more.length > 0) return printed(world, { plan, desired, live }, [...guarded, ...more]);
  expect(way?.forbidden).toEqual([]);
  return { undo, limits: way?.limits ?? {}, guarded };
}

/** Runs a file until nothing is left that a run can do, and gives what is left to people, by address. */
export async function runToEnd(
  world: World,
  text: string,
  flags?: LimitValues,
): Promise<ReadonlySet<string>> {
  for (let run = 0; ; run += 1) {
    // eslint-disable-next-line no-await-in-loop
    const { plan } = await world.planFile(text, true, flags);
    expect(plan.guards.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
    if (plan.changes.length === 0) return new Set(plan.manual.map(({ address }) => address));
    expect(run).toBeLessThan(3);
    // eslint-disable-next-line no-await-in-loop
    expect(failures(await world.applyPlan(plan))).toEqual([]);
  }
}

/** A project's kind is of its contents, and what was deleted comes back empty. No file says blanks around a name. */
const isAsWas = (was: Fact, is: Fact | undefined): boolean =>
  is !== undefined && (was.kind === 'project' || equal(trimmed(was.value), trimmed(is.value)));

const trimmed = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
    ? { ...value, name: canonicalName(value.name) }
    : value;

/** Addresses of what an undo file leaves as the run gave it. */
export function leftBy({ guarded }: Printed, { live }: Planned): ReadonlySet<string> {
  const names = namesBefore(live);
  return new Set(guarded.flatMap((change) => undoneAt(change, names)));
}

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
 * What was not there before a run, but for what it made and nothing but a name takes away, people and places, and for
 * memberships that an admin right may have hidden.
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
  const hidden = new Set(
    [...live.hidden.keys()].flatMap((address) => {
      const ref = refOf(address);
      return ref === undefined ? [] : [oldAddress(ref, live)];
    }),
  );
  return factsOf(now, plain).filter(
    (fact) =>
      !then.has(nameOfFact(fact)) &&
      !hidden.has(refAddress(fact)) &&
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
