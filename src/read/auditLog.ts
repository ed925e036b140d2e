import { ApiError, isStopped } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';

/** One thing that a person did, or tried to do, as Arize's audit log tells it. */
export interface LogEntry {
  readonly userId: string;
  readonly at: string;
  readonly operation?: string;
  /** The body of a request, or a GraphQL document and its variables. It may say whom it was about, or not. */
  readonly text: string;
}

/** What could be read of the log. */
export type AuditLog =
  | {
      readonly status: 'read';
      /** Newest first. */
      readonly entries: readonly LogEntry[];
      /** Whether this goes back as far as Arize does. */
      readonly complete: boolean;
    }
  | { readonly status: 'unreadable'; readonly reason: string };

/** A busy account writes many entries; last night's changes are among the newest. */
const mostPages = 10;

/**
 * Reads what was changed lately, newest first. Nothing is concluded from it: it only helps people to ask the right
 * person. So it is never an error that it can not be read: it takes an account admin, and an account that keeps a log
 * (REST v2 types: 403 otherwise). It goes back 30 days, which is Arize's own choice: a time of ours would be by another
 * clock.
 */
export async function readAuditLog(client: ReadClient): Promise<AuditLog> {
  const entries: LogEntry[] = [];
  let cursor: string | undefined;
  try {
    for (let page = 0; page < mostPages; page += 1) {
      // One after the other: each page names the next.
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
