import { kindOf } from '../kinds/index.ts';
import type { Change, Fields } from '../model.ts';

/**
 * Why an undo file cannot fully restore what a change removes: a reason of its kind, or a former value that Arize does not
 * show.
 */
export function irreversibleBy(change: Change): Pick<Change, 'irreversible'> {
  const why = reasonOf(change);
  return why === undefined ? {} : { irreversible: why };
}

function reasonOf(change: Change): string | undefined {
  if (change.action === 'create') return undefined;
  const { irreversible, access } = kindOf(change.kind);
  const after = change.action === 'update' ? change.after : undefined;
  // The role is all that a grant consists of.
  const restored = Object.keys(after ?? (access?.is === 'grant' ? { role: '' } : {}));
  return irreversible?.(change.before, after) ?? unknownOf(change, change.before, restored);
}

/** The reason for a former value that Arize does not show. Create-only and policy fields have no former value. */
function unknownOf({ kind }: Change, before: Fields, names: readonly string[]): string | undefined {
  const { fields } = kindOf(kind);
  const unknown = names.find((name) => {
    const field = fields[name];
    return before[name] === undefined && field && !field.createOnly && !field.policy;
  });
  return unknown === undefined ? undefined : `Arize does not show the former ${unknown}`;
}
