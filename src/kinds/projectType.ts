import { ApiError, isStopped, nullable, object, optional, text } from '../api/index.ts';
import type { ReadContext } from '../kind.ts';
import { once } from '../once.ts';

/**
 * Types of projects that contain a model instead of LLM traces. Arize documents that such types exist, but
 * not how they are spelled, so a type that is not listed here proves nothing.
 */
const withoutTraces: ReadonlySet<string> = new Set([
  'ml',
  'mlmodel',
  'traditionalml',
  'classicml',
  'predictiveml',
  'predictive',
  'tabular',
  'structured',
]);

/** How many projects one query asks about: at two fields each, far below the cost limit of a query. */
const atOnce = 100;

const node = optional(nullable(object({ projectType: optional(nullable(text)) })));

interface PendingProject {
  readonly id: string;
  readonly answer: (type: string | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * The GraphQL type of a project that cannot be restricted. Undefined for one that can, and if nothing is
 * known, so that the request decides. REST does not show the type.
 */
export async function typeWithoutRestriction(
  reading: ReadContext,
  id: string,
): Promise<string | undefined> {
  const ask = await asker(reading);
  const type = await ask(id);
  const plain = type?.toLowerCase().replaceAll(/[^a-z]/g, '') ?? '';
  return withoutTraces.has(plain) ? type : undefined;
}

/** Combines the questions of one turn into one query. */
const asker = once(({ client }: Pick<ReadContext, 'client'>) => {
  let waiting: PendingProject[] = [];
  const ask = (id: string): Promise<string | undefined> =>
    new Promise((answer, fail) => {
      if (waiting.length === 0) {
        setImmediate(() => {
          const asked = waiting;
          waiting = [];
          answerAll(client, asked).catch((error: unknown) => {
            for (const each of asked) each.fail(error);
          });
        });
      }
      waiting.push({ id, answer, fail });
    });
  return Promise.resolve(ask);
});

async function answerAll(
  client: ReadContext['client'],
  asked: readonly PendingProject[],
): Promise<void> {
  for (let from = 0; from < asked.length; from += atOnce) {
    const some = asked.slice(from, from + atOnce);
    // eslint-disable-next-line no-await-in-loop -- a hundred at a time
    const types = await typesOf(
      client,
      some.map(({ id }) => id),
    );
    for (const [index, { answer }] of some.entries()) answer(types[index]);
  }
}

async function typesOf(
  client: ReadContext['client'],
  ids: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const variables = ids.map((_, index) => `$id${index}: ID!`).join(', ');
  const nodes = ids.map(
    (_, index) => `p${index}: node(id: $id${index}) { ... on Model { projectType } }`,
  );
  try {
    return await client.query(
      'ProjectTypes',
      `query ProjectTypes(${variables}) { ${nodes.join('\n  ')} }`,
      Object.fromEntries(ids.map((id, index) => [`id${index}`, id])),
      (data) => {
        const shape = object(Object.fromEntries(ids.map((_, index) => [`p${index}`, node])));
        const found = shape(data, 'data');
        return ids.map((_, index) => found[`p${index}`]?.projectType ?? undefined);
      },
    );
  } catch (error) {
    // Without an answer, Arize itself decides about the restriction.
    if (error instanceof ApiError && !isStopped(error)) return [];
    throw error;
  }
}
