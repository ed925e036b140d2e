export { connect, connectForWriting } from './client.ts';
export type { ReadClient, WriteClient } from './client.ts';
export { connection, page } from './connection.ts';
export type { Page } from './connection.ts';
export {
  DecodeError,
  boolean,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from './decode.ts';
export type { Decoded, Decoder } from './decode.ts';
export { resolveEndpoint } from './endpoint.ts';
export type { Endpoint, EndpointFlags } from './endpoint.ts';
export { ApiError, explain } from './error.ts';
export type { ApiErrorFacts, ApiErrorKind, Problem } from './error.ts';
export type { ConnectOptions, RequestEvent, Stats } from './options.ts';
export type { Answer, ItemOf, ListKey, ListPath, PathWith } from './paths.ts';
export { decodeId, enumValue, sameId, wireWord, word } from './wire.ts';
export type { DecodedId } from './wire.ts';
