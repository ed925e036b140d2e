import type { RoleRef, Ref } from './model.ts';

/** The effect of a plan on people's access, as plain data. The access engine computes it for every plan. */

/** What a person holds: a built-in role, another role, or one that Arize does not show. */
export type Level = RoleRef | 'unknown';

/**
 * How a person gets access to a resource: by their own grant there, as an admin of a parent, because it is open to members
 * of its parent who have no grant in it, or by a grant on a parent.
 */
export type How = 'own' | 'admin' | 'fallback' | 'inherited';

/** One access path. */
export interface Via {
  readonly how: How;
  readonly level: Level;
  /** The resource where it was granted; absent for the account. */
  readonly at?: Ref;
  /** The team through which the file grants it. */
  readonly team?: string;
}

/**
 * The effect on a person's access: `changes` means that they gain some and lose some; `unsure` means that it differs, but
 * what was read does not tell how.
 */
export type AccessEffect = 'gains' | 'loses' | 'changes' | 'unsure';

/** One person's access to one resource, before and after a run. */
export interface AccessChange {
  readonly person: string;
  /** Whether this is a service identity. */
  readonly service?: true;
  /** Absent for the account. */
  readonly place?: Ref;
  readonly effect: AccessEffect;
  /** What they hold there, strongest first; an admin right covers everything else. Empty: no access. */
  readonly before: readonly Level[];
  readonly after: readonly Level[];
  /** Permissions, as far as they are known. Admins have all of them. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** The access path that is added or removed. */
  readonly via: Via;
  /** Addresses of the changes that cause it. */
  readonly causes: readonly string[];
}

/** A holder of a role that a run edits, in a resource that was not read otherwise. */
export interface UnreadHolder {
  readonly person: string;
  readonly service?: true;
  readonly role: string;
  /** The id of the space or project. */
  readonly resource: string;
  readonly cause: string;
}

/** A person who loses all access. */
export interface LosingAll {
  readonly person: string;
  readonly causes: readonly string[];
}

export interface AccessDelta {
  /** Ordered by person, then from the account downwards. */
  readonly changes: readonly AccessChange[];
  /** People who lose all access that was read. */
  readonly losingAll: readonly LosingAll[];
  readonly beyond: readonly UnreadHolder[];
  /** Addresses of resources in which access may change and that were not read, so nothing is known about them. */
  readonly unread: readonly string[];
}

/** The access deltas of a plan. */
export interface PlanAccess {
  /** As the plan would run, without the changes that are held back. */
  readonly asRun: AccessDelta;
  /** With consent to everything destructive. The same object if nothing is held back. */
  readonly withConsent: AccessDelta;
}
