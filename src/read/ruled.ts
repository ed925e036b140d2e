import type { Kind } from '../kind.ts';
import { fitsPattern } from '../names.ts';
import type { Key, LiveItem, RulePeople, WrittenRule } from '../model.ts';
import type { Scope } from './scope.ts';

/** What rules are judged by. */
interface Ruled {
  /** Whether the items of a kind in a parent are needed. */
  wants(kind: Kind, parent: LiveItem | undefined): boolean;
  /** Whether a rule is about the holders of a role, who can hold it anywhere. */
  readonly holders: boolean;
}

/**
 * What rules need to be judged: everyone in the account, all roles, and everything that decides who gets into the resources
 * that they name, from the account down to their contents.
 */
export function ruledBy(rules: readonly WrittenRule[]): Ruled {
  const named = rules.flatMap(({ on }) => on.map(({ key }) => key));
  return {
    wants({ access }, parent) {
      if (rules.length === 0 || access === undefined) return false;
      return parent === undefined || named.some((key) => isOnOneWay(key, parent.key));
    },
    holders: rules.some((rule) => peopleIn(rule).some(({ is }) => is === 'holders')),
  };
}

/** All people whom a rule names: those whom it covers, those whom it excepts, and those who alone may. */
export const peopleIn = ({
  people,
  except,
  claim,
}: Pick<WrittenRule, 'people' | 'except' | 'claim'>): readonly RulePeople[] => [
  ...people,
  ...except,
  ...(claim.is === 'only' ? claim.people : []),
];

/** Only what rules need to be judged. */
export function scopeOfRules(rules: readonly WrittenRule[]): Scope {
  const { wants, holders } = ruledBy(rules);
  return {
    wants,
    allBindings: holders,
    identityProviders: rules.length > 0,
    onlyAskedPeople: true,
  };
}

/** Whether a resource is one that patterns name, or above or inside one. */
const isOnOneWay = (patterns: Key, key: Key): boolean =>
  key.every((name, index) => {
    const pattern = patterns[index];
    return pattern === undefined || fitsPattern(pattern, name);
  });
