import { OperationTypeNode } from 'graphql/language/ast.js';
import { Kind } from 'graphql/language/kinds.js';
import { parse } from 'graphql/language/parser.js';

/**
 * Whether a GraphQL document contains only queries and fragments. A real parser decides, so comments, strings and
 * further operations cannot hide a mutation. A document that does not parse is rejected.
 */
export function holdsOnlyQueries(document: string): boolean {
  try {
    return parse(document, { noLocation: true }).definitions.every(
      (each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ||
        (each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.QUERY),
    );
  } catch {
    return false;
  }
}
