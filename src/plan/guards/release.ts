import { kindOf } from '../../kinds/index.ts';
import type { Change, Live, Verdict } from '../../model.ts';
import { verdict } from './verdict.ts';

/**
 * Servers before release 11.40 refuse the role names that ax-access writes (on-premise release notes, 11.40.0), so a run
 * would stop halfway. Judged only for such a server.
 */
export function release(changes: readonly Change[], { older }: Live): readonly Verdict[] {
  if (older !== true) return [];
  const unsaid = changes.filter(
    (change) =>
      change.action !== 'delete' && kindOf(change.kind).speaks?.(change.action, change.after),
  );
  return [
    verdict('release', '', unsaid, {
      ok: 'The server is older than release 11.40, but accepts what this run writes.',
      blocked: `The server is older than release 11.40 and would refuse ${unsaid.length === 1 ? '1 of these changes' : `${unsaid.length} of these changes`}: it uses other names for roles. Update Arize, or make ${unsaid.length === 1 ? 'this change' : 'these changes'} in the Arize UI.`,
    }),
  ];
}
