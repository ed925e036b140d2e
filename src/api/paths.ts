import type { createClient } from '@arizeai/ax-client';
import type {
  Client,
  ClientPathsWithMethod,
  MethodResponse,
  ParamsOption,
  RequestBodyOption,
} from 'openapi-fetch';

/** The client of Arize's SDK: all types of REST v2 are taken from it. */
export type Sdk = ReturnType<typeof createClient>;

type Paths = Sdk extends Client<infer P, infer _Media> ? P : never;

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** The paths that have a method: `/v2/users/{user_id}`. */
export type PathWith<M extends Method> = ClientPathsWithMethod<Sdk, M>;

type Operation<M extends Method, P extends PathWith<M>> = Paths[P][M];

/** What a request takes: `{ params: { path, query }, body }`, as far as the operation has them. */
export type Init<M extends Method, P extends PathWith<M>> = ParamsOption<Operation<M, P>> &
  RequestBodyOption<Operation<M, P>>;

/** An argument that may be left out when nothing in it is required. */
export type Args<T> = Partial<T> extends T ? [init?: T] : [init: T];

type Data<M extends Method, P extends PathWith<M>> = MethodResponse<Sdk, M, P>;

/** The body of a good answer; nothing for a 204. */
export type Answer<M extends Method, P extends PathWith<M>> = [Data<M, P>] extends [never]
  ? void
  : Data<M, P>;

/** The paths of lists that belong to nothing else: they have pages and no id in the path. */
export type ListPath = {
  [P in PathWith<'get'>]: P extends `${string}{${string}`
    ? never
    : Answer<'get', P> extends { pagination: unknown }
      ? P
      : never;
}[PathWith<'get'>];

/** Under which key a list's answer holds its entries. */
export type ListKey<P extends ListPath> = string &
  {
    [K in keyof Answer<'get', P>]: Answer<'get', P>[K] extends readonly unknown[] ? K : never;
  }[keyof Answer<'get', P>];

/** One entry of a list: `ItemOf<'/v2/users', 'users'>` is a user. */
export type ItemOf<P extends ListPath, K extends ListKey<P>> = Answer<
  'get',
  P
>[K] extends readonly (infer I)[]
  ? I
  : never;

type Query<O> = O extends { parameters: { query?: infer Q } }
  ? Omit<NonNullable<Q>, 'limit' | 'cursor'>
  : never;

type QueryInit<Q> = Partial<Q> extends Q ? { readonly query?: Q } : { readonly query: Q };

/** The filters of a list; its pages are our business. */
export type ListInit<P extends ListPath> = QueryInit<Query<Operation<'get', P>>>;
