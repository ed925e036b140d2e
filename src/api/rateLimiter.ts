/**
 * Keeps to a number of queries a minute, in any window of 60 seconds. Arize refuses queries above its limit, and refused
 * queries count too, so it is faster to wait beforehand.
 * @param perMinute the number of queries
 * @param now a clock that never goes back, in milliseconds
 * @returns a function that reserves the next place
 */
export function rateLimiter(perMinute: number, now: () => number): () => Place {
  const places: { at: number }[] = [];
  return () => {
    const time = now();
    const before = places.length >= perMinute ? places.shift() : undefined;
    const place = { at: before === undefined ? time : Math.max(time, before.at + 60_000) };
    places.push(place);
    return {
      wait: place.at - time,
      answered() {
        place.at = Math.max(place.at, now());
      },
    };
  };
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
