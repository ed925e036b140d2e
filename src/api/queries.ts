/** The part of a client that GraphQL needs. */
export interface Queries {
  /**
   * Sends one GraphQL query. An error in the answer is an ApiError even when there is data beside it.
   * @param name the operation's name, for `-v` and errors
   * @param decode takes `data` apart; throws DecodeError when it looks otherwise, which becomes an ApiError
   */
  query<T>(
    name: string,
    document: string,
    variables: Record<string, unknown>,
    decode: (data: unknown) => T,
  ): Promise<T>;
}
