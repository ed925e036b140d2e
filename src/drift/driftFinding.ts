import { kindOf } from '../kinds/index.ts';
import type { Fields, Key, KindName, Acceptance } from '../model.ts';
import { byText } from '../names.ts';
import { shortId } from '../shortId.ts';
import type { Position } from '../document/problem.ts';

/** Which side changed since the file of the last run. */
export type Direction = 'live' | 'file' | 'both' | 'unknown';

/** How a finding is settled: by a run, by a destructive run, by manual steps, or not at all in a map that is only observed. */
export type WayBack = 'apply' | 'apply-destructive' | 'by-hand' | 'observed';

/** A person who may have made the change, according to the audit log: a hint, not proof. */
export interface Trace {
  /** An e-mail, or the id of a user whom Arize does not list. */
  readonly who: string;
  /** Whether it is a service identity. */
  readonly service?: true;
  readonly at: string;
  readonly operation?: string;
  /** Whether the entry names the item or the person, or only the type of operation. */
  readonly names: boolean;
}

/** One difference between the file and the account. */
export interface DriftFinding {
  /** Stable between runs: derived from the address and the difference. */
  readonly id: string;
  readonly address: string;
  readonly kind: KindName;
  readonly key: Key;
  readonly direction: Direction;
  /** The differing fields of each side. A side that lacks the item is left out. */
  readonly file?: Fields;
  readonly live?: Fields;
  readonly back: WayBack;
  /** The name that it now seems to have in Arize. */
  readonly renamedTo?: string;
  /** Why no run reverts it, or which manual steps do. */
  readonly message?: string;
  /** The access path that remains after a run reverts it, so that the person loses nothing. */
  readonly noEffect?: string;
  /** Addresses of the items that would also be removed. */
  readonly cascade: readonly string[];
  readonly source?: Position;
  /** The best matches only, newest first. */
  readonly traces: readonly Trace[];
  /** The acceptance that covered it and has expired. */
  readonly lapsed?: Acceptance;
}

/**
 * Short enough to type, and independent of time, order and line numbers.
 * @param sides none for a person or a name that entries need, because those entries are irrelevant
 */
export function idOf(address: string, sides: Pick<DriftFinding, 'file' | 'live'> = {}): string {
  return shortId([address, sorted(sides.file) ?? null, sorted(sides.live) ?? null]);
}

const sorted = (fields: Fields | undefined): unknown =>
  fields && Object.entries(fields).toSorted(([a], [b]) => byText(a, b));

/**
 * Whether a file can adopt it. For items that Arize shows only in part, people have to write the desired state. An item that
 * no run can create can still be removed from the file.
 */
export const isSayable = ({ kind, back }: DriftFinding): boolean =>
  kindOf(kind).writeOnly !== true || back === 'by-hand';

/** What is adopted by default: the account changed and the file did not, as far as known, and a file can express it. */
export const isLive = (finding: DriftFinding): boolean =>
  (finding.direction === 'live' || finding.direction === 'unknown') && isSayable(finding);

/** Where the earlier version of the file comes from. */
export interface Base {
  readonly from: 'journal' | 'git';
  /** A git ref, or the time of the last run. */
  readonly name: string;
}

/** The result of reading the audit log. */
export type AuditLogStatus =
  /** No finding needed it. */
  | { readonly status: 'not-needed' }
  /** `complete`: as far back as Arize's own log goes. */
  | { readonly status: 'read'; readonly entries: number; readonly complete: boolean }
  | { readonly status: 'unreadable'; readonly reason: string };

/** The differences between a file and an account, and how they came about. */
export interface Drift {
  readonly base?: Base;
  readonly auditLog: AuditLogStatus;
  readonly findings: readonly DriftFinding[];
  /** Differences that the file accepts for now, each with its acceptance. */
  readonly known: readonly { readonly finding: DriftFinding; readonly by: Acceptance }[];
  /** Entries under `accepted` or `known_drift` that no longer match anything. */
  readonly stale: readonly Acceptance[];
}
