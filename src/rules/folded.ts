import type { Place } from '../access/state.ts';
import type { Breach } from './verdict.ts';

/** A breach, with the number of resources inside where the same person breaks the rule too. */
export interface FoldedBreach extends Breach {
  readonly inside: number;
}

/** Counts breaches inside a resource where the same person breaks the rule already, so that each is told once. */
export function folded(breaches: readonly Breach[]): readonly FoldedBreach[] {
  const byPerson = new Map<string, Map<Place, { breach: Breach; inside: number }>>();
  for (const breach of breaches) {
    const own = byPerson.get(breach.person) ?? new Map<Place, { breach: Breach; inside: number }>();
    byPerson.set(breach.person, own);
    // Resources come before what is inside them.
    const outer = outermost(breach, own);
    if (outer === undefined) own.set(breach.place, { breach, inside: 0 });
    else outer.inside += 1;
  }
  return [...byPerson.values()].flatMap((own) =>
    [...own.values()].map(({ breach, inside }) => ({ ...breach, inside })),
  );
}

function outermost<T>({ place, paths }: Breach, own: ReadonlyMap<Place, T>): T | undefined {
  // A way in of its own is another line to look at.
  if (paths.some(({ how }) => how === 'own')) return undefined;
  for (let step = place.above; step !== undefined; step = step.above) {
    const outer = own.get(step);
    if (outer !== undefined) return outer;
  }
  return undefined;
}
