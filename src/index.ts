/**
 * ax-access as a library: the stages of which every command is made.
 *
 *     const { desired } = await load('access.yaml');
 *     const client = connect(endpoint);
 *     const live = await read(client, desired);
 *     const reviewed = plan(diff(desired, live), desired, live, { allowDestructive: false });
 *     await apply(reviewed, connectForWriting(endpoint));
 *
 * Only `load` touches files, only `read` and `apply` the network; the rest are pure functions of plain data.
 */
export { load } from './load/load.ts';
export type { Loaded } from './load/load.ts';
export { connect, connectForWriting, ApiError, resolveEndpoint } from './api/index.ts';
export type {
  ApiErrorKind,
  ConnectOptions,
  Endpoint,
  ReadClient,
  RequestEvent,
  Stats,
  WriteClient,
} from './api/index.ts';
export { read } from './read/read.ts';
export { IncompleteRead } from './read/incomplete.ts';
export { WrongAccount } from './read/wrongAccount.ts';
export { diff } from './diff/diff.ts';
export { plan } from './plan/plan.ts';
export { apply } from './apply/apply.ts';
export type { ApplyOptions } from './apply/apply.ts';
export { printFile } from './import/print.ts';
export { FileProblems } from './problem.ts';
export type { Position, Problem } from './problem.ts';
export type * from './model.ts';
