import { ApiError, isStopped } from '../api/index.ts';
import type { ApiErrorKind, ReadClient } from '../api/index.ts';
import { readViewer } from '../read/viewer.ts';
import { NotAskedError, check, whyUnread } from './check.ts';
import type { Check } from './check.ts';

/** What answers, and what may still be asked. */
export interface Reach {
  readonly findings: readonly Check[];
  /** Whose account it is; undefined when GraphQL does not say. */
  readonly viewer: Awaited<ReturnType<typeof readViewer>> | undefined;
  /** The client, without what does not answer: a question there ends as NotAskedError and sends nothing. */
  readonly client: ReadClient;
}

/** After these every further question would end the same, each after all its tries. */
const hopeless: ReadonlySet<ApiErrorKind> = new Set([
  'unreachable',
  'timeout',
  'unauthorized',
  'redirect',
  'not-arize',
  'server',
]);

/**
 * Asks REST and GraphQL one question each.
 * @param client what is asked further
 * @param probe a client that asks once and waits seconds, not minutes
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
    await told('rest', 'REST', rest, 'REST answers.'),
    await told('graphql', 'GraphQL', graphql, `GraphQL answers${name}.`),
  ];
  const noRest = refuse(rest, false);
  // Who may not ask GraphQL this may ask it nothing.
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

/** Stands for every question to something that need not be asked anything more; undefined when it may be. */
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
        ? `${what} does not answer. ${error.message} ${error.hint}`
        : whyUnread(what, error);
    return Promise.resolve({ is: 'bad', message });
  });
