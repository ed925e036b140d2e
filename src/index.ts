/**
 * ax-access as a library: the stages of which every command is made.
 *
 *     const { desired } = await load('access.yaml', { today: '2027-03-31' });
 *     const client = connect(endpoint);
 *     const live = await read(client, desired);
 *     const reviewed = plan(diff(desired, live), desired, live, { allowDestructive: false });
 *     const outcomes = await apply(reviewed, connectForWriting(endpoint));
 *     await verify(outcomes, desired, client);
 *
 * Only `load` touches files, only `read`, `apply` and `verify` the network; the rest are pure functions of plain data.
 */
export { load, loadSources } from './load/load.ts';
export type { Loaded } from './load/loaded.ts';
export { connect, connectForWriting } from './api/client.ts';
export { ApiError, resolveEndpoint } from './api/index.ts';
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
export { IncompleteReadError } from './read/incomplete.ts';
export { WrongAccountError } from './read/wrongAccount.ts';
export { diff } from './diff/diff.ts';
export { groupDelta } from './access/groups.ts';
export type { DeltaGroup, DeltaRow, GroupedDelta } from './access/groups.ts';
export { limitsOf } from './limits.ts';
export { plan } from './plan/plan.ts';
export { heldTo } from './plan/shrunk.ts';
export { apply } from './apply/apply.ts';
export type { ApplyOptions } from './apply/apply.ts';
export type { Recheck } from './apply/apply.ts';
export { deliverHere } from './deliver/deliver.ts';
export { verify } from './apply/verify.ts';
export type { Verified, VerifyOptions } from './apply/verify.ts';
export { freshnessOf } from './plan/freshness.ts';
export type { Freshness } from './plan/freshness.ts';
export {
  InvalidSavedPlanError,
  OtherFormatError,
  expiryOf,
  limitsIn,
  parseSavedPlan,
  savedPlan,
} from './plan/savedPlan.ts';
export type { SavedPlan, SavedWith } from './plan/savedPlan.ts';
export { shownPlan } from './plan/shownPlan.ts';
export { listsAfter, listsBefore } from './journal/lists.ts';
export { idsOf } from './journal/ids.ts';
export { openJournal, runName } from './journal/journal.ts';
export type { Journal } from './journal/journal.ts';
export {
  journalFiles,
  knowsRuns,
  lastBaselines,
  lastIds,
  lastSources,
  pastRuns,
} from './journal/readJournal.ts';
export type { JournalFile, Journals, PastRun, Whose } from './journal/readJournal.ts';
export { trustedJournals } from './journal/trust.ts';
export { laterFor } from './writer/undo/later.ts';
export { undoFile, undoFileAfter } from './writer/undo/undoFile.ts';
export { guardedIn, wayBack } from './writer/undo/wayBack.ts';
export type { WayBack } from './writer/undo/wayBack.ts';
export { printFile } from './writer/import/print.ts';
export { FileProblemsError } from './document/problem.ts';
export type { Position, Problem } from './document/problem.ts';
export type * from './delta.ts';
export type * from './model.ts';
