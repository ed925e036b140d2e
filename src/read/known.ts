import { ApiError, isStopped } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { KnownPeople, ListedUser } from '../kind.ts';

/** How many people are looked up by name: for more, the list of all is cheaper. */
const mostNamed = 200;

/**
 * How the people of an account are read if only some of them matter: all of them if they fit on one page, and otherwise
 * those who hold something that is read, or whom the file names.
 * @param named how many people the file, or the question, names
 */
export async function peopleFor(
  client: ReadClient,
  named: number,
): Promise<{ readonly users?: readonly ListedUser[]; readonly known?: KnownPeople }> {
  if (named > mostNamed) return {};
  const first = await client
    .get('/v2/users', { params: { query: { limit: 100 } } })
    .catch(unlessRefused);
  // The list itself tells what is wrong with it.
  if (first === undefined) return {};
  const { users, pagination } = first;
  if (!pagination.has_more) return { users };
  const query = { status: ['INVITED' as const, 'EXPIRED' as const] };
  const pending = client.list('/v2/users', 'users', { query }).catch(unlessRefused);
  // It is waited for when the rest is read.
  pending.catch(() => undefined);
  return {
    known: { people: new Map(), asked: new Set(), sample: users, pending, isWhole: false },
  };
}

/** A run that was stopped sends no more requests; after any other failure there is another way. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof ApiError && !isStopped(error)) return undefined;
  throw error;
}
