import type { Place } from '../access/state.ts';
import type { Breach, JudgedRule } from './verdict.ts';

/** A breach, with the number of resources inside where the same person breaks the rule too. */
export interface FoldedBreach extends Breach {
  readonly inside: number;
}

/** Counts breaches inside a resource where the same person breaks the rule already, so that each is told once. */
export function folded(
  breaches: readonly Breach[],
  { ways }: Pick<JudgedRule, 'ways'>,
): readonly FoldedBreach[] {
  const byPerson = new Map<string, Map<Place, { breach: Breach; inside: number }>>();
  for (const breach of breaches) {
    const own = byPerson.get(breach.person) ?? new Map<Place, { breach: Breach; inside: number }>();
    byPerson.set(breach.person, own);
    // Resources come before what is inside them.
    const outer = outermost(breach, own, ways);
    if (outer === undefined) own.set(breach.place, { breach, inside: 0 });
    else outer.inside += 1;
  }
  return [...byPerson.values()].flatMap((own) =>
    [...own.values()].map(({ breach, inside }) => ({ ...breach, inside })),
  );
}

function outermost<T>(
  breach: Breach,
  own: ReadonlyMap<Place, T>,
  ways: JudgedRule['ways'],
): T | undefined {
  for (let step = breach.place.above; step !== undefined; step = step.above) {
    const outer = own.get(step);
    if (outer === undefined) continue;
    // A way in of its own is another line to look at.
    return ways(breach).some(({ how }) => how === 'own') ? undefined : outer;
  }
  return undefined;
}
