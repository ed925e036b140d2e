import { ApiError, isStopped } from '../api/index.ts';
import type { ApiErrorKind, ReadClient } from '../api/index.ts';
import { readViewer } from '../read/viewer.ts';
import { NotAskedError, check, whyUnread } from './check.ts';
import type { Check } from './check.ts';

/** Which APIs respond, and a client for further checks. */
export interface Reach {
  readonly findings: readonly Check[];
  /** The account and the owner of the key; undefined when GraphQL does not say. */
  readonly viewer: Awaited<ReturnType<typeof readViewer>> | undefined;
  /** The client, without the APIs that do not respond: a request to one throws NotAskedError and sends nothing. */
  readonly client: ReadClient;
}

/** After these errors every further request would fail the same way, each after all its tries. */
const hopeless: ReadonlySet<ApiErrorKind> = new Set([
  'unreachable',
  'timeout',
  'unauthorized',
  'redirect',
  'not-arize',
  'server',
]);

/**
 * Sends one request each to REST and GraphQL.
 * @param client for further checks
 * @param probe a client that tries once and waits seconds, not minutes
 */
export async function reach(client: ReadClient, probe: ReadClient): Promise<Reach> {
  const [rest, graphql] = await Promise.all([
    asked(probe.get('/v2/organizations', { params: { query: { limit: 1 } } })),
    asked(readViewer(probe)),
  ]);
  const viewer = graphql.answer;
  const name =
    viewer === undefined ? '' : ` for the account "${viewer.account.name}" (${viewer.account.id})`;
  const findings = [
    await told('rest', 'REST', rest, 'REST responds.'),
    await told('graphql', 'GraphQL', graphql, `GraphQL responds${name}.`),
  ];
  const noRest = refuse(rest, false);
  // A caller who may not read this from GraphQL may read nothing from it.
  const noGraphql = refuse(graphql, true);
  return {
    findings,
    viewer,
    client: {
      ...client,
      ...(noRest && { get: noRest, list: noRest }),
      ...(noGraphql && { query: noGraphql }),
    },
  };
}

interface Attempt<T> {
  readonly answer?: T;
  readonly error?: ApiError;
}

/** Replaces requests to an API that would fail again; undefined when further requests make sense. */
function refuse({ error }: Attempt<unknown>, isAll: boolean): (() => Promise<never>) | undefined {
  if (error === undefined) return undefined;
  const isOver = hopeless.has(error.kind) || (isAll && error.kind === 'forbidden');
  return isOver ? () => Promise.reject(new NotAskedError(error)) : undefined;
}

async function asked<T>(question: Promise<T>): Promise<Attempt<T>> {
  try {
    return { answer: await question };
  } catch (error) {
    if (!(error instanceof ApiError) || isStopped(error)) throw error;
    return { error };
  }
}

const told = (
  code: string,
  what: string,
  { error }: Attempt<unknown>,
  answers: string,
): Promise<Check> =>
  check('reach', code, what, () => {
    if (error === undefined) return Promise.resolve({ is: 'ok', message: answers });
    const message =
      error.status === undefined
        ? `${what} does not respond. ${error.message} ${error.hint}`
        : whyUnread(what, error);
    return Promise.resolve({ is: 'bad', message });
  });
