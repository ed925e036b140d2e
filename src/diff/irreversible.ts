import { kindOf } from '../kinds/index.ts';
import type { Change, Fields } from '../model.ts';

/**
 * Why no undo file can put back all that a change ends: what its kind says, or a value from before that Arize does not
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
  // A grant is nothing but its role.
  const restored = Object.keys(after ?? (access?.is === 'grant' ? { role: '' } : {}));
  return irreversible?.(change.before, after) ?? unknownOf(change, change.before, restored);
}

/** What is said only when a thing is made, or only guides the program, has no value from before. */
function unknownOf({ kind }: Change, before: Fields, names: readonly string[]): string | undefined {
  const { fields } = kindOf(kind);
  const unknown = names.find((name) => {
    const field = fields[name];
    return before[name] === undefined && field && !field.createOnly && !field.policy;
  });
  return unknown === undefined ? undefined : `Arize does not show the former ${unknown}`;
}
