import type { createClient } from '@arizeai/ax-client';
import type { answers, entries } from './answers.ts';
import type { Decoded } from './decode.ts';
import type { Method } from './shape.ts';
import type { Client, ClientPathsWithMethod, ParamsOption, RequestBodyOption } from 'openapi-fetch';

/** The client of Arize's SDK, the source of the types of all requests. */
export type Sdk = ReturnType<typeof createClient>;

type Paths = Sdk extends Client<infer P, infer _Media> ? P : never;

/** The paths that have a method: `/v2/users/{user_id}`. */
export type PathWith<M extends Method> = ClientPathsWithMethod<Sdk, M>;

type Operation<M extends Method, P extends PathWith<M>> = Paths[P][M];

/** The arguments of a request: `{ params: { path, query }, body }`, as far as the operation has them. */
export type Init<M extends Method, P extends PathWith<M>> = ParamsOption<Operation<M, P>> &
  RequestBodyOption<Operation<M, P>>;

/** An argument that may be omitted when nothing in it is required. */
export type Args<T> = Partial<T> extends T ? [init?: T] : [init: T];

type Answers = typeof answers;

type Entries = typeof entries;

/** What is read of a successful response. For most writes, nothing. */
export type Answer<M extends Method, P extends PathWith<M>> = M extends keyof Answers
  ? P extends keyof Answers[M]
    ? Decoded<Answers[M][P]>
    : unknown
  : unknown;

/** The paths of top-level lists: they are paged and have no id in the path. */
export type ListPath = keyof Entries;

/** The key of the entries in a list's response. */
export type ListKey<P extends ListPath> = string & keyof Entries[P];

/** One entry of a list: `ItemOf<'/v2/users', 'users'>` is a user. */
export type ItemOf<P extends ListPath, K extends ListKey<P>> = Decoded<Entries[P][K]>;

/** What Arize accepts that the SDK's types lack: roles can be bound to dashboards, too (Arize docs: role bindings). */
type Later<P extends ListPath, Q> = P extends '/v2/role-bindings'
  ? Omit<Q, 'resource_type'> & { readonly resource_type: 'SPACE' | 'PROJECT' | 'DASHBOARD' }
  : Q;

type Query<O> = O extends { parameters: { query?: infer Q } }
  ? Omit<NonNullable<Q>, 'limit' | 'cursor'>
  : never;

type QueryInit<Q> = Partial<Q> extends Q ? { readonly query?: Q } : { readonly query: Q };

/** The filters of a list. The client handles the pages; those of the longest list go first (`isLong`). */
export type ListInit<P extends ListPath> = QueryInit<Later<P, Query<Operation<'get', P>>>> & {
  readonly isLong?: true;
};
