import type { UnreadHolder } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Live } from '../model.ts';
import { byText } from '../names.ts';
import type { AccessState } from './state.ts';
import { ownName } from '../key.ts';

/** People with an edited role in places that the file does not cover, known only by their ids. */
export function unreadHolders(
  changes: readonly Change[],
  { items, roleUses = [] }: Live,
  { places, people }: AccessState,
): readonly UnreadHolder[] {
  const edited = changes.flatMap((change) => {
    const { access } = kindOf(change.kind);
    const isEdit =
      change.action === 'update' &&
      access?.is === 'role' &&
      access.allows(change.after) !== undefined;
    return isEdit ? [change] : [];
  });
  if (edited.length === 0) return [];
  const read = new Set<string>();
  for (const { address, id } of items) {
    const place = places.get(address);
    if (place?.known !== true) continue;
    for (const person of place.grants.keys()) read.add(`${id} ${person}`);
  }
  return edited.flatMap((change) =>
    roleUses
      .filter(({ role, resource, email }) => {
        return (
          change.action === 'update' && role === change.id && !read.has(`${resource} ${email}`)
        );
      })
      .map(({ email, resource }) => ({
        person: email,
        ...(people.get(email)?.service && { service: true as const }),
        role: ownName(change.key),
        resource,
        cause: change.address,
      }))
      .toSorted((a, b) => byText(a.person, b.person) || byText(a.resource, b.resource)),
  );
}
