import type { ReadClient } from '../api/index.ts';
import { dayOf } from '../days.ts';
import { groupBy } from '../group.ts';
import type { Group } from '../group.ts';
import { byName, keysOf, newestFirst } from '../kinds/keys.ts';
import type { ListedKey } from '../kinds/keys.ts';
import { peopleById } from '../kinds/people.ts';
import type { AccountPerson } from '../kinds/people.ts';
import { byText, canonicalEmail, canonicalName } from '../names.ts';
import { timeRemarks } from './remarks.ts';
import type { KeyRemark } from './remarks.ts';

/** A service key, with every space that it is valid for. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly spaces: readonly { readonly organization: string; readonly space: string }[];
  readonly redacted: string;
  /** Its creator; an id if Arize does not show their address. */
  readonly owner: string;
  readonly made: string;
  readonly expires?: string;
  readonly lastUsed?: string;
  /** What a person should check. */
  readonly remarks: readonly KeyRemark[];
}

/**
 * Every live service key of the account, with remarks. Arize lists keys by space, so every space is read.
 * @param today the day, UTC
 * @throws ApiError when a list could not be read to its end
 */
export async function listKeys(client: ReadClient, today: string): Promise<readonly KeyRow[]> {
  const organizations = await client.list('/v2/organizations', 'organizations', {});
  const places = await Promise.all(
    organizations.map(async ({ id, name }) => {
      const spaces = await client.list('/v2/spaces', 'spaces', { query: { org_id: id } });
      return spaces.map((space) => ({
        id: space.id,
        place: { organization: canonicalName(name), space: canonicalName(space.name) },
      }));
    }),
  );
  const lists = await Promise.all(
    places.flat().map(async ({ id, place }) => {
      const keys = await keysOf(client, id);
      return keys.map((key) => ({ key, place }));
    }),
  );
  const found = [...groupBy(lists.flat(), ({ key }) => key.id).values()]
    .map((rows) => ({ key: rows[0].key, spaces: rows.map(({ place }) => place) }))
    .toSorted((a, b) => newestFirst(a.key, b.key));
  const keys = found.map(({ key }) => key);
  const people = await peopleById(
    client,
    keys.map(({ created_by_user_id: creator }) => creator),
  );
  const around: Around = { people, named: byName(keys), today };
  return found
    .map(({ key, spaces }) => rowOf(key, spaces, around))
    .toSorted(
      (a, b) =>
        // Of one name, the newest comes first.
        byText(spacesKey(a), spacesKey(b)) || byText(a.name, b.name),
    );
}

const spacesKey = ({ spaces }: KeyRow): string =>
  JSON.stringify(spaces.map(({ organization, space }) => [organization, space]));

interface Around {
  readonly people: ReadonlyMap<string, AccountPerson>;
  /** The keys of each name, newest first. */
  readonly named: ReadonlyMap<string, Group<ListedKey>>;
  readonly today: string;
}

function rowOf(key: ListedKey, spaces: KeyRow['spaces'], around: Around): KeyRow {
  const person = around.people.get(key.created_by_user_id);
  return {
    id: key.id,
    name: canonicalName(key.name),
    spaces,
    redacted: key.redacted_key,
    owner: person?.email ? canonicalEmail(person.email) : key.created_by_user_id,
    made: dayOf(new Date(key.created_at)),
    ...(key.expires_at && { expires: dayOf(new Date(key.expires_at)) }),
    ...(key.last_used_at && { lastUsed: dayOf(new Date(key.last_used_at)) }),
    remarks: remarksOn(key, person, around),
  };
}

function remarksOn(
  key: ListedKey,
  person: AccountPerson | undefined,
  { named, today }: Around,
): readonly KeyRemark[] {
  const remarks: KeyRemark[] = [];
  const say = (code: KeyRemark['code'], text: string): void => {
    remarks.push({ code, text });
  };
  if (person === undefined) say('no-owner', 'its creator is not in the account');
  else if (person.status === 'inactive') say('no-owner', 'its creator is blocked');
  remarks.push(...timeRemarks(key, today));
  const [newest] = named.get(canonicalName(key.name)) ?? [key];
  if (Date.parse(newest.created_at) > Date.parse(key.created_at))
    say('older', 'is older than another key of the same name');
  return remarks;
}
