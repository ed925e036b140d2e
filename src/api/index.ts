export type { ReadClient, WriteClient } from './client.ts';
export { askApart, fitting } from './aliases.ts';
export type { Aliased, Apart } from './aliases.ts';
export { connection, page } from './connection.ts';
export { connections } from './connections.ts';
export { boolean, integer, list, nullable, object, oneOf, optional, text } from './decode.ts';
export type { Decoded, Decoder } from './decode.ts';
export { resolveEndpoint } from './endpoint.ts';
export type { Endpoint } from './endpoint.ts';
export { ApiError, explain, isStopped } from './error.ts';
export type { ApiErrorKind } from './error.ts';
export { gathered } from './gathered.ts';
export { isRefused, readType } from './schema.ts';
export type { SchemaField } from './schema.ts';
export { notUnderstood } from './shape.ts';
export type { Budget } from './budget.ts';
export type { ConnectOptions, RequestEvent, Stats } from './options.ts';
export { whyStopped } from './stop.ts';
export {
  assignedBuiltInRole,
  decodeId,
  enumValue,
  isOlderSpelling,
  sameId,
  wireName,
  builtInRoleIn,
} from './wire.ts';
