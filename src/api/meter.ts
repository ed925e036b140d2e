import { integer, nullable, object, optional } from './decode.ts';
import type { Decoder } from './decode.ts';

/** The cost of a query, according to the same response. */
export interface Price {
  readonly cost?: number | null | undefined;
  readonly limit?: number | null | undefined;
}

/** The field of a query that asks for its cost (Arize docs: resource limitations). */
export const priceField = 'rateLimit { cost limit }';
/** The cost of that field itself. */
export const priceCost = 3;

const count = optional(nullable(integer));

/** A server need not report the cost, so everything may be missing. */
export const priceIn: Decoder<Price> = (value, path) =>
  object({ rateLimit: optional(nullable(object({ cost: count, limit: count }))) })(value, path)
    .rateLimit ?? {};

/**
 * How much fits into one query. It begins with what Arize documents, and learns from what servers say and refuse; one
 * client has one, so what was learned holds for the rest of the run.
 */
export interface Meter {
  /** The highest cost of a query, as we count it. */
  budget(): number;
  /** Learns from a query that was answered, by what we counted for it. */
  learn(counted: number, price: Price): void;
  /** Learns from a query that was too complex for the server: from now on they are half as large. */
  refused(counted: number): void;
}

/** The documented limit. */
const documented = 1000;
/** For costs that the documents leave out, as long as the server has not said what a large query costs. */
const margin = 0.95;
/** The cost of a small query says little about how the rows of a large one are counted. */
const telling = 200;

export function createMeter(): Meter {
  let limit = documented;
  let cap = Number.POSITIVE_INFINITY;
  /** How much more a query costs than we count; undefined until the server says so of a large one. */
  let ratio: number | undefined;
  return {
    budget: () => Math.floor(Math.min(cap, ratio === undefined ? limit * margin : limit / ratio)),
    learn(counted, { cost, limit: told }) {
      if (typeof told === 'number' && told > 0) limit = told;
      if (typeof cost !== 'number' || counted < telling) return;
      // Never below one: what one query costs less than we count, another may not.
      ratio = Math.max(ratio ?? 1, cost / counted);
    },
    refused(counted) {
      cap = Math.min(cap, Math.floor(counted / 2));
    },
  };
}
