import type { HeaderFields } from './send.ts';

/** How many times a request may be sent. */
export const TRIES = 6;

/** Arize counts queries by the minute, so a query after a shorter wait would only be refused again. */
export const GRAPHQL_RATE_WAIT_MS = 15_000;

/**
 * How long to wait after a failed try: 1, 2, 4, 8, 16 seconds, each with 25 % jitter, so that parallel requests are not
 * retried all at once.
 * @param failed the number of failed tries so far, from 1
 * @param random a number from 0 to 1
 * @returns milliseconds
 */
export const backoff = (failed: number, random: number): number =>
  Math.round(1000 * 2 ** (failed - 1) * (0.75 + random / 2));

/**
 * The wait that `Retry-After` asks for, in seconds or as a date. A date is compared with the server's own `Date`,
 * because this machine's clock may be off.
 * @returns milliseconds; undefined when the header is missing, unreadable or asks for no wait
 */
export function retryAfter(headers: HeaderFields): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000 || undefined;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(headers['date'] ?? '');
  const ms = until - (Number.isNaN(serverNow) ? Date.now() : serverNow);
  return ms > 0 ? ms : undefined;
}
