import type { AcceptedWarning, Desired } from '../model.ts';
import type { Machine } from '../deliver/obstacles.ts';
import type { Problem } from '../document/problem.ts';

/** A valid file, with its warnings. */
export interface Loaded {
  readonly desired: Desired;
  readonly warnings: readonly Problem[];
  /** Warnings that the file accepts. */
  readonly accepted: readonly AcceptedWarning[];
}

export interface LoadOptions {
  /** The day for which the file is read, in UTC: `2027-03-31`. If omitted, no grant has expired. */
  readonly today?: string;
  /** Keeps grants whose last day has passed, to look at the file alone. */
  readonly keepsExpired?: true;
  /**
   * Also checks whether this machine can deliver secrets where the file sends them, for a run that may do so.
   */
  readonly destinations?: Machine;
}
