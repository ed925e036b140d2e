import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { limitNames, limitRules, limitsOf } from '../limits.ts';
import type { Desired, DesiredItem, LimitName, Notice, Ref, Selector } from '../model.ts';
import { ownName } from '../key.ts';

/** What of a file guards an account. */
type Guarding = Pick<Desired, 'protected' | 'ignore' | 'limits' | 'items'>;

/**
 * Where a file guards less than an earlier version of it: an entry of `protected` or `ignore` that is gone, one that
 * `ignore` has more, a limit that lets more through. An entry that is ignored is neither changed nor reported, so both
 * ways of changing that list are told.
 * @param when the earlier version, as a part of a sentence: `at origin/main`
 */
export function loosened(before: Guarding, now: Guarding, when: string): readonly Notice[] {
  const isRenamed = renames(now.items);
  const gone = (list: 'protected' | 'ignore'): readonly Selector[] => {
    const kept = new Set(now[list].map(refAddress));
    return before[list].filter(
      (each) => !kept.has(refAddress(each)) && !kept.has(refAddress(isRenamed(each))),
    );
  };
  const ignored = new Set(before.ignore.flatMap((each) => [each, isRenamed(each)]).map(refAddress));
  return [
    ...gone('protected').map((each) => ({
      code: 'protected-removed',
      message: `\`protected\` no longer lists ${titleOf(each)}, as it did ${when}.`,
      address: refAddress(each),
    })),
    ...limitNames.flatMap((name) => loosenedLimit(name, before, now, when)),
    ...gone('ignore').map((each) => ({
      code: 'ignore-removed',
      message: `\`ignore\` no longer lists ${titleOf(each)}, as it did ${when}: the file decides about it now.`,
      address: refAddress(each),
    })),
    ...now.ignore
      .filter((each) => !ignored.has(refAddress(each)))
      .map((each) => ({
        code: 'ignore-added',
        message: `\`ignore\` lists ${titleOf(each)}, as it did not ${when}: it is neither changed nor reported now.`,
        address: refAddress(each),
        source: each.source,
      })),
  ];
}

function loosenedLimit(
  name: LimitName,
  before: Guarding,
  now: Guarding,
  when: string,
): readonly Notice[] {
  const [had, has] = [limitsOf(before)[name], limitsOf(now)[name]];
  const isRaised = limitRules[name].guards === 'most' && has.value > had.value;
  const isLowered = limitRules[name].guards === 'least' && has.value < had.value;
  if (!isRaised && !isLowered) return [];
  return [
    {
      code: isRaised ? 'limit-raised' : 'limit-lowered',
      message: `The limit \`${name}\` is ${isRaised ? 'raised' : 'lowered'} to ${has.value}; ${when} it was ${had.value}.`,
      ...(has.source === 'file' && { source: has.position }),
    },
  ];
}

/** Calls what an earlier version named by an old name as the file calls it now. */
function renames(items: readonly DesiredItem[]): (ref: Ref) => Ref {
  const names = new Map<string, string>();
  for (const { kind, key, previously = [] } of items) {
    for (const old of previously) {
      names.set(refAddress({ kind, key: [...key.slice(0, -1), old] }), ownName(key));
    }
  }
  return (ref) => {
    if (names.size === 0) return ref;
    // From the outside in: what is above may have another name, too.
    const key = chainOf(ref)
      .toReversed()
      .reduce<readonly string[]>((above, each) => {
        const own = ownName(each.key);
        return [...above, names.get(refAddress({ kind: each.kind, key: [...above, own] })) ?? own];
      }, []);
    return { kind: ref.kind, key };
  };
}

/** An entry in words: `space "team-alpha" in organization "Platform"`. */
const titleOf = (entry: Ref): string =>
  chainOf(entry)
    .map(({ kind, key }) => `${kindOf(kind).label} "${ownName(key)}"`)
    .join(' in ');
