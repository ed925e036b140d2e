import type { Account } from '../account.ts';
import type { UserRow } from '../resources/users.ts';
import type { Behaviour } from '../behaviour.ts';

/** One authenticated REST request, parsed. */
export interface Call {
  account: Account;
  behaviour: Behaviour;
  caller: UserRow;
  /** The value of a `{name}` in the route's path. */
  param(name: string): string;
  query: URLSearchParams;
  /** The parsed JSON body, still unchecked; undefined when there was none. */
  body: unknown;
  /** A timestamp for rows that are created or changed now. */
  now(): string;
  /** The current time, when nothing is written. */
  present(): string;
}

export interface Reply<Status extends number, Body> {
  status: Status;
  body: Body;
}

export interface NoContent {
  status: 204;
}

export const noContent: NoContent = { status: 204 };

/** One operation of REST v2, by its name in the API's own description. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  operation: string;
  handle(call: Call): Reply<200 | 201, object> | NoContent;
}
