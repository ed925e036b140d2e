import { createHash } from 'node:crypto';
import { limitNames } from '../limits.ts';
import type { Plan } from '../model.ts';

/** Raised whenever the same changes would be serialized or interpreted differently. */
const format = 'ax-access/plan@2';

/**
 * The fingerprint of what a plan does: the account, its changes in order, and the limits it was judged by. It leaves out
 * reasons, line numbers, times and consent, so the same work has the same digest wherever it is planned.
 */
export function digestOf({
  account,
  changes,
  ids,
  limits,
}: Pick<Plan, 'account' | 'changes' | 'ids' | 'limits'>): string {
  const work = changes.map((change) => ({
    address: change.address,
    action: change.action,
    before: change.action === 'create' ? null : sorted(change.before),
    after: change.action === 'delete' ? null : sorted(change.after),
    id: change.action === 'create' ? null : change.id,
    needs: change.needs,
  }));
  const most = limitNames.map((name) => [name, limits[name].value]);
  const content = JSON.stringify([format, account.id, work, sorted(ids), most]);
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

const sorted = (
  object: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] =>
  Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1));
