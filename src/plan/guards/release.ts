import { kindOf } from '../../kinds/index.ts';
import type { Change, Live, Verdict } from '../../model.ts';
import { verdict } from './verdict.ts';

/**
 * Servers before release 11.40 refuse the words that this release writes (on-premise release notes, 11.40.0), so that a
 * run would end in the middle. Judged only where the server is one of them.
 */
export function release(changes: readonly Change[], { older }: Live): readonly Verdict[] {
  if (older !== true) return [];
  const unsaid = changes.filter(
    (change) =>
      change.action !== 'delete' && kindOf(change.kind).speaks?.(change.action, change.after),
  );
  return [
    verdict('release', '', unsaid, {
      ok: 'The server is older than release 11.40, and takes what this run writes.',
      blocked: `The server is older than release 11.40 and would refuse ${unsaid.length === 1 ? '1 of these changes' : `${unsaid.length} of these changes`}: it spells roles otherwise. Update Arize, or make ${unsaid.length === 1 ? 'it' : 'them'} in Arize's own pages.`,
    }),
  ];
}
