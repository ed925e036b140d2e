import { sameId, wireName } from '../api/index.ts';
import type { ReadClient, WriteClient } from '../api/index.ts';
import { messageOf, withoutStop } from '../errorText.ts';
import { groupBy } from '../group.ts';
import { addressOf } from '../kind.ts';
import type { WriteContext } from '../kind.ts';
import type { BuiltInRole } from '../model.ts';
import { spacesIn, organizationsIn } from './keyReach.ts';
import type { Reach } from './keyReach.ts';
import { byName, keysOf } from './keys.ts';
import type { ListedKey } from './keys.ts';
import { organization } from './organization.ts';
import { wireRole } from './role.ts';
import { handOver, SecretError, sinkOf } from './secrets.ts';
import type { AnyKeyFields, KeyBody } from './serviceKeyFields.ts';
import { idInText } from './serviceKeyTime.ts';
import { space } from './space.ts';

/** How often Arize is asked about a key after its response was lost. */
const LOOKS = 3;

/** The ids of the older keys. */
export const idsIn = ({ older_keys: older = [] }: AnyKeyFields): readonly string[] =>
  older.map(idInText);

/** Revokes keys. Arize allows revoking a key any number of times. */
export async function revokeKeys(
  { client }: Pick<WriteContext, 'client'>,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    // In sequence: the newest goes first, and a failure keeps the rest.
    // eslint-disable-next-line no-await-in-loop
    await client.put('/v2/api-keys/{api_key_id}/revoke', { params: { path: { api_key_id: id } } });
  }
}

/**
 * Revokes a key whose secret did not arrive, even after a stop.
 * @param what what happened, without its full stop
 * @param hint what to do once it is revoked
 * @returns what to report
 */
export async function withoutSecret(
  client: WriteClient,
  id: string,
  what: string,
  hint: string,
): Promise<SecretError> {
  try {
    await revokeKeys({ client: client.finishing() }, [id]);
    return new SecretError(`${what}. The key was revoked.`, hint);
  } catch (error) {
    return new SecretError(
      `${what}. Revoking it failed too: ${messageOf(error)}`,
      `The key still works, and its secret is lost: revoke the key with the id ${id} in Arize.`,
      { outcome: 'unknown' },
    );
  }
}

/** A key to create. */
export interface WantedKey {
  readonly name: string;
  /** The organizations with a role of their own, and the spaces in which the key works. */
  readonly reach: readonly string[];
  /** The rest of the request. */
  readonly body: KeyBody;
  readonly fields: AnyKeyFields;
}

/**
 * Creates a key and delivers its secret. The request is sent once: if its response is lost, so is the secret,
 * and the key is then found among keys of this name that did not exist before, and revoked.
 */
export async function makeKey(
  writing: WriteContext,
  { name, reach, body, fields }: WantedKey,
): Promise<string> {
  const { client, id } = writing;
  const sink = sinkOf(fields);
  if (sink === undefined) throw new Error(`No destination for the secret of ${name}.`);
  // The new key is in the list of each of its spaces.
  const [spaceId, ...others] = spacesIn(reach).map(({ ref }) => id(addressOf(space, ref.key)));
  if (spaceId === undefined) throw new Error(`No space for the key ${name}.`);
  const namesakes = async (asking: ReadClient, where: string): Promise<readonly ListedKey[]> =>
    byName(await keysOf(asking, where)).get(name) ?? [];
  const known = new Set((await namesakes(client, spaceId)).map((each) => each.id));
  const isNew = (each: ListedKey): boolean =>
    !known.has(each.id) &&
    (writing.caller === undefined || sameId(each.created_by_user_id, writing.caller));
  /** New keys that work in all spaces of this one; a key of another run may be new in some of them. */
  const created = async (asking: ReadClient): Promise<readonly ListedKey[]> => {
    const fresh = (await namesakes(asking, spaceId)).filter(isNew);
    if (fresh.length === 0) return fresh;
    const elsewhere = await Promise.all(others.map((where) => namesakes(asking, where)));
    return fresh.filter((each) =>
      elsewhere.every((list) => list.some((key) => key.id === each.id)),
    );
  };

  return handOver(writing.secrets, sink, {
    async make() {
      const made = await client.post('/v2/api-keys', {
        body: { key_type: 'SERVICE', name, ...body, organizations: assignments(reach, id) },
      });
      return { id: made.id, secret: made.key };
    },
    async lost(error) {
      const what = `The response was lost (${withoutStop(error.message)})`;
      let seen = '';
      for (let look = 0; look < LOOKS; look += 1) {
        // eslint-disable-next-line no-await-in-loop -- the server may still be working
        await writing.pause(1000 * 2 ** look);
        let fresh: readonly ListedKey[];
        try {
          // eslint-disable-next-line no-await-in-loop
          fresh = await created(client.finishing());
        } catch (why) {
          seen = `the keys could not be listed (${withoutStop(messageOf(why))})`;
          continue;
        }
        seen = `Arize lists no new key "${name}"`;
        const [only] = fresh;
        if (only === undefined) continue;
        // One request creates one key at most, so another person created the others.
        if (fresh.length > 1) {
          const ids = fresh.map(({ id: each }) => each).join(', ');
          return new SecretError(
            `${what}. Several new keys are called "${name}" (${ids}), so it is unknown which one was created here, and none was revoked.`,
            'Revoke the one that is not used by its id: its secret is lost. See which one is used',
            { next: { words: ['keys', 'list'], reads: 'account' }, outcome: 'unknown' },
          );
        }
        return withoutSecret(
          client,
          only.id,
          `${what}. The key was created, but its secret is lost`,
          'Nothing is left behind. Run it again.',
        );
      }
      return new SecretError(
        `${what}, and ${seen}, so it is unknown whether one was created.`,
        `If there is a new key "${name}", its secret is lost: revoke it. To list the keys`,
        { next: { words: ['keys', 'list'], reads: 'account' }, outcome: 'unknown' },
      );
    },
    undo: (made, why) =>
      withoutSecret(
        client,
        made,
        `The key was created, but its secret was not delivered: ${withoutStop(why)}`,
        'Fix this and run it again.',
      ),
  });
}

/** The organizations and spaces of a request. */
const assignments = (reach: readonly string[], id: WriteContext['id']) => {
  const roles = new Map(organizationsIn(reach).map(({ ref, role }) => [ref.key[0], role]));
  const owners = groupBy(spacesIn(reach), ({ ref }) => ref.key[0] ?? '');
  return [...owners].map(([owner, spaces]) => ({
    org_id: id(addressOf(organization, [owner])),
    ...outerRole(roles.get(owner)),
    spaces: spaces.map(({ ref, role = 'member' }) => ({
      space_id: id(addressOf(space, ref.key)),
      role: wireRole(role, id),
    })),
  }));
};

/** Roles in an organization are built-in (REST v2 types: create an API key). */
const outerRole = (given: Reach['role']): { role?: OuterRole } =>
  typeof given === 'string' ? { role: { type: 'PREDEFINED', name: wireName(given) } } : {};

interface OuterRole {
  readonly type: 'PREDEFINED';
  readonly name: ReturnType<typeof wireName<BuiltInRole>>;
}
