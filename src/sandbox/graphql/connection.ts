import { GraphQLError } from 'graphql';
import type { Numbered } from '../table.ts';

/** An object of the schema; its methods are called by graphql-js with the field's arguments. */
export type GraphqlObject = { __typename: string } & Record<string, unknown>;

/** The paging arguments of a connection, as the SDL types them. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

export interface Connection<Node> {
  totalCount: number;
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  edges: { node: Node; cursor: string }[];
}

function cursorOf(row: Numbered): string {
  return Buffer.from(`cursor:${row.id}`).toString('base64');
}

function numberOf(cursor: string): number {
  const match = /^cursor:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match === null) throw new GraphQLError('The cursor is not from this connection');
  return Number(match[1]);
}

/**
 * One page of a Relay connection over rows that are sorted by number. Neither `first` nor `last`
 * gives everything: whether one of them is required was checked before.
 */
export function connect<Row extends Numbered, Node>(
  rows: readonly Row[],
  { first, after, last, before }: PageArguments,
  toNode: (row: Row) => Node,
): Connection<Node> {
  const low = after == null ? 0 : numberOf(after);
  const high = before == null ? Number.POSITIVE_INFINITY : numberOf(before);
  const inside = rows.filter((row) => row.id > low && row.id < high);
  const heads = first == null ? inside : inside.slice(0, first);
  const page = last == null ? heads : heads.slice(Math.max(0, heads.length - last));
  const begin = page.at(0);
  const end = page.at(-1);
  return {
    totalCount: rows.length,
    pageInfo: {
      hasNextPage: first != null && inside.length > first,
      hasPreviousPage: last != null && heads.length > last,
      startCursor: begin === undefined ? null : cursorOf(begin),
      endCursor: end === undefined ? null : cursorOf(end),
    },
    edges: page.map((row) => ({ node: toNode(row), cursor: cursorOf(row) })),
  };
}
