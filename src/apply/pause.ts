import { setTimeout as delay } from 'node:timers/promises';
import type { Sleep } from './attempt.ts';

/** Waits by the clock. An interrupted run does not wait. */
export const pause: Sleep = async (ms, signal) => {
  try {
    await delay(ms, undefined, signal && { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
};
