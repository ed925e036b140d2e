import type { ReadClient } from '../api/index.ts';
import { dayOf, daysBetween, inDays } from '../days.ts';
import { keysOf } from '../kinds/keys.ts';
import type { ListedKey } from '../kinds/keys.ts';
import { readPeople } from '../kinds/people.ts';
import type { AccountPerson } from '../kinds/people.ts';
import { byText, canonicalEmail, canonicalName } from '../names.ts';

/** A service key, with every space that it works in. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly spaces: readonly { readonly organization: string; readonly space: string }[];
  readonly redacted: string;
  /** Who made it; an id where Arize does not say whose it is. */
  readonly owner: string;
  readonly made: string;
  readonly expires?: string;
  readonly lastUsed?: string;
  /** What a person should look at. */
  readonly remarks: readonly KeyRemark[];
}

export interface KeyRemark {
  readonly code: 'no-owner' | 'never-ends' | 'ended' | 'ends-soon' | 'unused' | 'older';
  readonly text: string;
}

/** Unused for so many days, a key is worth a question. */
const longUnused = 90;
const soon = 14;

/**
 * Every live service key of the account, with what is odd about it. Arize lists them by space, so each space is asked.
 * @param today the day, UTC
 * @throws ApiError when a list could not be read to its end
 */
export async function listKeys(client: ReadClient, today: string): Promise<readonly KeyRow[]> {
  const [people, organizations] = await Promise.all([
    readPeople({ client }),
    client.list('/v2/organizations', 'organizations', {}),
  ]);
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
  const found = new Map<string, { key: ListedKey; spaces: KeyRow['spaces'][number][] }>();
  for (const { key, place } of lists.flat()) {
    const known = found.get(key.id);
    if (known === undefined) found.set(key.id, { key, spaces: [place] });
    else known.spaces.push(place);
  }
  const all = [...found.values()];
  return all
    .map(({ key, spaces }) =>
      rowOf(key, spaces, { people, all: all.map((each) => each.key), today }),
    )
    .toSorted(
      (a, b) =>
        byText(spacesKey(a), spacesKey(b)) ||
        byText(a.name, b.name) ||
        byText(b.made, a.made) ||
        byText(a.id, b.id),
    );
}

const spacesKey = ({ spaces }: KeyRow): string =>
  JSON.stringify(spaces.map(({ organization, space }) => [organization, space]));

interface Around {
  readonly people: ReadonlyMap<string, AccountPerson>;
  readonly all: readonly ListedKey[];
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
  { all, today }: Around,
): readonly KeyRemark[] {
  const remarks: KeyRemark[] = [];
  const say = (code: KeyRemark['code'], text: string): void => {
    remarks.push({ code, text });
  };
  if (person === undefined) say('no-owner', 'nobody in the account made it');
  else if (person.status === 'inactive') say('no-owner', 'who made it is blocked');
  if (key.expires_at) {
    const left = daysBetween(today, dayOf(new Date(key.expires_at)));
    if (left < 0) say('ended', 'has ended');
    else if (left <= soon) say('ends-soon', `ends ${inDays(left)}`);
  } else say('never-ends', 'never ends');
  const idle = daysBetween(dayOf(new Date(key.last_used_at ?? key.created_at)), today);
  if (!key.last_used_at && idle >= soon) say('unused', 'was never used');
  else if (idle >= longUnused) say('unused', `was not used for ${idle} days`);
  const newer = all.some(
    (each) =>
      canonicalName(each.name) === canonicalName(key.name) &&
      Date.parse(each.created_at) > Date.parse(key.created_at),
  );
  if (newer) say('older', 'has a newer key of the same name');
  return remarks;
}
