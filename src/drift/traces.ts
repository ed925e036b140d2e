import { sameId } from '../api/index.ts';
import { kindOf } from '../kinds/index.ts';
import type { Live, LiveItem } from '../model.ts';
import type { AuditLog, LogEntry } from '../read/auditLog.ts';
import type { AuditLogStatus, Drift, DriftFinding, Trace } from './driftFinding.ts';
import { emailIn, ownName } from '../key.ts';

/** How many candidates are shown. */
const mostTraces = 3;

/** Whether the audit log can help: a change in the file alone is not in the log. */
export const isWorthAsking = ({ findings }: Pick<Drift, 'findings'>): boolean =>
  findings.some(({ direction }) => direction !== 'file');

/**
 * Adds to each finding who may have made the change. The log does not record the subject of an operation: a body may name a
 * person or an item, and paths are not kept at all. So the best matches are shown as candidates, never as proof.
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
    // A body that names a person, but not this one, is about another person.
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

/** REST entries are JSON bodies; a GraphQL document can have any name. */
const isRest = ({ text }: LogEntry): boolean => /^\s*(?:\{"|$)/.test(text);

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');

/** Whether the name of an operation fits the change: creating, updating or removing an item of this kind. */
function fits({ kind, file, live }: DriftFinding, { operation }: LogEntry): boolean {
  const noun = plain(kindOf(kind).auditNoun);
  const [, verb, rest] =
    /^(create|add|update|remove|delete)(.*)$/.exec(plain(operation ?? '')) ?? [];
  if (rest !== noun) return false;
  if (live === undefined) {
    // A missing item may exist under another name.
    const isRenamed = kindOf(kind).keyedBy === 'name' && verb === 'update';
    return verb === 'remove' || verb === 'delete' || isRenamed;
  }
  if (file === undefined) return verb === 'create' || verb === 'add';
  return verb === 'update' || verb === 'add';
}

/** Ids and names by which an entry may refer to a finding. */
function marksOf(
  { address, kind, key, live: has, file }: DriftFinding,
  users: readonly LiveItem[],
  live: Live,
): readonly string[] {
  const own = live.items.find((item) => item.address === address);
  // The id of some kinds consists of several ids.
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
