import { messageOf, withoutStop } from '../errorText.ts';
import { ApiError, sameId } from '../api/index.ts';
import type { WriteClient } from '../api/index.ts';
import { addressOf } from '../kind.ts';
import type { WriteContext } from '../kind.ts';
import type { RoleRef, BuiltInRole } from '../model.ts';
import { role, wireRole } from './role.ts';
import { wordNow } from './spaceSlots.ts';

/**
 * Writes to the slot of a person in a space. How a request about one half affects the other is not
 * documented, so each request that may affect it checks afterwards, and ends only once both halves are as
 * asked. From its first request on, a change is completed even if the run is stopped, because half of it
 * could leave the person with less than before.
 */

/** The person and the space. */
export interface SlotPlace {
  readonly spaceId: string;
  readonly userId: string;
  /** For messages. */
  readonly space: string;
  readonly email: string;
}

type Custom = Exclude<RoleRef, BuiltInRole>;

/** A slot could not be changed as asked. The hint says how to continue. */
class PlaceError extends Error {
  override readonly name = 'PlaceError';
  readonly kind = 'place';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

const roleId = ({ id }: Pick<WriteContext, 'id'>, { custom }: Custom): string =>
  id(addressOf(role, [custom]));

/** Adds a person to the space with a role. A person who is a member already gets it too. */
export const give = (
  writing: Pick<WriteContext, 'client' | 'id'>,
  { spaceId, userId }: SlotPlace,
  given: RoleRef,
): Promise<unknown> =>
  writing.client.post('/v2/spaces/{space_id}/users', {
    params: { path: { space_id: spaceId } },
    body: { user_id: userId, role: wireRole(given, writing.id) },
  });

/** Changes the role of a binding. */
export const rebind = (writing: WriteContext, given: Custom, bindingId: string): Promise<unknown> =>
  writing.client.patch('/v2/role-bindings/{binding_id}', {
    params: { path: { binding_id: bindingId } },
    body: { role_id: roleId(writing, given) },
  });

const unbind = (client: WriteClient, bindingId: string): Promise<unknown> =>
  client.delete('/v2/role-bindings/{binding_id}', { params: { path: { binding_id: bindingId } } });

const isGone = (error: unknown): boolean => error instanceof ApiError && error.kind === 'not-found';

const isLost = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.outcome === 'unknown';

/** Ignores that a binding is already gone, because some servers remove it themselves. */
function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error;
}

/** How often a slot is read, in case a write takes a while to be visible (the Arize docs do not say). */
const LOOKS = 2;

/** How often a request with a lost response is sent. All of them may be repeated safely. */
const TRIES = 3;

/** The built-in role once it is as expected, or after the last look. */
async function settledWord(
  { client, pause }: WriteContext,
  { spaceId, userId }: SlotPlace,
  hoped: BuiltInRole | undefined,
): Promise<BuiltInRole | undefined> {
  for (let look = 1; ; look += 1) {
    // eslint-disable-next-line no-await-in-loop -- each look depends on the one before
    const found = await wordNow(client, spaceId, userId);
    if (found === hoped || look === LOOKS) return found;
    // eslint-disable-next-line no-await-in-loop
    await pause(1000);
  }
}

/** The same, for requests that complete a change. */
const finishing = (writing: WriteContext): WriteContext => ({
  ...writing,
  client: writing.client.finishing(),
});

const bindingNow = (client: WriteClient, bindingId: string) =>
  client
    .get('/v2/role-bindings/{binding_id}', { params: { path: { binding_id: bindingId } } })
    .catch((error: unknown) => {
      unlessGone(error);
      return undefined;
    });

/** Changes the built-in role and keeps the role bound beside it, whether or not the file manages that one. */
export async function wordBesideRole(
  writing: WriteContext,
  place: SlotPlace,
  given: BuiltInRole,
  bindingId: string,
): Promise<void> {
  const bound = await bindingNow(writing.client, bindingId);
  await give(writing, place, given);
  const { client } = finishing(writing);
  if (bound === undefined || (await bindingNow(client, bindingId)) !== undefined) return;
  const { role_id, user_id, resource_id } = bound;
  await client.post('/v2/role-bindings', {
    body: { role_id, user_id, resource_type: 'SPACE', resource_id },
  });
}

/**
 * Replaces a bound role by a built-in role. While both exist, the person has the access of both, so there is
 * no gap between the two requests.
 * @throws PlaceError if the built-in role does not become visible; the bound role then stays
 */
export async function roleToWord(
  writing: WriteContext,
  place: SlotPlace,
  had: Custom,
  given: BuiltInRole,
  bindingId: string,
): Promise<void> {
  await give(writing, place, given);
  const rest = finishing(writing);
  if ((await settledWord(rest, place, given)) !== given) {
    throw new PlaceError(
      `Arize accepted "${given}" for ${place.email} in ${place.space}, but it isn't visible, so the role "${had.custom}" stays.`,
      'Plan again to see what still differs.',
    );
  }
  await unbind(rest.client, bindingId).catch(unlessGone);
}

/**
 * Replaces a built-in role by a bound role. If Arize keeps the built-in role beside it, both are removed,
 * which is the only way to remove it, and the role is bound again at once.
 * @throws PlaceError if that cannot be completed
 */
export async function wordToRole(
  writing: WriteContext,
  place: SlotPlace,
  had: BuiltInRole,
  given: Custom,
): Promise<void> {
  await give(writing, place, given);
  const rest = finishing(writing);
  if ((await settledWord(rest, place, undefined)) === undefined) return;
  if (!(await isBound(rest, place, given))) {
    throw new PlaceError(
      `Arize accepted the role "${given.custom}" for ${place.email} in ${place.space}, but it isn't bound, so "${had}" stays.`,
      'Plan again to see what still differs.',
    );
  }
  for (let sent = 1; ; sent += 1) {
    // eslint-disable-next-line no-await-in-loop -- each try depends on the one before
    const isKnown = await removeBoth(rest, place, had, given);
    // eslint-disable-next-line no-await-in-loop
    await bindAgain(rest, place, had, given);
    // eslint-disable-next-line no-await-in-loop
    if ((await settledWord(rest, place, undefined)) === undefined) return;
    if (isKnown || sent === TRIES) break;
  }
  throw new PlaceError(
    `Arize keeps "${had}" for ${place.email} in ${place.space} beside the role "${given.custom}", although both were removed and the role was bound again.`,
    keepBoth(place, had, given),
  );
}

/** Whether the role is bound. Until it is visible, the built-in role is not removed. */
async function isBound(
  writing: WriteContext,
  { spaceId, userId }: SlotPlace,
  given: Custom,
): Promise<boolean> {
  const bindings = await writing.client.list('/v2/role-bindings', 'role_bindings', {
    query: { resource_type: 'SPACE', user_id: userId },
  });
  const wanted = roleId(writing, given);
  return bindings.some(
    ({ resource_id, role_id }) => sameId(resource_id, spaceId) && sameId(role_id, wanted),
  );
}

const keepBoth = ({ email }: SlotPlace, had: BuiltInRole, { custom }: Custom): string =>
  `To keep both, list ${email} with ${had} under \`members\` and with ${JSON.stringify(custom)} under \`bindings\`.`;

/** @returns whether Arize confirmed it; after a lost response that only shows later */
async function removeBoth(
  { client }: WriteContext,
  place: SlotPlace,
  had: BuiltInRole,
  given: Custom,
): Promise<boolean> {
  const { spaceId, userId, email, space } = place;
  try {
    await client.delete('/v2/spaces/{space_id}/users/{user_id}', {
      params: { path: { space_id: spaceId, user_id: userId } },
    });
    return true;
  } catch (error) {
    // Whether or not it worked, the role must be bound again.
    if (isGone(error) || isLost(error)) return !isLost(error);
    throw new PlaceError(
      `Arize keeps "${had}" for ${email} in ${space} beside the role "${given.custom}", and refused to remove both: ${withoutStop(messageOf(error))}.`,
      keepBoth(place, had, given),
    );
  }
}

async function bindAgain(
  writing: WriteContext,
  place: SlotPlace,
  had: BuiltInRole,
  given: Custom,
): Promise<void> {
  for (let sent = 1; ; sent += 1) {
    try {
      // eslint-disable-next-line no-await-in-loop -- each try depends on the one before
      await give(writing, place, given);
      return;
    } catch (error) {
      if (!isLost(error) || sent === TRIES) throw await notBound(writing, place, had, given, error);
      // eslint-disable-next-line no-await-in-loop
      await writing.pause(Math.max(1000 * 2 ** (sent - 1), error.retryAfterMs ?? 0));
    }
  }
}

/**
 * Restores the previous built-in role after the role could not be bound again, so that the person has no less
 * than before.
 */
async function notBound(
  writing: WriteContext,
  place: SlotPlace,
  had: BuiltInRole,
  { custom }: Custom,
  why: unknown,
): Promise<PlaceError> {
  const isBack = await give(writing, place, had).then(
    () => true,
    () => false,
  );
  const { email, space } = place;
  const now = isBack ? `"${had}" was restored.` : `${email} has no role in ${space} now.`;
  return new PlaceError(
    `Arize kept "${had}" for ${email} in ${space} beside the role "${custom}", so both were removed, and binding the role again failed: ${withoutStop(messageOf(why))}. ${now}`,
    'Run it again to plan what is missing.',
  );
}
