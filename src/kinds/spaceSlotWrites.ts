import { ApiError, sameId } from '../api/index.ts';
import type { WriteClient } from '../api/index.ts';
import { addressOf } from '../kind.ts';
import type { WriteContext } from '../kind.ts';
import type { RoleRef, BuiltInRole } from '../model.ts';
import { role, wireRole } from './role.ts';
import { wordNow } from './spaceSlots.ts';

/**
 * Writes to a person's place in a space. What a request about one half does to the other is not documented, so each
 * that could touch it looks afterwards, and ends only when both halves are as asked. From its first request on, a change
 * is brought to its end although the run was stopped: half of it may be less than nothing.
 */

/** Whose place it is, and where. */
export interface SlotPlace {
  readonly spaceId: string;
  readonly userId: string;
  /** For messages. */
  readonly space: string;
  readonly email: string;
}

type Custom = Exclude<RoleRef, BuiltInRole>;

/** A place that could not be brought to be what was asked for; the hint says how to go on. */
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

/** Adds somebody to the space with a built-in role or a role; who is there already gets it too. */
export const give = (
  writing: Pick<WriteContext, 'client' | 'id'>,
  { spaceId, userId }: SlotPlace,
  given: RoleRef,
): Promise<unknown> =>
  writing.client.post('/v2/spaces/{space_id}/users', {
    params: { path: { space_id: spaceId } },
    body: { user_id: userId, role: wireRole(given, writing.id) },
  });

/** Puts another role into a binding. */
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

/** Some servers may have taken it away already: then there is nothing left to do. */
function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error;
}

/** How often a place is looked at, in case what was written shows only after a while (Arize docs do not say). */
const LOOKS = 2;

/** How often something is asked for whose answers get lost. All of it may be asked for any number of times. */
const TRIES = 3;

/** The built-in role that is there once it is as hoped for, or after some looks. */
async function settledWord(
  { client, pause }: WriteContext,
  { spaceId, userId }: SlotPlace,
  hoped: BuiltInRole | undefined,
): Promise<BuiltInRole | undefined> {
  for (let look = 1; ; look += 1) {
    // eslint-disable-next-line no-await-in-loop -- each look is for what the one before did not see
    const found = await wordNow(client, spaceId, userId);
    if (found === hoped || look === LOOKS) return found;
    // eslint-disable-next-line no-await-in-loop
    await pause(1000);
  }
}

/** The same, for requests that bring a change to its end. */
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

/** Changes a built-in role and keeps the role that is bound beside it, whoever decides about that one. */
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
 * Sets a built-in role in the place of a role. Both together give what either gives, so nobody stands outside between
 * the two requests.
 * @throws PlaceError when the built-in role does not show: the role stays then
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
 * Sets a role in the place of a built-in role. Where Arize keeps the built-in role beside it, both are removed, which is
 * the only way to remove it, and the role is bound again at once.
 * @throws PlaceError when that does not come to its end
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
    // eslint-disable-next-line no-await-in-loop -- each try stands on what the one before left
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

/** Nobody's word is taken before the role can be seen. */
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

/** @returns whether Arize said that it is done: where the answer was lost, that shows only afterwards */
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
    // Done or not, binding the role again is right.
    if (isGone(error) || isLost(error)) return !isLost(error);
    throw new PlaceError(
      `Arize keeps "${had}" for ${email} in ${space} beside the role "${given.custom}", and refused to remove both: ${messageOf(error)}.`,
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
      // eslint-disable-next-line no-await-in-loop -- each try stands on the answer to the one before
      await give(writing, place, given);
      return;
    } catch (error) {
      if (!isLost(error) || sent === TRIES) throw await notBound(writing, place, had, given, error);
      // eslint-disable-next-line no-await-in-loop
      await writing.pause(Math.max(1000 * 2 ** (sent - 1), error.retryAfterMs ?? 0));
    }
  }
}

/** What is left of a place whose role could not be bound again: at least what was there before. */
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
    `Arize kept "${had}" for ${email} in ${space} beside the role "${custom}", so both were removed, and binding the role again failed: ${messageOf(why)}. ${now}`,
    'Run it again to plan what is missing.',
  );
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
