/** Keeps to a number of queries a minute. */
export interface RateLimiter {
  /** Reserves the next place. */
  next(): Place;
  /**
   * How long until the last of the reserved places, and of some more that are not reserved yet.
   * @param more how many queries are expected besides
   * @returns milliseconds
   */
  forecast(more: number): number;
}

/** A query's slot in the current minute. */
export interface Place {
  /** How long to wait for it, in milliseconds. */
  readonly wait: number;
  /**
   * Says that the query was answered. It may have waited to be sent, and Arize counts it when it arrives, so its minute
   * begins no later than this.
   */
  answered(): void;
}

const minute = 60_000;

/**
 * Keeps to a number of queries a minute, in any window of 60 seconds. Arize refuses queries above its limit, and refused
 * queries count too, so it is faster to wait beforehand.
 * @param perMinute the number of queries
 * @param now a clock that never goes back, in milliseconds
 */
export function rateLimiter(perMinute: number, now: () => number): RateLimiter {
  const places: { at: number }[] = [];
  return {
    next() {
      const time = now();
      const before = places.length >= perMinute ? places.shift() : undefined;
      const place = { at: before === undefined ? time : Math.max(time, before.at + minute) };
      places.push(place);
      return {
        wait: place.at - time,
        answered() {
          place.at = Math.max(place.at, now());
        },
      };
    },
    forecast(more) {
      const time = now();
      const times = places.slice(-perMinute).map(({ at }) => at);
      for (let each = 0; each < more; each += 1) {
        const before = times.at(-perMinute);
        times.push(before === undefined ? time : Math.max(time, before + minute));
      }
      return Math.max(0, (times.at(-1) ?? time) - time);
    },
  };
}
