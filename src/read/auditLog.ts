import { ApiError, isStopped } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';

/** One operation that a person performed or attempted, as recorded in Arize's audit log. */
export interface LogEntry {
  readonly userId: string;
  readonly at: string;
  readonly operation?: string;
  /** The body of a request, or a GraphQL document and its variables. It does not always name its subject. */
  readonly text: string;
}

/** The part of the log that could be read. */
export type AuditLog =
  | {
      readonly status: 'read';
      /** Newest first. */
      readonly entries: readonly LogEntry[];
      /** Whether it goes back as far as Arize's own log. */
      readonly complete: boolean;
    }
  | { readonly status: 'unreadable'; readonly reason: string };

/** A busy account writes many entries; last night's changes are among the newest. */
const mostPages = 10;

/**
 * Reads recent changes, newest first. They only help people to ask the right person, so failing to read them is never an
 * error: it takes an account admin and an account that keeps a log (REST v2 types: 403 otherwise). The log goes back 30
 * days, which is Arize's default; a start time of ours would come from another clock.
 */
export async function readAuditLog(client: ReadClient): Promise<AuditLog> {
  const entries: LogEntry[] = [];
  let cursor: string | undefined;
  try {
    for (let page = 0; page < mostPages; page += 1) {
      // Sequential, because each page names the next.
      // eslint-disable-next-line no-await-in-loop
      const { logs, pagination } = await client.get('/v2/audit-logs', {
        params: {
          query: {
            operation_type: 'MUTATION',
            limit: 100,
            ...(cursor !== undefined && { cursor }),
          },
        },
      });
      for (const log of logs) {
        const { operation_name: operation } = log;
        entries.push({
          userId: log.user_id,
          at: log.created_at,
          ...(operation && { operation }),
          text: `${log.operation_text ?? ''} ${log.variables ?? ''}`,
        });
      }
      const next = pagination.has_more ? pagination.next_cursor : undefined;
      if (next === undefined || next === cursor) {
        return { status: 'read', entries, complete: !pagination.has_more };
      }
      cursor = next;
    }
    return { status: 'read', entries, complete: false };
  } catch (error) {
    if (!(error instanceof ApiError) || isStopped(error)) throw error;
    return { status: 'unreadable', reason: error.message };
  }
}
