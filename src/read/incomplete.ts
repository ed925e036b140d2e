import type { ApiError } from '../api/index.ts';
import type { KindName } from '../model.ts';

/** Something that had to be read and could not be. */
export interface UnreadList {
  readonly kind: KindName | 'role_use';
  /** Address of the parent; empty for the account. */
  readonly scope: string;
  readonly error: ApiError;
}

/** The account could not be read whole. A plan made of the rest would take the unread for gone. */
export class IncompleteReadError extends Error {
  override readonly name = 'IncompleteReadError';
  readonly unread: readonly UnreadList[];

  constructor(unread: readonly UnreadList[]) {
    super('The account could not be read completely, so there is no plan.');
    this.unread = unread;
  }
}
