import type { DesiredItem } from '../model.ts';
import type { State } from './state.ts';
import { isAccountAdmin } from '../kinds/admins.ts';
import { emailIn } from '../key.ts';

/**
 * Why a manual step must not ask to demote an admin: following it would lock people out of the account.
 * @param field the field that only a manual step can change
 */
export function demotionHarm(
  item: DesiredItem,
  field: string,
  { found, live, wanted, desired, limits }: State,
): string | undefined {
  const has = found.get(item.address)?.fields[field];
  if (has !== 'admin') return undefined;
  const email = emailIn(item.key);
  if (email === live.caller?.email) {
    return `This would remove account admin from ${email}, who owns this API key. Ask another admin to do it, and check that enough admins remain.`;
  }
  const going = new Set(
    desired.removed.filter(({ kind }) => kind === item.kind).map(({ key }) => emailIn(key)),
  );
  const admins = live.items.filter(isAccountAdmin);
  const left = admins.filter(
    ({ address, key }) =>
      !going.has(emailIn(key)) && (wanted.get(address)?.fields[field] ?? 'admin') === 'admin',
  );
  const leastAdmins = limits.min_admins.value;
  if (left.length >= leastAdmins) return undefined;
  return `Don't demote ${email}: ${left.length} of ${admins.length} admins would remain, and at least ${leastAdmins} must. Make another person an admin first, in Arize and in the file.`;
}
