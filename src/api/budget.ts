import { rateLimiter } from './rateLimiter.ts';
import type { Place } from './rateLimiter.ts';

/** The progress of a run's queries, if they have to wait for the limit of queries per minute. */
export interface Budget {
  /** How many were answered, and how many there will be in all, as far as that is known. */
  readonly answered: number;
  readonly total: number;
  /** How long until the last can be sent, in milliseconds. */
  readonly ms: number;
  /** How many Arize allows in a minute. */
  readonly perMinute: number;
}

/** The queries of a client, within the limit of queries a minute. */
export interface QueryBudget {
  /** Reserves a place for a query. */
  next(): Place;
  /** For a sender of many queries: a function with which it says how many more it will send. */
  expecting(): (queries: number) => void;
  /** The progress of the queries; undefined while none had to wait. */
  state(): Budget | undefined;
}

/** @param now a clock that never goes back, in milliseconds */
export function queryBudget(perMinute: number, now: () => number): QueryBudget {
  const limiter = rateLimiter(perMinute, now);
  /** How many queries each sender expects. */
  const expected = new Map<symbol, number>();
  let [reserved, answered] = [0, 0];
  let isLimited = false;
  return {
    next() {
      const place = limiter.next();
      reserved += 1;
      isLimited ||= place.wait > 0;
      return {
        wait: place.wait,
        answered() {
          answered += 1;
          place.answered();
        },
      };
    },
    expecting() {
      const sender = Symbol();
      return (queries) => expected.set(sender, queries);
    },
    state() {
      if (!isLimited) return undefined;
      const more = [...expected.values()].reduce((sum, each) => sum + each, 0);
      return { answered, total: reserved + more, ms: limiter.forecast(more), perMinute };
    },
  };
}
