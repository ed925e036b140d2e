import { createHash } from 'node:crypto';
import type { Plan } from '../model.ts';

/** Raised whenever the same changes would be written down, or understood, in another way. */
const format = 'ax-access/plan@1';

/**
 * The fingerprint of what a plan does: the account and its changes in order. Reasons, lines, times and consent are not
 * in it, so the same work has the same digest wherever it is planned.
 */
export function digestOf({
  account,
  changes,
  ids,
}: Pick<Plan, 'account' | 'changes' | 'ids'>): string {
  const work = changes.map((change) => ({
    address: change.address,
    action: change.action,
    before: change.action === 'create' ? null : sorted(change.before),
    after: change.action === 'delete' ? null : sorted(change.after),
    id: change.action === 'create' ? null : change.id,
    needs: change.needs,
  }));
  const content = JSON.stringify([format, account.id, work, sorted(ids)]);
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

const sorted = (
  object: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] =>
  Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1));
