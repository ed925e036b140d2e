/**
 * Keeps to a number of queries a minute: in no window of 60 seconds are there more. Arize refuses what is above, and
 * a refused query counts too, so waiting beforehand is faster.
 * @param perMinute how many
 * @param now a clock that never goes back, in milliseconds
 * @returns takes the next place and gives how long to wait for it, in milliseconds
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
