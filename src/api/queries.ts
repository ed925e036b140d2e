import type { Meter } from './meter.ts';

/** The part of a client that GraphQL needs. */
export interface Queries {
  /**
   * Sends one GraphQL query. An error in the response is an ApiError even when there is data, too.
   * @param name the operation's name, for `-v` and errors
   * @param decode decodes `data`; the DecodeError that it throws for a wrong shape becomes an ApiError
   */
  query<T>(
    name: string,
    document: string,
    variables: Record<string, unknown>,
    decode: (data: unknown) => T,
  ): Promise<T>;

  /**
   * For a sender of many queries, because Arize answers a limited number per minute: a function with which it says how
   * many more it will send.
   */
  expecting(): (queries: number) => void;

  /** How much fits into one query of this server. */
  readonly meter: Meter;
}
