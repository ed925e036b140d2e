import { kindOf } from '../kinds/index.ts';
import type { Fields, Key, KindName, Acceptance } from '../model.ts';
import { byText } from '../names.ts';
import { shortId } from '../shortId.ts';
import type { Position } from '../document/problem.ts';

/** Which side moved, seen from the file of the last run. */
export type Direction = 'live' | 'file' | 'both' | 'unknown';

/** What settles a finding: a run, one that may destroy, a person, or nothing while the file only observes. */
export type WayBack = 'apply' | 'apply-destructive' | 'by-hand' | 'observed';

/** A person who may have done it, by the audit log: a hint, no proof. */
export interface Trace {
  /** An e-mail, or the id of a user whom Arize does not list. */
  readonly who: string;
  /** A service key's bot. */
  readonly service?: true;
  readonly at: string;
  readonly operation?: string;
  /** Whether the entry names the thing or the person, or only says what sort of thing was done. */
  readonly names: boolean;
}

/** One thing in which the file and the account differ. */
export interface DriftFinding {
  /** The same tomorrow: made of the address and of what differs. */
  readonly id: string;
  readonly address: string;
  readonly kind: KindName;
  readonly key: Key;
  readonly direction: Direction;
  /** What differs, as each side has it. A side that does not have the thing is left out. */
  readonly file?: Fields;
  readonly live?: Fields;
  readonly back: WayBack;
  /** What Arize seems to call it now. */
  readonly renamedTo?: string;
  /** Why no run puts it back, or what to click. */
  readonly message?: string;
  /** The way in that stays when a run takes it back, which then takes nothing from a person. */
  readonly noEffect?: string;
  /** Addresses of what would go with it. */
  readonly cascade: readonly string[];
  readonly source?: Position;
  /** Newest first, and only the best of them. */
  readonly traces: readonly Trace[];
  /** Was accepted for a time that is over. */
  readonly lapsed?: Acceptance;
}

/**
 * Short enough to type, and not a word of when, in which order or on which line.
 * @param sides none for a person or a name that entries need: what those say is beside the point
 */
export function idOf(address: string, sides: Pick<DriftFinding, 'file' | 'live'> = {}): string {
  return shortId([address, sorted(sides.file) ?? null, sorted(sides.live) ?? null]);
}

const sorted = (fields: Fields | undefined): unknown =>
  fields && Object.entries(fields).toSorted(([a], [b]) => byText(a, b));

/**
 * Whether a file can take it over: of what Arize shows in part alone, only people can write what it should be. What no
 * run can make can be taken out all the same.
 */
export const isSayable = ({ kind, back }: DriftFinding): boolean =>
  kindOf(kind).writeOnly !== true || back === 'by-hand';

/** What is taken over where nothing is named: only the account changed, as far as one knows, and a file can say it. */
export const isLive = (finding: DriftFinding): boolean =>
  (finding.direction === 'live' || finding.direction === 'unknown') && isSayable(finding);

/** Where the file as it was comes from. */
export interface Base {
  readonly from: 'journal' | 'git';
  /** What people call it: a git ref, or the time of the last run. */
  readonly name: string;
}

/** What became of asking who did it. */
export type AuditLogStatus =
  /** Nothing asked for it. */
  | { readonly status: 'not-needed' }
  /** `complete`: as far back as Arize goes. */
  | { readonly status: 'read'; readonly entries: number; readonly complete: boolean }
  | { readonly status: 'unreadable'; readonly reason: string };

/** How a file and an account came to differ. */
export interface Drift {
  readonly base?: Base;
  readonly auditLog: AuditLogStatus;
  readonly findings: readonly DriftFinding[];
  /** Differences that the file accepts for now, and for how long. */
  readonly known: readonly { readonly finding: DriftFinding; readonly by: Acceptance }[];
  /** Entries under `accepted` or `known_drift` that fit nothing any more. */
  readonly stale: readonly Acceptance[];
}
