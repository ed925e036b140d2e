import type { Caller, Fields, KindName, ListKind, Live, Outcome, PlannedChange } from '../model.ts';

/**
 * The lines of a journal, one JSON object each, in chronological order. A reader skips what it does not know, because
 * later releases only add to the format.
 */
export type Line = Start | Begin | End | Finish | Remainder;

/** The size of a list that later runs expect, so that they notice a truncated response. */
export interface ListCount {
  /** Its name: `space_member space/Platform Team/team-alpha`. The first word is its kind. */
  readonly list: string;
  /** The id of its parent, which may have been renamed since; absent for lists of the account. */
  readonly place?: string;
  readonly count: number;
  /** How many of its rows show an admin right instead of a membership. */
  readonly masked?: number;
}

/** A file as it was when the run began. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Start {
  readonly type: 'start';
  /** Since format 2, lists have Arize's names, and only runs that wrote record them. */
  readonly format: 1 | 2;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The version of the program. */
  readonly tool: string;
  readonly account: Live['account'];
  /** The host of the API: accounts of two installations may have the same id. */
  readonly host: string;
  readonly caller?: Caller;
  /** The files of the run, the main file first. */
  readonly sources: readonly Source[];
  readonly digest: string;
  /** The saved plan that is applied. */
  readonly saved?: string;
  readonly consent: boolean;
  readonly changes: number;
  /** Addresses of unknown names in the file, and of items that the run keeps because of them. */
  readonly left_out?: readonly string[];
  /** Ids of items that are both in the file and in the account, by address: an item renamed in Arize keeps its id. */
  readonly ids?: Readonly<Record<string, string>>;
  /** The baselines for later runs if no change is made, and the lowest if all are. */
  readonly lists: readonly (ListCount & { readonly after: number })[];
  /** Kinds of lists from which it may remove unseen rows, which voids earlier baselines of other such lists. */
  readonly reaches?: readonly ListKind[];
}

/** Written before the first request of a change. */
export interface Begin {
  readonly type: 'begin';
  readonly at: string;
  readonly address: string;
  readonly kind: KindName;
  readonly action: PlannedChange['action'];
  readonly before: Fields | null;
  readonly after: Fields | null;
  readonly consequences?: readonly string[];
  /** Why an undo file cannot fully restore what it removes. */
  readonly irreversible?: string;
}

/** Written once the outcome of a change is known. */
export interface End {
  readonly type: 'end';
  readonly at: string;
  readonly address: string;
  readonly status: Outcome['status'];
  /** Of a change that was never requested, which has no line before. */
  readonly action?: PlannedChange['action'];
  readonly already?: true;
  readonly because?: string;
  readonly error?: string;
  readonly request_ids?: readonly string[];
}

/** The last line of a run that finished. */
export interface Finish {
  readonly type: 'finish';
  readonly at: string;
  /** Whether every change is done, except for those held back. */
  readonly complete: boolean;
  /** Whether a person or the time limit stopped it. */
  readonly interrupted?: true;
  /** Changes that turned out not to be made when the account was read again. */
  readonly untrue?: readonly { readonly address: string; readonly error: string }[];
  /** As at the start, after the account was read again. */
  readonly ids?: Readonly<Record<string, string>>;
  /** The baselines for later runs; absent when the run wrote nothing. */
  readonly lists?: readonly ListCount[];
}

/**
 * What the undo file of a run does not restore, a sentence each. Written before the first change and again after the run;
 * the last line counts.
 */
export interface Remainder {
  readonly type: 'undo';
  readonly at: string;
  /** What cannot be undone. */
  readonly ended: readonly string[];
  /** What the run added and only an entry under `removed` deletes. */
  readonly made: readonly string[];
  /** What stays because removing it would take from a protected item. */
  readonly guarded: readonly string[];
}

/** The line for a change before it is requested. */
export const beginLine = (change: PlannedChange, at: string): Begin => ({
  type: 'begin',
  at,
  address: change.address,
  kind: change.kind,
  action: change.action,
  before: change.action === 'create' ? null : change.before,
  after: change.action === 'delete' ? null : change.after,
  ...(change.cascade.length > 0 && { consequences: change.cascade }),
  ...(change.irreversible !== undefined && { irreversible: change.irreversible }),
});

/** The line for the outcome of a change. */
export function endLine(outcome: Outcome, at: string): End {
  const line = {
    type: 'end',
    at,
    address: outcome.change.address,
    status: outcome.status,
  } as const;
  switch (outcome.status) {
    case 'done':
      return {
        ...line,
        ...(outcome.already && { already: true }),
        ...(outcome.requestIds && { request_ids: outcome.requestIds }),
      };
    case 'failed':
      return {
        ...line,
        error: outcome.error.message,
        ...(outcome.requestIds && { request_ids: outcome.requestIds }),
      };
    case 'skipped':
      return { ...line, action: outcome.change.action, because: outcome.because };
    case 'held':
      return { ...line, action: outcome.change.action };
  }
}
