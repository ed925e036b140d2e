import type { Caller, Fields, KindName, ListKind, Live, Outcome, PlannedChange } from '../model.ts';

/**
 * The lines of a journal, one JSON object each, in the order in which things happened. A reader skips what it does not
 * know; a later release only ever adds.
 */
export type Line = Start | Begin | End | Finish;

/** How much later runs hold a list to, so that they notice when it comes back cut. */
export interface ListCount {
  /** Its name: `space_member space/Platform Team/team-alpha`. The first word is its kind. */
  readonly list: string;
  /** Id of its place, which may be called otherwise by now; absent for the lists of the account. */
  readonly place?: string;
  readonly count: number;
  /** How many of its rows show an admin right, and no membership. */
  readonly masked?: number;
}

/** A file as it was when the run began. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Start {
  readonly type: 'start';
  /** Since format 2 lists are called as Arize has them, and are recorded by runs that wrote alone. */
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
  /** What the run was made of: the main file first. */
  readonly sources: readonly Source[];
  readonly digest: string;
  /** The saved plan that it runs. */
  readonly saved?: string;
  readonly consent: boolean;
  readonly changes: number;
  /** Addresses of unknown names in the file, and of what the run keeps because of them. */
  readonly left_out?: readonly string[];
  /** Ids of what the file lists and the account has, by address: a new name in Arize keeps the id. */
  readonly ids?: Readonly<Record<string, string>>;
  /** What later runs hold each list to if nothing of this one is done, and the least if all of it is. */
  readonly lists: readonly (ListCount & { readonly after: number })[];
  /** Kinds of lists from which it may take more than it sees: what earlier runs know of others of these is void. */
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
}

/** Written once it is known how a change ended. */
export interface End {
  readonly type: 'end';
  readonly at: string;
  readonly address: string;
  readonly status: Outcome['status'];
  readonly already?: true;
  readonly because?: string;
  readonly error?: string;
  readonly request_ids?: readonly string[];
}

/** The last line of a run that came to its end. */
export interface Finish {
  readonly type: 'finish';
  readonly at: string;
  /** Whether everything that was begun is done, and nothing was left out but what is held back. */
  readonly complete: boolean;
  /** What was found untrue when it was read again. */
  readonly untrue?: readonly { readonly address: string; readonly error: string }[];
  /** As at the start, once the account was read again. */
  readonly ids?: Readonly<Record<string, string>>;
  /** What later runs hold each list to; absent when the run wrote nothing. */
  readonly lists?: readonly ListCount[];
}

/** How a change is written down before it is asked for. */
export const beginLine = (change: PlannedChange, at: string): Begin => ({
  type: 'begin',
  at,
  address: change.address,
  kind: change.kind,
  action: change.action,
  before: change.action === 'create' ? null : change.before,
  after: change.action === 'delete' ? null : change.after,
  ...(change.cascade.length > 0 && { consequences: change.cascade }),
});

/** How the end of a change is written down. */
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
      return { ...line, because: outcome.because };
    case 'held':
      return line;
  }
}
