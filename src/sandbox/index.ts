/**
 * The sandbox: an emulated Arize AX, to rehearse with and to test against. This is its only entry point, which other
 * programs import as `ax-access/sandbox`. README.md beside it says how to use and how to extend it.
 *
 * `startSandbox` is for tests over HTTP. `openSandbox` answers requests without a socket, and `serve` puts one behind a
 * port.
 */
export { startSandbox } from './start.ts';
export type { StartedSandbox, StartOptions } from './start.ts';
export { openSandbox } from './sandbox.ts';
export type { RequestCounts, Sandbox, SandboxKey, SandboxOptions } from './sandbox.ts';
export { serve } from './serve.ts';
export type { ServedSandbox } from './serve.ts';

export { loadSeed } from './loadSeed.ts';
export { parseSeed, SeedError } from './parseSeed.ts';
export { generateSeed } from './generateSeed.ts';
export type { GenerateOptions } from './generateSeed.ts';
export type {
  Seed,
  SeedApiKey,
  SeedIdentityProvider,
  SeedMapping,
  SeedOrganization,
  SeedProject,
  SeedProjectGrant,
  SeedRole,
  SeedSpace,
  SeedSpaceGrant,
  SeedUser,
  SeedMemberRole,
} from './seed.ts';
export type { Behaviour } from './behaviour.ts';

export { FaultError, parseFault, readFaultRule } from './faults.ts';
export type { Fault, FaultName, FaultRule, FaultState } from './faults.ts';

export { StateError } from './stateError.ts';
export { resetSandbox } from './openState.ts';
export { readLog } from './log.ts';
export type { LogEntry } from './log.ts';

export { globalId } from './ids.ts';
export type { IdType } from './ids.ts';
export { predefinedRoles } from './predefined.ts';
export type { PredefinedRole } from './predefined.ts';
export type { Permission } from './permissions.ts';
