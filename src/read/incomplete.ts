import type { ApiError } from '../api/index.ts';
import type { KindName } from '../model.ts';

/** A list that was needed and could not be read. */
export interface UnreadList {
  readonly kind: KindName | 'role_use';
  /** Address of the parent; empty for the account. */
  readonly scope: string;
  readonly error: ApiError;
}

/** The account could not be read completely. A plan based on the rest would treat unread items as missing. */
export class IncompleteReadError extends Error {
  override readonly name = 'IncompleteReadError';
  readonly unread: readonly UnreadList[];

  constructor(unread: readonly UnreadList[]) {
    super('The account could not be read completely, so there is no plan.');
    this.unread = unread;
  }
}
