import type { Account } from './account.ts';

/** Timestamps begin here, so that one seed gives the same account every time. */
export const EPOCH = Date.UTC(2026, 0, 1);

/** A date as REST v2 writes it. */
export function timestamp(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

/** The next timestamp: a fixed beginning and a second for every one given, unless a clock is. */
export function tick(account: Account, now?: () => Date): string {
  account.ticks += 1;
  return present(account, now);
}

/** What time it is: the last timestamp that was given, unless there is a clock. */
export function present(account: Account, now?: () => Date): string {
  return timestamp(now === undefined ? new Date(EPOCH + account.ticks * 1000) : now());
}
