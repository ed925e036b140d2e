const MINUTE = 60_000;

/**
 * Counts queries by the minute. Gives a function that takes one: 0 when it may be answered, else the
 * seconds until one may.
 * @param perMinute how many queries any 60 seconds may hold
 * @param now milliseconds
 */
export function budget(perMinute: number, now: () => number): () => number {
  const taken: number[] = [];
  return () => {
    const time = now();
    while (taken[0] !== undefined && taken[0] <= time - MINUTE) taken.shift();
    const oldest = taken[0];
    if (oldest !== undefined && taken.length >= perMinute) {
      return Math.max(1, Math.ceil((oldest + MINUTE - time) / 1000));
    }
    taken.push(time);
    return 0;
  };
}
