/**
 * Keeps to a number of queries a minute, in any window of 60 seconds. Arize refuses queries above its limit, and refused
 * queries count too, so it is faster to wait beforehand.
 * @param perMinute the number of queries
 * @param now a clock that never goes back, in milliseconds
 * @returns a function that reserves the next slot and returns how long to wait for it, in milliseconds
 */
export function rateLimiter(perMinute: number, now: () => number): () => number {
  const places: number[] = [];
  return () => {
    const time = now();
    const before = places.length >= perMinute ? places.shift() : undefined;
    const place = before === undefined ? time : Math.max(time, before + 60_000);
    places.push(place);
    return place - time;
  };
}
