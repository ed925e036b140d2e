import type { AccessEffect } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change } from '../model.ts';

/** Whether a change lets people into a resource from above, or keeps them out. */
function doorOf(change: Change): 'opens' | 'closes' | undefined {
  const { access } = kindOf(change.kind);
  if (access?.is === 'restriction') {
    if (change.action === 'update') return undefined;
    return change.action === 'create' ? 'closes' : 'opens';
  }
  const field = access?.is === 'place' ? access.inheritanceField : undefined;
  const isClosed =
    field === undefined || change.action !== 'update' ? undefined : change.after[field];
  if (typeof isClosed !== 'boolean') return undefined;
  return isClosed ? 'closes' : 'opens';
}

/**
 * Whether a change by itself can do this to a person. A restriction gives no access: a person who gains some in a run with
 * a restriction gains it by a grant.
 */
export function canCause(change: Change, effect: AccessEffect): boolean {
  const door = doorOf(change);
  return !(door === 'closes' && effect === 'gains') && !(door === 'opens' && effect === 'loses');
}
