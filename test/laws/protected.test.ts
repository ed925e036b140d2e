import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Desired, Key } from '../../src/model.ts';
import { canonicalName } from '../../src/names.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { often, settings } from '../repeated.ts';
import { factsOf, namesOf } from './facts.ts';
import type { Fact, Names } from './facts.ts';
import { print } from './file.ts';
import type { AccessFile } from './file.ts';
import { rightsIn } from './rights.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

/** A place of an account, by the names that the account has for it. */
type Place = readonly [kind: 'organization' | 'space' | 'project', ...key: string[]];

test('nothing inside a protected place is ever taken, but what is named exactly', async () => {
  const seen = { blocked: 0, ran: 0 };
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async ({ seed, file }, number) => {
      const places = placesOf(seed);
      fc.pre(places.length > 0);
      const place = places[number % places.length] ?? ['organization'];
      const world = openWorld(seed);
      const text = print(protecting(file, place));
      const { plan, desired, live } = await orSkip(world.planFile(text, true));
      seen[isBlocked(plan) ? 'blocked' : 'ran'] += 1;
      // `apply` takes no blocked plan.
      if (isBlocked(plan)) return;
      const names = namesOf(live);
      const before = world.sandbox.snapshot();
      expect(failures(await world.applyPlan(plan))).toEqual([]);
      const after = world.sandbox.snapshot();
      const inside = insideOf(keyOf(place, names), desired);
      const lost = [
        ...missing(rightsIn(before, names), rightsIn(after, names)).filter((right) =>
          inside(rightOf(right)),
        ),
        ...missing(heldIn(before, names), heldIn(after, names)).filter((held) =>
          inside(rightOf(held)),
        ),
      ];
      expect(lost).toEqual([]);
    }),
    settings(100),
  );
  // Neither half may go missing unseen.
  expect(Math.min(seen.blocked, seen.ran)).toBeGreaterThan(often(10));
});

/** Every organization, space and project of an account. */
const placesOf = (seed: Seed): readonly Place[] =>
  Object.entries(seed.organizations ?? {}).flatMap(([owner, { spaces }]): readonly Place[] => [
    ['organization', owner],
    ...Object.entries(spaces ?? {}).flatMap(([space, { projects }]): readonly Place[] => [
      ['space', owner, space],
      ...Object.keys(projects ?? {}).map((project): Place => ['project', owner, space, project]),
    ]),
  ]);

/** The file with one more entry under `protected`. */
function protecting(file: AccessFile, [kind, organization = '', space = '', project = '']: Place) {
  const entry = {
    organization: { organization },
    space: { space, organization },
    project: { project, space, organization },
  }[kind];
  return { ...file, protected: [...file.protected, entry] };
}

/** The key that the file has for a place. */
function keyOf([, ...names]: Place, known: Names): Key {
  const kinds = ['organization', 'space', 'project'] as const;
  return names.reduce<readonly string[]>((above, name, index) => {
    const kind = kinds[index] ?? 'project';
    return [...above, known.place(kind, [...above, canonicalName(name)])];
  }, []);
}

/** Somebody's right or grant: who, and where. */
interface Where {
  readonly person: string;
  readonly key: Key;
}

/** A right as `rightsIn` says it, and what is held as `heldIn` does: the person, the kind, the place, and what it is. */
function rightOf(text: string): Where {
  const parts: unknown = JSON.parse(text);
  const [person = '', , ...rest] = Array.isArray(parts) ? parts.map(String) : [];
  return { person, key: rest.slice(0, -1) };
}

/** Whether something is inside a place, and neither its person nor what it is in is named under `removed`. */
const insideOf =
  (place: Key, { removed }: Desired) =>
  ({ person, key }: Where): boolean =>
    place.every((part, index) => key[index] === part) &&
    !removed.some(({ kind, key: named }) =>
      kind === 'user'
        ? named[0] === person
        : named.every((part, index) => key[index] === part) || named.at(-1) === person,
    );

/** Who holds anything in a place by a grant of their own, and the doors that are shut. */
function heldIn(seed: Seed, names: Names): ReadonlySet<string> {
  const held = new Set<string>();
  for (const { kind, key, value } of factsOf(seed, names)) {
    if (/_(member|binding)$/.test(kind)) {
      held.add(JSON.stringify([key.at(-1), 'grant', ...key.slice(0, -1), 'held']));
    }
    if (kind === 'project_restriction') held.add(JSON.stringify(['', kind, ...key, 'shut']));
    if (kind === 'space' && isPrivate(value)) held.add(JSON.stringify(['', kind, ...key, 'shut']));
  }
  return held;
}

const isPrivate = (value: Fact['value']): boolean =>
  typeof value === 'object' && value !== null && 'private' in value && value.private === true;

const missing = (before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] =>
  [...before].filter((each) => !after.has(each));
