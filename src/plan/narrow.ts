import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type { Change, Difference, Notice, Plan, PlannedChange, Ref } from '../model.ts';

/** What a run is narrowed to: a person with all that is theirs, or a thing with all that is in it. */
export type Target = { readonly person: string } | { readonly ref: Ref };

/** Whether something is meant by any of some targets. */
const isMeant = (targets: readonly Target[], ref: Ref): boolean =>
  targets.some((target) =>
    'person' in target
      ? kindOf(ref.kind).keyedBy === 'person' && ref.key.at(-1) === target.person
      : chainOf(ref).some((each) => refAddress(each) === refAddress(target.ref)),
  );

/**
 * Leaves of a difference what targets name, and what that cannot do without: what it needs, and what gives to whomever
 * it takes from. Reads and guards stay whole; they judge what is left.
 * @param plan of the whole difference
 * @param refs everything live or listed
 */
export function narrowed(
  difference: Difference,
  plan: Pick<Plan, 'changes'>,
  targets: readonly Target[],
  refs: readonly (Ref & { readonly address: string })[],
): Difference {
  const kept = keptOf(plan.changes, targets);
  const meant = new Set(refs.filter((ref) => isMeant(targets, ref)).map(({ address }) => address));
  const changes = difference.changes.filter(({ address }) => kept.has(address));
  return {
    ...difference,
    changes,
    observed: difference.observed.filter((change) => isMeant(targets, change)),
    manual: difference.manual.filter(({ address }) => meant.has(address)),
    notices: [...difference.notices, ...noticeOf(difference.changes, changes)],
  };
}

function keptOf(
  changes: readonly PlannedChange[],
  targets: readonly Target[],
): ReadonlySet<string> {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const kept = new Set<string>();
  const keep = (change: PlannedChange): void => {
    if (kept.has(change.address)) return;
    kept.add(change.address);
    const needed = change.needs.flatMap((address) => byAddress.get(address) ?? []);
    for (const each of [...needed, ...replacing(change, changes)]) keep(each);
  };
  for (const change of changes) if (isMeant(targets, change)) keep(change);
  return kept;
}

/** Nothing is taken from somebody without what the same run gives them. */
const replacing = (
  { effect, kind, key }: Change,
  changes: readonly PlannedChange[],
): readonly PlannedChange[] =>
  effect === 'grants' || kindOf(kind).keyedBy !== 'person'
    ? []
    : changes.filter(
        (other) =>
          other.effect === 'grants' &&
          kindOf(other.kind).keyedBy === 'person' &&
          other.key.at(-1) === key.at(-1),
      );

function noticeOf(all: readonly Change[], kept: readonly Change[]): readonly Notice[] {
  const left = all.length - kept.length;
  if (left === 0) return [];
  const others = left === 1 ? '1 other change is' : `${left} other changes are`;
  return [
    {
      code: 'targeted',
      message: `Only what --target names is planned, and what that needs; ${others} left out.`,
    },
  ];
}
