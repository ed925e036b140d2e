import type { AccessPath } from '../access/paths.ts';
import type { Place } from '../access/state.ts';
import type { Position } from '../document/problem.ts';
import type { Ref, WrittenRule } from '../model.ts';

/** Whether something holds, as far as the state is known. */
export type Answer = 'yes' | 'no' | 'unknown';

/** One person who breaks a rule in one resource. */
export interface Breach {
  readonly person: string;
  readonly place: Place;
}

/** Something that keeps a rule from being judged. */
export type Unknown =
  /** Not everything that decides access there is known. */
  | { readonly is: 'unread'; readonly place: Place }
  /** It is unknown what a person can do there. */
  | { readonly is: 'unsure'; readonly place: Place; readonly person: string }
  /** It is unknown whether the resource meets the conditions of the rule. */
  | { readonly is: 'condition'; readonly place: Place }
  /** A resource that the rule names is not in this state. */
  | { readonly is: 'missing'; readonly ref: Ref }
  /** It is unknown who else holds a role that the rule names. */
  | { readonly is: 'holders'; readonly role: string }
  /** The account has no role of the name by which the rule says whom it is about. */
  | { readonly is: 'role'; readonly role: string }
  /** The account has no person with the address by which the rule says whom it is about. */
  | { readonly is: 'person'; readonly email: string }
  /** The state does not show service identities. */
  | { readonly is: 'services' }
  /** Some people get what the rule is about at login, and who they are is not known. */
  | { readonly is: 'group'; readonly group: string; readonly source?: Position }
  /** Not everything is known that identity providers give at login. */
  | { readonly is: 'logins' }
  /** Arize may have filtered what was read, because the key may not see everything. */
  | { readonly is: 'filtered' };

/** The people who can do what a rule counts, in a resource or inside. */
export interface RuleCount {
  readonly place: Place;
  /** By e-mail, with the first resource where each can do it. Those of whom it is unknown do not count. */
  readonly people: ReadonlyMap<string, Place>;
  /** Whether they are more than the rule allows. */
  readonly isOver: boolean;
}

/** A rule with its verdict. */
export interface JudgedRule {
  readonly rule: WrittenRule;
  readonly verdict: 'ok' | 'broken' | 'unknown';
  readonly breaches: readonly Breach[];
  /** The paths that give a person what they must not have. None if the person lacks what they must have. */
  ways(breach: Breach): readonly AccessPath[];
  readonly unknown: readonly Unknown[];
  /** For a rule with `at_most`: who can do it, for each resource that the rule names. */
  readonly counts: readonly RuleCount[];
  /** The resources that the rule names and that meet its conditions. */
  readonly roots: readonly Place[];
  /** The resources that were checked. */
  readonly places: readonly Place[];
  /** Whether the rule says something about a person, even if that is an exception. */
  covers(person: string): boolean;
  /** Whether the rule names a person as one who may, by an exception or by `only`. */
  allows(person: string): boolean;
}
