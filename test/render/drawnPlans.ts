import fc from 'fast-check';
import type { AccessChange, AccessDelta } from '../../src/delta.ts';
import type { Effect, PlannedChange } from '../../src/model.ts';
import { noDelta } from './deltas.ts';
import { changed, gone, made, plan, ref } from './samples.ts';

/** Plans drawn at random, with who loses what. */

export const lost = (person: string, space: string, cause: PlannedChange): AccessChange => ({
  person,
  place: ref('space', 'search', space),
  effect: 'loses',
  before: ['member'],
  after: [],
  gained: [],
  lost: ['PROJECT_READ'],
  via: { how: 'own', level: 'member', at: ref('space', 'search', space) },
  causes: [cause.address],
});

export const deltaWith = (...changes: readonly AccessChange[]): AccessDelta => ({
  ...noDelta,
  changes,
});

export const people = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `person${from + index}@example.com`);

const effects: readonly Effect[] = ['destroys', 'reduces', 'grants'];

/** A change to one of a few people in one of a few spaces, or to a space, a role or a person of the account. */
const change = fc.record({
  what: fc.constantFrom('member', 'space', 'role', 'person'),
  effect: fc.constantFrom(...effects),
  person: fc.nat(900),
  space: fc.nat(40),
  line: fc.integer({ min: 1, max: 9999 }),
  losing: fc.nat(3),
  everything: fc.boolean(),
});

type Drawn = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changeOf({ what, effect, person, space, line }: Drawn): PlannedChange {
  const more = { line, effect, ...(effect === 'destroys' && { held: 'needs-consent' as const }) };
  const email = `person.number${person}@example.com`;
  const at = {
    member: ref('space_member', 'search', `space-${space}`, email),
    space: ref('space', 'search', `space-${space}`),
    role: ref('role', `Role ${space}`),
    person: ref('user', email),
  }[what];
  if (effect === 'destroys') return gone(at, { role: 'member' }, more);
  if (effect === 'reduces') return changed(at, { role: 'admin' }, { role: 'member' }, more);
  return made(at, { role: 'member', invite: 'none' }, more);
}

export const drawnPlan = fc
  .uniqueArray(change, {
    minLength: 1,
    maxLength: 500,
    selector: (each) => changeOf(each).address,
    size: 'max',
  })
  .map((drawn) => {
    const changes = drawn.map(changeOf);
    const entries = drawn.flatMap(({ losing, space, person }, index) =>
      people(losing, person).flatMap((each) => {
        const cause = changes[index];
        return cause === undefined ? [] : [lost(each, `space-${space}`, cause)];
      }),
    );
    const all = new Set(
      drawn.flatMap(({ everything, losing, person }) => (everything ? people(losing, person) : [])),
    );
    const losingAll = [...all].map((person) => ({ person, causes: [] }));
    const unique = [
      ...new Map(entries.map((each) => [`${each.person} ${each.place?.key[1]}`, each])).values(),
    ];
    const isHeld = changes.some(({ held }) => held !== undefined);
    const withConsent = { ...deltaWith(...unique), losingAll };
    return plan({
      changes,
      untouched: [],
      access: { asRun: isHeld ? noDelta : withConsent, withConsent },
    });
  });

/** What a summary says of people who lose something; those who lose everything cannot be taken for others. */
export function lossesOf(losing: number, losingAll: number): readonly string[] {
  const all = losing === 0 ? losingAll : losing;
  if (all === 0) return [];
  const whoLose = all === 1 ? '1 person loses' : `${all} people lose`;
  if (losing === 0 || losing === losingAll) return [`${whoLose} everything`];
  return [`${whoLose} access`, ...(losingAll > 0 ? [`, ${losingAll} of them everything`] : [])];
}
