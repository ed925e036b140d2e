import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refAddress } from '../../src/kinds/index.ts';
import type { Desired } from '../../src/model.ts';
import { settings } from '../repeated.ts';
import { byName, factsOf, nameOfFact, namesOf } from './facts.ts';
import type { Fact } from './facts.ts';
import { isIgnored, placeOf } from './satisfied.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

test('what the file does not speak of stays as it is, and so do bots and what admins hide', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ({ seed, text }, consent) => {
      const world = openWorld(seed);
      const before = world.sandbox.snapshot();
      const { plan, desired, live } = await orSkip(world.planFile(text, consent));
      fc.pre(!isBlocked(plan));
      expect(failures(await world.applyPlan(plan))).toEqual([]);
      const names = namesOf(live);
      const was = byName(factsOf(before, names));
      const is = byName(factsOf(world.sandbox.snapshot(), names));
      const may = mayChange(desired, was, consent);
      const touched = [...was.values(), ...is.values()]
        .filter((fact) => !may(fact))
        .filter(
          (fact) =>
            JSON.stringify(was.get(nameOfFact(fact))) !== JSON.stringify(is.get(nameOfFact(fact))),
        )
        .map(
          (fact) =>
            `${nameOfFact(fact)}: ${JSON.stringify(was.get(nameOfFact(fact))?.value)} -> ${JSON.stringify(is.get(nameOfFact(fact))?.value)}`,
        );
      expect(touched).toEqual([]);
    }),
    settings(120),
  );
});

/** Whether a run may change a fact: because the file decides about it, or because what it sits in goes. */
function mayChange(desired: Desired, was: ReadonlyMap<string, Fact>, consent: boolean) {
  const items = new Map(desired.items.map((item) => [item.address, item]));
  const users = [...was.values()].filter(({ kind }) => kind === 'user');
  const having = (entry: string) =>
    new Set(users.flatMap(({ key, value }) => (JSON.stringify(value).includes(entry) ? key : [])));
  const bots = having('"bot":true');
  const accountAdmins = having('"role":"admin"');
  const isAdminAbove = (fact: Fact): boolean =>
    was.get(nameOfFact(ownerOf(fact)))?.value === 'admin';
  const modeOf = (fact: Pick<Fact, 'kind' | 'key'>) => desired.collections.get(placeOf(fact))?.mode;
  const isBuried = ({ kind, key }: Fact): boolean =>
    consent &&
    desired.removed.some((selector) =>
      selector.kind === 'user'
        ? kind !== 'role' && key.at(-1) === selector.key[0]
        : kind !== 'user' &&
          kind !== 'role' &&
          selector.key.every((part, index) => key[index] === part),
    );
  /** Whether somebody leaves the organization, and with it all that they hold below. */
  const leaves = (fact: Fact): boolean => {
    const isGrant = /_(member|binding)$/.test(fact.kind);
    const owner = ownerOf(fact);
    return (
      isGrant &&
      consent &&
      !bots.has(fact.key.at(-1) ?? '') &&
      modeOf(owner) === 'full' &&
      !items.has(refAddress(owner)) &&
      !isIgnored(owner, desired)
    );
  };

  /** Whether somebody has a role in a space when the run is done, by what the file says of roles there. */
  const keepsRole = (key: Fact['key']): boolean => {
    const half = { kind: 'space_binding', key } as const;
    const isListed = items.has(refAddress(half));
    switch (modeOf(half)) {
      case undefined:
        return false;
      case 'full':
        return isListed;
      case 'additive':
        return isListed || was.has(nameOfFact(half));
      case 'observe':
        return was.has(nameOfFact(half));
    }
  };

  return (fact: Fact): boolean => {
    const { kind, key } = fact;
    // What goes with its parent, or with somebody's place above, is not asked.
    if (isBuried(fact) || leaves(fact)) return true;
    if (isIgnored(fact, desired)) return false;
    const item = items.get(refAddress(fact));
    const mode = modeOf(fact);
    const name: string = kind;
    switch (name) {
      case 'user':
      case 'organization':
      case 'space':
      case 'project':
      case 'service_key':
        return item !== undefined;
      case 'role':
      case 'project_restriction':
        return mode === 'full' || (mode === 'additive' && item !== undefined);
      case 'organization_member':
      case 'space_member':
      case 'space_binding':
      case 'project_binding':
        break;
    }
    const email = key.at(-1) ?? '';
    if (bots.has(email)) return false;
    const inOwner = items.get(refAddress(ownerOf(fact)));
    const isHidden = accountAdmins.has(email) || isAdminAbove(fact);
    const space = { kind: 'space', key: key.slice(0, 2) } as const;
    if (kind === 'space_member' && isHidden && was.has(nameOfFact(space))) {
      // Written again before the right that hides it goes, when the file lists it.
      const asked = inOwner?.fields['role'] ?? 'admin';
      return item !== undefined && isAdminAbove(fact) && asked !== 'admin';
    }
    if (kind === 'space_binding') {
      const member = { kind: 'space_member', key } as const;
      const listed = items.get(refAddress(member));
      // The place of a person in a space is one: leaving it takes the role, and a role may stand under `members`.
      if (modeOf(member) === 'full' && listed === undefined && consent) return true;
      if (listed !== undefined && modeOf(member) !== 'observe') {
        if (typeof listed.fields['role'] === 'object' || mode === undefined) return true;
      }
    }
    if (mode === 'observe') return false;
    // A built-in role that gives way to a role is no removal.
    if (kind === 'space_member' && mode === 'full' && item === undefined && keepsRole(key)) {
      return true;
    }
    if (item !== undefined) return item.fields['role'] !== undefined || !was.has(nameOfFact(fact));
    return mode === 'full' && consent;
  };
}

/** Somebody's place in the organization above. */
const ownerOf = ({ key }: Fact) =>
  ({ kind: 'organization_member', key: [key[0] ?? '', key.at(-1) ?? ''] }) as const;
