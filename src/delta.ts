import type { RoleRef, Ref } from './model.ts';

/** What a plan does to people's access, as plain data: made by the access engine, a part of every plan. */

/** What a person holds: a built-in word, a role, or one that Arize does not show. */
export type Level = RoleRef | 'unknown';

/**
 * How a person comes to what they can do in a place: by a grant of their own there, as an admin of something above,
 * because the place is open to those above who hold nothing in it, or by what they hold above.
 */
export type How = 'own' | 'admin' | 'fallback' | 'inherited';

/** One way in. */
export interface Via {
  readonly how: How;
  readonly level: Level;
  /** Where it was granted; absent for the account. */
  readonly at?: Ref;
  /** The team of the file that brings the person there. */
  readonly team?: string;
}

/**
 * What a change means for a person: `changes` gains one thing and loses another; `unsure` differs in a way that what was read
 * does not tell.
 */
export type AccessEffect = 'gains' | 'loses' | 'changes' | 'unsure';

/** What one person can do in one place, before and after a run. */
export interface AccessChange {
  readonly person: string;
  /** Acts for a service key. */
  readonly service?: true;
  /** Absent for the account. */
  readonly place?: Ref;
  readonly effect: AccessEffect;
  /** What they hold there, strongest first; an admin's right covers everything else. Empty: nothing. */
  readonly before: readonly Level[];
  readonly after: readonly Level[];
  /** Permissions, as far as they are known: admins have all of them. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** The way that opens or closes. */
  readonly via: Via;
  /** Addresses of the changes that bring it about. */
  readonly causes: readonly string[];
}

/** A person who holds a role that a run edits, in a place of which nothing else was read. */
export interface UnreadHolder {
  readonly person: string;
  readonly service?: true;
  readonly role: string;
  /** The id of the space or project. */
  readonly resource: string;
  readonly cause: string;
}

/** A person who is left with nothing. */
export interface LosingAll {
  readonly person: string;
  readonly causes: readonly string[];
}

export interface AccessDelta {
  /** By person, then from the account downwards. */
  readonly changes: readonly AccessChange[];
  /** People who hold something that was read today and nothing afterwards. */
  readonly losingAll: readonly LosingAll[];
  readonly beyond: readonly UnreadHolder[];
  /** Addresses of places in which something may change that was not read: nothing is said about them. */
  readonly unread: readonly string[];
}

/** The delta of a plan. */
export interface PlanAccess {
  /** As the plan would run: what is held back does not happen. */
  readonly asRun: AccessDelta;
  /** With consent to everything destructive. The same object where nothing is held back. */
  readonly withConsent: AccessDelta;
}
