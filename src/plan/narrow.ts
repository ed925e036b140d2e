import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type {
  Change,
  Desired,
  Difference,
  Live,
  LiveItem,
  Notice,
  Ref,
  SkippedEntry,
} from '../model.ts';
import { needsIn } from './needs.ts';
import { emailIn } from '../key.ts';

/** What a run is narrowed to: a person with all their grants, or an item with everything in it. */
export type Target = { readonly person: string } | { readonly ref: Ref };

/** Whether any of the targets covers an item. */
const isMeant = (targets: readonly Target[], ref: Ref): boolean =>
  targets.some((target) =>
    'person' in target
      ? kindOf(ref.kind).keyedBy === 'person' && emailIn(ref.key) === target.person
      : chainOf(ref).some((each) => refAddress(each) === refAddress(target.ref)),
  );

/**
 * Reduces a difference to what the targets name and what that depends on: the changes it needs, and the grants to each
 * person it takes from. Reads and guards still cover everything; they judge the changes that are left.
 * @param desired the file that was compared
 * @param live the account that was compared
 */
export function narrowed(
  difference: Difference,
  targets: readonly Target[],
  desired: Pick<Desired, 'items'>,
  live: Pick<Live, 'items'>,
): Difference {
  const kept = keptOf(difference.changes, targets, live.items);
  const refs = [...live.items, ...desired.items];
  const meant = new Set(refs.filter((ref) => isMeant(targets, ref)).map(({ address }) => address));
  const staying = difference.kept.filter(({ removal }) => isMeant(targets, removal));
  const causes = new Set(staying.flatMap(({ because }) => because.map(({ address }) => address)));
  const isAbout = (address: string, skips: readonly SkippedEntry[] = []): boolean =>
    [address, ...skips.map((skip) => skip.address)].some(
      (each) => meant.has(each) || causes.has(each),
    );
  const part: Difference = {
    ...difference,
    changes: difference.changes.filter(({ address }) => kept.has(address)),
    observed: difference.observed.filter((change) => isMeant(targets, change)),
    manual: difference.manual.filter(({ address, skips }) => isAbout(address, skips)),
    unknown: difference.unknown.filter(({ address, skips }) => isAbout(address, skips)),
    kept: staying,
  };
  return {
    ...part,
    notices: [...difference.notices, ...noticeOf(difference, part)],
    elsewhere: { by: 'target', count: sizeOf(difference) - sizeOf(part) },
  };
}

/** The number of differences, however they are settled. */
const sizeOf = ({ changes, observed, manual, unknown }: Difference): number =>
  changes.length + observed.length + manual.length + unknown.length;

function keptOf(
  changes: readonly Change[],
  targets: readonly Target[],
  items: readonly LiveItem[],
): ReadonlySet<string> {
  const needs = needsIn(changes, items);
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const kept = new Set<string>();
  const keep = (change: Change): void => {
    if (kept.has(change.address)) return;
    kept.add(change.address);
    const needed = needs(change.address).flatMap((address) => byAddress.get(address) ?? []);
    for (const each of [...needed, ...replacing(change, changes)]) keep(each);
  };
  for (const change of changes) {
    const becomes = change.action === 'update' ? change.becomes : undefined;
    if (isMeant(targets, change) || (becomes && isMeant(targets, becomes))) keep(change);
  }
  return kept;
}

/** A change that takes from a person brings along what the same run grants to that person. */
const replacing = ({ effect, kind, key }: Change, changes: readonly Change[]): readonly Change[] =>
  effect === 'grants' || kindOf(kind).keyedBy !== 'person'
    ? []
    : changes.filter(
        (other) =>
          other.effect === 'grants' &&
          kindOf(other.kind).keyedBy === 'person' &&
          emailIn(other.key) === emailIn(key),
      );

/** The last line of the plan counts what is left out. */
function noticeOf(all: Difference, part: Difference): readonly Notice[] {
  const lists = ['changes', 'manual', 'unknown'] as const;
  return lists.every((list) => all[list].length === part[list].length)
    ? []
    : [{ code: 'targeted', message: 'This plan covers only --target and what it needs.' }];
}
