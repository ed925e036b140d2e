import type { Account } from './account.ts';
import { EPOCH, timestamp } from './account.ts';

/** The next timestamp: a fixed beginning and a second for every one given, unless a clock is. */
export function tick(account: Account, now?: () => Date): string {
  account.ticks += 1;
  return present(account, now);
}

/** What time it is: the last timestamp that was given, unless there is a clock. */
export function present(account: Account, now?: () => Date): string {
  return timestamp(now === undefined ? new Date(EPOCH + account.ticks * 1000) : now());
}
