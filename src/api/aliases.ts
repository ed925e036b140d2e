import type { Decoder } from './decode.ts';
import { ApiError } from './error.ts';
import { priceCost, priceField, priceIn } from './meter.ts';
import type { Price } from './meter.ts';
import type { Queries } from './queries.ts';
import { isRefused } from './schema.ts';
import { isRecord } from '../records.ts';

/** Asks the same question about several items in one query, each under its own alias. */
export interface Aliased<P, T> {
  /** The name of the query, for `-v` and errors. */
  readonly name: string;
  /** The field around all of them, if there is one. */
  readonly inside?: string;
  /** The type of the variable of each. */
  readonly type: 'ID!' | 'String!';
  /** The value of a part's variable. */
  variable(part: P): string;
  /** The field of a part, by the name of its variable. */
  field(part: P, variable: string): string;
  /** The cost of a part, counted as Arize documents it. */
  cost(part: P): number;
  readonly decode: Decoder<T>;
}

/** How many parts of a cost fit into one query. */
export const fitting = ({ meter }: Queries, cost: number): number =>
  Math.max(1, Math.floor((meter.budget() - priceCost - 1) / cost));

/** Whether the server found a query too complex, so that a smaller one may be answered. */
export const isTooComplex = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.kind === 'too-complex';

/** The answers for all parts, and their cost according to the server. */
interface Together<T> {
  readonly values: readonly T[];
  /** The cost that we counted for the query. */
  readonly counted: number;
  readonly price: Price;
}

/** @throws ApiError where any part is refused or not understood; see `askApart` */
export async function askTogether<P, T>(
  client: Queries,
  what: Aliased<P, T>,
  parts: readonly P[],
): Promise<Together<T>> {
  const { name, inside, type, variable, field, decode } = what;
  const variables = parts.map((_, index) => `$id${index}: ${type}`).join(', ');
  const fields = parts
    .map((part, index) => `  n${index}: ${field(part, `$id${index}`)}`)
    .join('\n');
  const whole = inside === undefined ? fields : `  ${inside} {\n${fields}\n  }`;
  const path = inside === undefined ? 'data' : `data.${inside}`;
  const counted =
    priceCost + parts.reduce((sum, part) => sum + what.cost(part), inside === undefined ? 0 : 1);
  try {
    return await client.query(
      name,
      `query ${name}(${variables}) {\n  ${priceField}\n${whole}\n}`,
      Object.fromEntries(parts.map((part, index) => [`id${index}`, variable(part)])),
      (data) => {
        const around = inside !== undefined && isRecord(data) ? data[inside] : data;
        const values = parts.map((_, index) => {
          const alias = `n${index}`;
          return decode(isRecord(around) ? around[alias] : undefined, `${path}.${alias}`);
        });
        return { values, counted, price: priceIn(data, 'data') };
      },
    );
  } catch (error) {
    if (isTooComplex(error)) client.meter.refused(counted);
    throw error;
  }
}

/** The answer for one part, or why there is none. */
export type Apart<T> = { readonly value: T } | { readonly error: unknown };

/**
 * The same, but a query that is refused or whose response is not understood is split again and again, so that each
 * error belongs to its own part. If more than a few parts are refused, all remaining ones get that error.
 */
export async function askApart<P, T>(
  client: Queries,
  what: Aliased<P, T>,
  parts: readonly P[],
  tries: { left: number } = { left: mostTries },
): Promise<readonly Apart<T>[]> {
  tries.left -= 1;
  try {
    const { values, counted, price } = await askTogether(client, what, parts);
    client.meter.learn(counted, price);
    return values.map((value) => ({ value }));
  } catch (error) {
    if (parts.length < 2 || !isRefused(error) || tries.left < 2)
      return parts.map(() => ({ error }));
    const middle = Math.ceil(parts.length / 2);
    const halves = [parts.slice(0, middle), parts.slice(middle)];
    return (await Promise.all(halves.map((half) => askApart(client, what, half, tries)))).flat();
  }
}

/** Queries for one group of parts: enough to find one or two among hundreds that are refused. */
const mostTries = 40;
