import type { AuditRow } from '../resources/audit.ts';
import type { Call, Reply, Route } from './call.ts';
import type { AuditLog, AuditLogList } from '../wire.ts';
import { isAccountAdmin } from '../access.ts';
import { dateTime, oneOf } from '../body.ts';
import { decodeId, globalId } from '../ids.ts';
import { pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { demand } from './find.ts';

const DAY = 24 * 60 * 60 * 1000;

function toWire(row: AuditRow): AuditLog {
  return {
    id: globalId('AuditLog', row.id),
    user_id: globalId('User', row.user),
    ip: row.ip,
    operation_type: row.type,
    ...(row.name === undefined ? {} : { operation_name: row.name }),
    ...(row.text === undefined ? {} : { operation_text: row.text }),
    variables: row.variables,
    created_at: row.createdAt,
  };
}

/** Milliseconds of a time in the query. A `+` that was sent bare has become a space on its way. */
function time(call: Call, name: string): number | undefined {
  const value = call.query.get(name);
  return value === null ? undefined : Date.parse(dateTime(value.replace(' ', '+'), name));
}

/** The person whose entries are asked for. No 404 is documented: an unknown person has no entries. */
function actor(call: Call): number | undefined {
  const id = call.query.get('user_id');
  if (id === null) return undefined;
  const decoded = decodeId(id);
  if (decoded?.type !== 'User') throw new ProblemError(400, '`user_id` is not the id of a user');
  return decoded.genuine ? decoded.number : 0;
}

/** Newest first, of the last 30 days unless told otherwise (REST v2 types: list audit logs). */
function list(call: Call): Reply<200, AuditLogList> {
  demand(isAccountAdmin(call.caller), 'account admin');
  demand(call.behaviour.audit_log, 'audit logging, which this account does not have');
  const end = time(call, 'end_time') ?? Date.parse(call.present());
  const start = time(call, 'start_time') ?? end - 30 * DAY;
  const user = actor(call);
  const wanted = call.query.get('operation_type');
  const type =
    wanted === null
      ? undefined
      : oneOf(['QUERY', 'MUTATION', 'SUBSCRIPTION'])(wanted, 'operation_type');
  const rows = call.account.audit
    .all()
    .filter(
      (row) =>
        Date.parse(row.createdAt) >= start &&
        Date.parse(row.createdAt) <= end &&
        (user === undefined || row.user === user) &&
        (type === undefined || row.type === type),
    )
    .toReversed();
  const page = pageOf(rows, call, 'audit-logs', 'newest first');
  return { status: 200, body: { logs: page.rows.map(toWire), pagination: page.pagination } };
}

export const auditLogs: readonly Route[] = [
  { method: 'GET', path: '/v2/audit-logs', operation: 'list_audit_logs', handle: list },
];
