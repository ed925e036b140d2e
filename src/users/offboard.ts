import type { ReadClient } from '../api/index.ts';
import { dayOf } from '../days.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { readPeople } from '../kinds/people.ts';
import { listKeys } from '../keys/list.ts';
import type { Live, LiveItem, Notice } from '../model.ts';
import { byText } from '../names.ts';
import { emailIn } from '../key.ts';

/** What a person leaves behind. */
export interface Leaving {
  readonly person: LiveItem;
  /** Every grant that goes with them. */
  readonly grants: readonly LiveItem[];
  readonly personalKeys: readonly {
    readonly name: string;
    readonly redacted: string;
    readonly lastUsed?: string;
  }[];
  /** Service keys that they made: those work on. */
  readonly serviceKeys: readonly { readonly name: string; readonly place: string }[];
}

/**
 * Looks at everything that a person holds.
 * @param live the whole account
 * @param today the day, UTC
 * @throws ApiError when their keys could not be read: no half of the loss is shown
 */
export async function leavingOf(
  client: ReadClient,
  live: Live,
  person: LiveItem,
  today: string,
): Promise<Leaving> {
  const email = emailIn(person.key);
  const [personal, service, people] = await Promise.all([
    client.list('/v2/api-keys', 'api_keys', { query: { user_id: person.id, key_type: 'USER' } }),
    listKeys(client, today),
    readPeople({ client }),
  ]);
  return {
    person,
    grants: live.items
      .filter(
        (item) =>
          kindOf(item.kind).keyedBy === 'person' && item !== person && emailIn(item.key) === email,
      )
      .toSorted((a, b) => byText(outwards(a), outwards(b)) || byText(a.address, b.address)),
    personalKeys: personal.map(({ name, redacted_key: redacted, last_used_at: used }) => ({
      name,
      redacted,
      ...(used && { lastUsed: dayOf(new Date(used)) }),
    })),
    serviceKeys: service
      .filter(({ owner }) => owner === email && people.has(person.id))
      .flatMap(({ name, spaces }) =>
        spaces.map(({ organization, space }) => ({ name, place: `${organization} / ${space}` })),
      ),
  };
}

/** Where something sits, from the outermost: sorts grants by their places. */
const outwards = (item: LiveItem): string =>
  chainOf(item).slice(1).toReversed().map(refAddress).join(' ');

/** What a plan has to say about a person who leaves, beside their grants. */
export function noticesOn({ person, personalKeys, serviceKeys }: Leaving): readonly Notice[] {
  const email = emailIn(person.key);
  return [
    ...personalKeys.map(({ name, redacted }) => ({
      code: 'personal-key-ends',
      message: `The personal API key "${name}" (${redacted}) stops working at once.`,
      address: person.address,
    })),
    ...serviceKeys.map(({ name, place }) => ({
      code: 'service-key-stays',
      message: `The service key "${name}" of ${place}, which ${email} made, goes on working. Give it another owner: replace it, or revoke it.`,
      address: person.address,
    })),
  ];
}
