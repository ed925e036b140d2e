import { sameId } from '../api/wire.ts';
import { chainOf, kindOf, parentOf, refAddress } from '../kinds/index.ts';
import type { Change, Fields, Manual, Ref } from '../model.ts';
import { itemsAfter } from './after.ts';
import type { State } from './state.ts';
import { ownName } from '../key.ts';

/**
 * Looks once more at each deletion of something that others may point at. What Arize does to the holders and to SAML
 * mappings of a deleted role or organization is not documented, so a used or mapped one stays.
 * @returns the deletions to refuse, by address
 */
export function refusedDeletions(
  changes: readonly Change[],
  state: State,
): ReadonlyMap<string, Manual> {
  const refused = new Map<string, Manual>();
  for (const change of changes) {
    if (change.action !== 'delete') continue;
    const { whenUnused, whenUnmapped } = kindOf(change.kind);
    const message =
      (whenUnused && used(change, changes, state)) || (whenUnmapped && mapped(change, state));
    if (!message) continue;
    const { address, kind, source } = change;
    refused.set(address, { address, kind, cause: 'unsafe', message, ...(source && { source }) });
  }
  return refused;
}

/** Who still holds a role when the plan is done. */
function used(
  change: Change & { action: 'delete' },
  changes: readonly Change[],
  state: State,
): string | undefined {
  const { live } = state;
  const name = ownName(change.key);
  const holds = ({ role }: Fields): boolean =>
    typeof role === 'object' && 'custom' in role && role.custom === name;
  const inside = itemsAfter(live.items, changes).filter(({ fields }) => holds(fields));
  // Bindings in places that the file does not speak of are known by their ids alone.
  const read = new Set(
    live.items
      .filter(({ fields }) => holds(fields))
      .map((item) => `${parentId(item, state)} ${ownName(item.key)}`),
  );
  const outside = (live.roleUses ?? []).filter(
    ({ role, resource, email }) => role === change.id && !read.has(`${resource} ${email}`),
  );
  if (live.roleUses === undefined) return 'Not every binding of the account could be read.';
  // What the file only observes, or can't give yet, names the role too.
  const held = new Set(inside.map(({ address }) => address));
  const asked = state.desired.items.filter(
    ({ address, fields }) => holds(fields) && !held.has(address),
  );
  const holders = [
    ...held,
    ...asked.map(({ address }) => `${address}, which the file lists`),
    ...outside.map(({ email }) => `${email}, in a place that the file does not manage`),
  ];
  if (holders.length === 0) {
    return live.usesUnknown === undefined
      ? undefined
      : `Who holds it in dashboards could not be read (${live.usesUnknown.replace(/\.$/, '')}). See who holds it in Arize (Settings > Account > Roles), and delete it there.`;
  }
  const more = holders.length > 3 ? ` and ${holders.length - 3} more` : '';
  return `Still held by ${holders.slice(0, 3).join('; ')}${more}. Take it from them first.`;
}

const parentId = (ref: Ref, { found }: State): string | undefined => {
  const parent = parentOf(ref);
  return parent && found.get(refAddress(parent))?.id;
};

/** Whether an identity provider hands out the thing, or something below it. */
function mapped(change: Change & { action: 'delete' }, { live }: State): string | undefined {
  if (live.identityProviders === undefined) {
    return 'SAML mappings could not be read, and one may point at it.';
  }
  const below = live.items
    .filter((item) => chainOf(item).some((above) => refAddress(above) === change.address))
    .map(({ id }) => id);
  const provider = live.identityProviders.find(({ mentions }) =>
    mentions.some((id) => [change.id, ...below].some((own) => sameId(own, id))),
  );
  if (provider !== undefined) {
    return `The identity provider for ${provider.domains.join(', ')} hands it out at login. Change its role mappings first.`;
  }
  const unclear = live.identityProviders.find(({ unknown }) => unknown !== undefined);
  const [why = ''] = unclear?.unknown ?? [];
  return (
    unclear &&
    `SAML mappings could not be read completely, and one may point at it: ${why.replace(/\.$/, '')}. Look at the role mappings of ${unclear.domains.join(', ')} in Arize; what no mapping uses can be deleted there.`
  );
}
