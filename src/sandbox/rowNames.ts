import type { Account } from './account.ts';
import { foldEmail } from './email.ts';

/** Between the numbers of rows and the names by which people and seeds call them. */

/** The number of a person; 0, which no row has, for an unknown e-mail. */
export function userNumber(account: Account, email: string): number {
  return account.users.one('email', foldEmail(email))?.id ?? 0;
}

export function emailOf(account: Account, user: number): string {
  return account.users.get(user)?.email ?? `user ${user}`;
}

export function roleNameOf(account: Account, role: number): string {
  return account.roles.get(role)?.name ?? `role ${role}`;
}

/** Two records are compared key by key, so their keys are put in one order. */
export function sorted<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** A part of a seed that is left out when nothing is in it. */
export function part<Key extends string, T extends object>(key: Key, value: T): { [K in Key]?: T } {
  const empty: { [K in Key]?: T } = {};
  if (Object.keys(value).length > 0) empty[key] = value;
  return empty;
}
