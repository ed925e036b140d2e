import type { UnreadHolder } from '../delta.ts';
import { groupPairs } from '../group.ts';
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
  const read = groupPairs(
    items.flatMap(({ kind, address, id }) => {
      const place = kindOf(kind).access?.is === 'place' ? places.get(address) : undefined;
      return place?.known === true ? [[id, place.grants] as const] : [];
    }),
  );
  const isRead = (resource: string, email: string): boolean =>
    read.get(resource)?.some((grants) => grants.has(email)) === true;
  return edited.flatMap((change) =>
    roleUses
      .filter(({ role, resource, email }) => {
        return change.action === 'update' && role === change.id && !isRead(resource, email);
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
