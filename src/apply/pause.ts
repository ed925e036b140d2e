import { setTimeout as delay } from 'node:timers/promises';
import type { Sleep } from './attempt.ts';

/** Waits in real time. Returns at once when the run is interrupted. */
export const pause: Sleep = async (ms, signal) => {
  try {
    await delay(ms, undefined, signal && { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
};
