import { withoutStop } from '../errorText.ts';
import { sameId } from '../api/wire.ts';
import { groupBy } from '../group.ts';
import { chainOf, kindOf, nameOf, parentOf, refAddress, whereText } from '../kinds/index.ts';
import type { Change, DesiredItem, Fields, LiveItem, Manual, Ref } from '../model.ts';
import { itemsAfter } from './after.ts';
import { lazily } from '../once.ts';
import type { State } from './state.ts';
import { emailIn, ownName } from '../key.ts';

/** How many holders of a role are named. */
const mostNamed = 3;

/**
 * Checks each deletion of an item that its kind may not remove, or that others may refer to. Arize does not document
 * what happens to the holders and SAML mappings of a deleted role or organization, so one that is used or mapped stays.
 * @returns the deletions to refuse, by address
 */
export function refusedDeletions(
  changes: readonly Change[],
  state: State,
): ReadonlyMap<string, Manual> {
  const refused = new Map<string, Manual>();
  const uses = usesAfter(changes, state);
  for (const change of changes) {
    if (change.action !== 'delete') continue;
    const { whenUnused, whenUnmapped, cannotRemove } = kindOf(change.kind);
    const refusal = cannotRemove?.(change.key, change.before);
    const message =
      refusal?.text ||
      (whenUnused && used(change, uses(), state)) ||
      (whenUnmapped && mapped(change, state));
    if (!message) continue;
    const { address, kind, source } = change;
    refused.set(address, {
      address,
      kind,
      cause: 'unsafe',
      message,
      ...(source && { source }),
      ...(refusal?.next && { next: refusal.next }),
    });
  }
  return refused;
}

/** The custom role that an item gives; undefined if it gives none. */
const customRole = ({ fields: { role } }: { readonly fields: Fields }): string | undefined =>
  typeof role === 'object' && 'custom' in role ? role.custom : undefined;

/** The items that give each custom role: in the account, in the file, and in the account when the plan is done. */
interface Uses {
  readonly now: ReadonlyMap<string | undefined, readonly LiveItem[]>;
  readonly listed: ReadonlyMap<string | undefined, readonly DesiredItem[]>;
  readonly after: ReadonlyMap<string | undefined, readonly LiveItem[]>;
}

/** Looked up once, because a run may delete many roles, and not at all if it deletes none. */
const usesAfter = (changes: readonly Change[], { live, desired }: State): (() => Uses) =>
  lazily(() => ({
    now: groupBy(live.items, customRole),
    listed: groupBy(desired.items, customRole),
    after: groupBy(itemsAfter(live.items, changes), customRole),
  }));

/** The refusal to delete a role that is still held when the plan is done. */
function used(change: Change & { action: 'delete' }, uses: Uses, state: State): string | undefined {
  const { live } = state;
  const name = ownName(change.key);
  // Bindings in resources outside the file are known only by their ids.
  const read = new Set(
    uses.now.get(name)?.map((item) => `${parentId(item, state)} ${ownName(item.key)}`),
  );
  const outside = (live.roleUses ?? []).filter(
    ({ role, resource, email }) => role === change.id && !read.has(`${resource} ${email}`),
  );
  if (live.roleUses === undefined) return 'Not all role bindings of the account could be read.';
  // Entries that the file only observes, or that cannot be granted yet, use the role too.
  const held = new Map(uses.after.get(name)?.map((item) => [item.address, item]));
  const asked = (uses.listed.get(name) ?? []).filter(({ address }) => !held.has(address));
  const holders = [
    ...[...held.values()].map(holderText),
    ...asked.map((item) => `${holderText(item)} (in the file)`),
    ...outside.map(({ email }) => `${email} in a resource that is not managed`),
  ];
  if (holders.length === 0) {
    return live.usesUnknown === undefined
      ? undefined
      : `Its holders on dashboards could not be read (${withoutStop(live.usesUnknown)}). Check its holders in Arize (Settings > Account > Roles), and delete it there.`;
  }
  return `Still held by ${enumerated(holders)}. Remove the role there first.`;
}

/** Who has a role, and where: a person by their address, a key by its name. */
const holderText = (item: Ref): string =>
  `${kindOf(item.kind).keyedBy === 'person' ? emailIn(item.key) : nameOf(item)}${whereText(item)}`;

/** The first three, and how many more there are. */
function enumerated(texts: readonly string[]): string {
  const more = texts.length - mostNamed;
  const last = more > 0 ? `${more} more` : texts.at(-1);
  const first = texts.slice(0, more > 0 ? mostNamed : -1);
  return first.length === 0 ? (last ?? '') : `${first.join(', ')} and ${last}`;
}

const parentId = (ref: Ref, { found }: State): string | undefined => {
  const parent = parentOf(ref);
  return parent && found.get(refAddress(parent))?.id;
};

/** The refusal to delete an item that an identity provider grants, itself or something inside it. */
function mapped(change: Change & { action: 'delete' }, { live }: State): string | undefined {
  if (live.identityProviders === undefined) {
    return 'SAML mappings could not be read, and one may refer to it.';
  }
  // Most accounts have none.
  if (live.identityProviders.length === 0) return undefined;
  const below = live.items
    .filter((item) => chainOf(item).some((above) => refAddress(above) === change.address))
    .map(({ id }) => id);
  const provider = live.identityProviders.find(({ mentions }) =>
    mentions.some((id) => [change.id, ...below].some((own) => sameId(own, id))),
  );
  if (provider !== undefined) {
    return `The identity provider for ${provider.domains.join(', ')} grants it at login. Change its role mappings first.`;
  }
  const unclear = live.identityProviders.find(({ unknown }) => unknown !== undefined);
  const [why = ''] = unclear?.unknown ?? [];
  return (
    unclear &&
    `SAML mappings could not be fully read, and one may refer to it: ${withoutStop(why)}. Check the role mappings of ${unclear.domains.join(', ')} in Arize; if none uses it, delete it there.`
  );
}
