import type { DesiredItem } from '../model.ts';
import type { State } from './state.ts';
import { isAccountAdmin } from '../kinds/admins.ts';
import { emailIn } from '../key.ts';

/**
 * Why no manual step may say to take an admin right: following it would lock the account.
 * @param field the field that only a click can change
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
    return `Would take account admin from ${email}, whose key is used. Let another admin run it, and check that enough admins stay.`;
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
  return `Do not do this: the file would leave the account with ${left.length} of ${admins.length} admins, and at least ${leastAdmins} must stay. Make somebody else an admin first, in Arize and in the file.`;
}
