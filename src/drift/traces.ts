import { sameId } from '../api/index.ts';
import { kindOf } from '../kinds/index.ts';
import type { Live, LiveItem } from '../model.ts';
import type { AuditLog, LogEntry } from '../read/auditLog.ts';
import type { AuditLogStatus, Drift, DriftFinding, Trace } from './driftFinding.ts';
import { emailIn, ownName } from '../key.ts';

/** How many candidates are named. */
const mostTraces = 3;

/** Whether it is worth asking who did it: what only the file says was done by no one. */
export const isWorthAsking = ({ findings }: Pick<Drift, 'findings'>): boolean =>
  findings.some(({ direction }) => direction !== 'file');

/**
 * Adds to findings who may have made the change. The log has no word of what an entry was about: a body may name a
 * person or a thing, and a path is not kept at all. So the best entries are shown as candidates, never as proof.
 */
export function traced<F extends Pick<Drift, 'findings'>>(
  found: F,
  log: AuditLog,
  live: Live,
): F & { readonly auditLog: AuditLogStatus } {
  if (log.status === 'unreadable') return { ...found, auditLog: log };
  const { entries, complete } = log;
  const users = live.items.filter(
    ({ kind }) => kindOf(kind).parent === undefined && kindOf(kind).keyedBy === 'person',
  );
  const findings = found.findings.map((finding) =>
    finding.direction === 'file'
      ? finding
      : { ...finding, traces: tracesOf(finding, entries, users, live) },
  );
  return { ...found, findings, auditLog: { status: 'read', entries: entries.length, complete } };
}

function tracesOf(
  finding: DriftFinding,
  entries: readonly LogEntry[],
  users: readonly LiveItem[],
  live: Live,
): readonly Trace[] {
  const marks = marksOf(finding, users, live);
  const judged = entries.map((entry) => ({
    entry,
    fits: fits(finding, entry),
    names: marks.some((mark) => entry.text.includes(mark)),
    // A body that names a person names another person when it does not name this one.
    other: kindOf(finding.kind).keyedBy === 'person' && /"user_?id"/i.test(entry.text),
  }));
  const best =
    [
      judged.filter((each) => each.fits && each.names),
      judged.filter((each) => each.names && !isRest(each.entry)),
      judged.filter((each) => each.fits && !each.other),
    ].find((group) => group.length > 0) ?? [];
  return best.slice(0, mostTraces).map(({ entry, names }) => {
    const user = users.find(({ id }) => sameId(id, entry.userId));
    return {
      who: user?.key[0] ?? entry.userId,
      ...(user?.service && { service: true as const }),
      at: entry.at,
      ...(entry.operation !== undefined && { operation: entry.operation }),
      names,
    };
  });
}

/** Entries of REST are bodies; a GraphQL document may be called anything. */
const isRest = ({ text }: LogEntry): boolean => /^\s*(?:\{"|$)/.test(text);

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');

/** Whether an operation is of the sort that makes, changes or removes such a thing, by what it is called. */
function fits({ kind, file, live }: DriftFinding, { operation }: LogEntry): boolean {
  const noun = plain(kindOf(kind).auditNoun);
  const [, verb, rest] =
    /^(create|add|update|remove|delete)(.*)$/.exec(plain(operation ?? '')) ?? [];
  if (rest !== noun) return false;
  if (live === undefined) {
    // What is missing under its name may be there under another.
    const isRenamed = kindOf(kind).keyedBy === 'name' && verb === 'update';
    return verb === 'remove' || verb === 'delete' || isRenamed;
  }
  if (file === undefined) return verb === 'create' || verb === 'add';
  return verb === 'update' || verb === 'add';
}

/** Ids and names by which an entry may speak of a finding. */
function marksOf(
  { address, kind, key, live: has, file }: DriftFinding,
  users: readonly LiveItem[],
  live: Live,
): readonly string[] {
  const own = live.items.find((item) => item.address === address);
  // Some ids are several, for those who know.
  const ids = (own?.id ?? '').split(' ').filter((id) => id !== '');
  const last = ownName(key);
  if (kindOf(kind).keyedBy === 'person') {
    const user = users.find((each) => emailIn(each.key) === last);
    return [...ids, ...(user ? [user.id] : []), JSON.stringify(last)];
  }
  const names = [has?.['name'], file?.['name'], kindOf(kind).keyedBy === 'name' ? last : undefined];
  return [
    ...ids,
    ...names.flatMap((name) => (typeof name === 'string' ? [JSON.stringify(name)] : [])),
  ];
}
