import {
  buildSchema,
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Account } from '../account.ts';
import type { UserRow } from '../resources/users.ts';
import type { Behaviour } from '../behaviour.ts';
import { record } from '../audit.ts';
import { present } from '../clock.ts';
import { isRecord } from '../records.ts';
import { COMPLEXITY_LIMIT, complexityOf } from './complexity.ts';
import { rootOf } from './nodes.ts';
import { sdl } from './sdl.ts';

/** A schema, and the errors it finds in a query that can be parsed. */
interface QueryValidator {
  schema: GraphQLSchema;
  faultsOf: (query: string, document: DocumentNode) => readonly GraphQLError[];
}

const validators = new Map<boolean, QueryValidator>();

function validatorFor(behaviour: Behaviour): QueryValidator {
  const readable = behaviour.organization_roles_readable;
  const known = validators.get(readable);
  if (known !== undefined) return known;
  // It is the same for every process, and a test looks for mistakes in it.
  const schema = buildSchema(sdl(readable), { assumeValid: true, assumeValidSDL: true });
  const faultsOf = remembered((_query: string, document: DocumentNode) =>
    validate(schema, document),
  );
  const judge = { schema, faultsOf };
  validators.set(readable, judge);
  return judge;
}

const mostRemembered = 100;

/**
 * Clients send the same few texts again and again, and to parse and to validate them takes longer than to answer.
 * @param work what follows from a text alone
 */
function remembered<More extends unknown[], Result extends object>(
  work: (text: string, ...more: More) => Result,
): (text: string, ...more: More) => Result {
  const results = new Map<string, Result>();
  return (text, ...more) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text, ...more);
    // A client that sends another text each time costs time, and no memory.
    if (results.size >= mostRemembered) results.clear();
    results.set(text, result);
    return result;
  };
}

/** A GraphQL request: the text of its body, and its caller (undefined for an unknown key). */
export interface GraphqlRequest {
  account: Account;
  behaviour: Behaviour;
  caller: UserRow | undefined;
  text: string;
  /** Takes a query out of the minute's budget: 0, or the seconds to wait. */
  take: () => number;
  /** Gets the complexity of the query once it is known. */
  addCost: (cost: number) => void;
  now: (() => Date) | undefined;
}

interface Query {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

function readQuery(text: string): Query | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(body) || typeof body['query'] !== 'string') return undefined;
  const { query, variables, operationName } = body;
  return {
    query,
    variables: isRecord(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : undefined,
  };
}

const parsed = remembered((query: string): DocumentNode | GraphQLError => {
  try {
    return parse(query);
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError(String(error));
  }
});

function refuse(errors: readonly GraphQLError[], status = 200): Response {
  return Response.json({ errors }, { status });
}

/** The status and message of this refusal are not documented, so a client has to recognise various ones. */
function rateLimited(perMinute: number, seconds: number): Response {
  const message = `Rate limit exceeded: ${perMinute} queries per minute`;
  const error = new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } });
  const headers = { 'retry-after': String(seconds) };
  return Response.json({ errors: [error] }, { status: 429, headers });
}

/** The operation that a client requested, or the first of the document. */
function operationOf(
  document: DocumentNode,
  name: string | undefined,
): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return operations.find((operation) => operation.name?.value === name) ?? operations[0];
}

function audit({ account, now }: GraphqlRequest, user: UserRow, query: Query): void {
  const document = parsed(query.query);
  const operation =
    document instanceof GraphQLError ? undefined : operationOf(document, query.operationName);
  const name = query.operationName ?? operation?.name?.value;
  record(account, {
    user: user.id,
    ip: '127.0.0.1',
    type: operation?.operation === OperationTypeNode.MUTATION ? 'MUTATION' : 'QUERY',
    ...(name === undefined ? {} : { name }),
    text: query.query,
    variables: JSON.stringify(query.variables),
    createdAt: present(account, now),
  });
}

/** What a GraphQL request contains, without executing it. */
export interface QuerySummary {
  /** The name of its operation, given or written. */
  name: string | undefined;
  /** True when it contains a mutation; this API has none. */
  triesToWrite: boolean;
}

export function summarize(text: string): QuerySummary {
  const query = readQuery(text);
  const document = query === undefined ? undefined : parsed(query.query);
  if (document === undefined || document instanceof GraphQLError) {
    return { name: query?.operationName, triesToWrite: false };
  }
  const triesToWrite = document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.operation === OperationTypeNode.MUTATION,
  );
  const name = query?.operationName ?? operationOf(document, undefined)?.name?.value;
  return { name, triesToWrite };
}

/**
 * Answers a GraphQL request: parsed, validated and run by graphql-js. Errors of the query come with
 * status 200; a missing or unknown key with 401, a caller without developer access with 403, a body
 * that is no query with 400, a query above the minute's budget with 429.
 */
export async function answerGraphql(request: GraphqlRequest): Promise<Response> {
  const { account, behaviour, caller } = request;
  if (caller === undefined) {
    return refuse([new GraphQLError('The API key is missing, unknown, revoked or expired')], 401);
  }
  if (!caller.developer && !caller.bot) {
    return refuse([new GraphQLError('This needs developer access')], 403);
  }
  const wait = request.take();
  if (wait > 0) return rateLimited(behaviour.queries_per_minute, wait);
  const query = readQuery(request.text);
  if (query === undefined) {
    return refuse([new GraphQLError('The body must be JSON with a `query`')], 400);
  }
  audit(request, caller, query);
  const { schema, faultsOf } = validatorFor(behaviour);
  const document = parsed(query.query);
  if (document instanceof GraphQLError) return refuse([document]);
  const invalid = faultsOf(query.query, document);
  if (invalid.length > 0) return refuse(invalid);
  const operation = getOperationAST(document, query.operationName);
  if (operation == null)
    return refuse([new GraphQLError('The operation is ambiguous: set `operationName`')]);

  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], query.variables);
  if (variables.errors !== undefined) return refuse(variables.errors);
  const { cost, errors } = complexityOf(schema, document, operation, variables.coerced);
  if (errors.length > 0) return refuse(errors);
  request.addCost(cost);
  if (cost > COMPLEXITY_LIMIT) {
    const message = `The query has a complexity of ${cost}, more than the limit of ${COMPLEXITY_LIMIT}`;
    return refuse([new GraphQLError(message)]);
  }
  const result = await execute({
    schema,
    document,
    rootValue: rootOf({ account, behaviour, caller }, cost, COMPLEXITY_LIMIT),
    variableValues: query.variables,
    ...(query.operationName === undefined ? {} : { operationName: query.operationName }),
  });
  return Response.json(result);
}
