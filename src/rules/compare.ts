import { wayTo } from '../access/state.ts';
import type { AccessState, Place } from '../access/state.ts';
import type { WrittenRule } from '../model.ts';
import type { Breach, JudgedRule, Unknown } from './verdict.ts';

/** A person who breaks a rule, or more people than a rule allows. */
export type RuleFinding =
  | { readonly is: 'breach'; readonly breach: Breach }
  | {
      readonly is: 'count';
      /** The resource that the rule names. */
      readonly place: Place;
      readonly before: number;
      readonly after: number;
      /** Who is new among them, or no longer among them, and where. */
      readonly people: readonly Breach[];
    };

/** What a run does to one rule. */
export interface RuleEffect {
  readonly rule: WrittenRule;
  /** What breaks the rule after the run, and not before. */
  readonly fresh: readonly RuleFinding[];
  /** What breaks it before and after. */
  readonly old: readonly RuleFinding[];
  /** What breaks it before, and surely not after. */
  readonly fixed: readonly RuleFinding[];
  /** What is not known about it after the run. */
  readonly unknown: readonly Unknown[];
  /** Resources that it no longer applies to, because they no longer meet its conditions or have another name. */
  readonly released: readonly Place[];
  /** Those who get what it is about at login after the run, and not before. */
  readonly letIn: readonly Unknown[];
}

/** An account before and after a run, with its rules judged on both. */
export interface JudgedRun {
  readonly state: AccessState;
  readonly judged: readonly JudgedRule[];
}

/** Compares the verdicts on an account before and after a run, for each person and resource. */
export function compareRules(before: JudgedRun, after: JudgedRun): readonly RuleEffect[] {
  const hasLeft = leaversIn(before.state, after.state);
  return after.judged.flatMap((is, index): readonly RuleEffect[] => {
    const was = before.judged[index];
    if (was === undefined) return [];
    const { rule, unknown } = is;
    const findings = rule.claim.is === 'at_most' ? comparedCounts(was, is) : compared(was, is);
    const isMet = ({ person }: Breach): boolean => rule.claim.is === 'may' && hasLeft(person);
    return [
      {
        rule,
        ...findings,
        // People who leave the account need not be able to do anything.
        fresh: findings.fresh.filter((each) => each.is === 'count' || !isMet(each.breach)),
        unknown,
        released: released(was, is, after.state),
        letIn: unknown.filter((each) => each.is === 'group' && !gotBefore(was, each.group)),
      },
    ];
  });
}

function released(was: JudgedRule, is: JudgedRule, state: AccessState): readonly Place[] {
  const has = new Set(is.roots.map(({ address }) => address));
  return was.roots.flatMap(({ address }) => {
    const place = has.has(address) ? undefined : state.places.get(address);
    return place === undefined ? [] : [place];
  });
}

const gotBefore = ({ unknown }: JudgedRule, group: string): boolean =>
  unknown.some((each) => each.is === 'group' && each.group === group);

type Findings = Pick<RuleEffect, 'fresh' | 'old' | 'fixed'>;

const markOf = ({ person, place }: Breach): string => `${person} ${place.address}`;

const asFinding = (breach: Breach): RuleFinding => ({ is: 'breach', breach });

function compared(was: JudgedRule, is: JudgedRule): Findings {
  const had = new Set(was.breaches.map(markOf));
  const has = new Set(is.breaches.map(markOf));
  const isOpen = openIn(is.unknown);
  return {
    fresh: is.breaches.filter((each) => !had.has(markOf(each))).map(asFinding),
    old: is.breaches.filter((each) => had.has(markOf(each))).map(asFinding),
    fixed: was.breaches.filter((each) => !has.has(markOf(each)) && !isOpen(each)).map(asFinding),
  };
}

/** Where more people than allowed can do it, any more are new. */
function comparedCounts(was: JudgedRule, is: JudgedRule): Findings {
  const had = new Map(was.counts.map((count) => [count.place.address, count]));
  const has = new Map(is.counts.map((count) => [count.place.address, count]));
  const all = new Set([...had.keys(), ...has.keys()]);
  const isOpen = openIn(is.unknown);
  const findings: Record<keyof Findings, RuleFinding[]> = { fresh: [], old: [], fixed: [] };
  for (const address of all) {
    const [old, now] = [had.get(address), has.get(address)];
    const [before, after] = [old?.people ?? noPeople, now?.people ?? noPeople];
    const place = (now ?? old)?.place;
    if (place === undefined) continue;
    const isOver = now?.isOver === true;
    const isRisen = isOver && after.size > before.size;
    const people = isRisen ? without(after, before) : without(before, after);
    const finding = { is: 'count', place, before: before.size, after: after.size, people } as const;
    if (isRisen) findings.fresh.push(finding);
    else if (old?.isOver !== true) continue;
    else if (isOver && after.size === before.size) findings.old.push(finding);
    else if (!people.some(isOpen)) findings.fixed.push(finding);
  }
  return findings;
}

const noPeople: ReadonlyMap<string, Place> = new Map();

const without = (
  some: ReadonlyMap<string, Place>,
  others: ReadonlyMap<string, Place>,
): readonly Breach[] =>
  [...some].filter(([person]) => !others.has(person)).map(([person, place]) => ({ person, place }));

/** Whether it is unknown if a person still breaks a rule in a resource. */
function openIn(unknown: readonly Unknown[]): (breach: Breach) => boolean {
  const people = new Set<string>();
  const places = new Set<string>();
  let isAny = false;
  for (const each of unknown) {
    switch (each.is) {
      case 'unsure':
        people.add(markOf(each));
        break;
      case 'unread':
      case 'condition':
        places.add(each.place.address);
        break;
      case 'holders':
      case 'role':
      case 'services':
      case 'filtered':
        isAny = true;
        break;
      case 'missing':
      case 'person':
      case 'group':
      case 'logins':
        break;
    }
  }
  return (breach) =>
    isAny ||
    people.has(markOf(breach)) ||
    wayTo(breach.place).some(({ address }) => places.has(address));
}

/** Tells who is in the account before and not after, or blocked then. */
const leaversIn =
  (before: AccessState, after: AccessState) =>
  (person: string): boolean =>
    isIn(before, person) && !isIn(after, person);

function isIn({ people }: AccessState, person: string): boolean {
  const known = people.get(person);
  return known !== undefined && known.status !== 'blocked';
}
