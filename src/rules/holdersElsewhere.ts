import { ownName } from '../key.ts';
import { kindOf } from '../kinds/index.ts';
import type { Live } from '../model.ts';
import type { AccessState } from '../access/state.ts';

/** The holders of roles in resources that a state does not contain, by the name of the role. */
export type HoldersElsewhere = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The holders of roles outside the resources whose grants were read.
 * @param state of the live account
 * @returns undefined if the bindings of the account were not read
 */
export function holdersElsewhere(
  { items, roleUses }: Live,
  state: AccessState,
): HoldersElsewhere | undefined {
  if (roleUses === undefined) return undefined;
  const read = new Set(
    items.filter(({ address }) => state.places.get(address)?.known === true).map(({ id }) => id),
  );
  const names = new Map(
    items.flatMap(({ kind, key, id }) =>
      kindOf(kind).access?.is === 'role' ? [[id, ownName(key)] as const] : [],
    ),
  );
  const holders = new Map<string, Set<string>>();
  for (const { role, resource, email } of roleUses) {
    const name = names.get(role);
    if (name === undefined || read.has(resource)) continue;
    const known = holders.get(name);
    if (known === undefined) holders.set(name, new Set([email]));
    else known.add(email);
  }
  return holders;
}
