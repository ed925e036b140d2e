import type { ReadClient } from '../api/index.ts';
import { dayOf } from '../days.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { listKeys } from '../keys/list.ts';
import type { Live, LiveItem, Notice } from '../model.ts';
import { byText } from '../names.ts';
import { emailIn } from '../key.ts';

/** What an offboarded person leaves behind. */
export interface Leaving {
  readonly person: LiveItem;
  /** Every grant that is removed with them. */
  readonly grants: readonly LiveItem[];
  readonly personalKeys: readonly {
    readonly name: string;
    readonly redacted: string;
    readonly lastUsed?: string;
  }[];
  /** Service keys that they created, which keep working. */
  readonly serviceKeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly places: readonly string[];
  }[];
}

/**
 * Collects everything that a person has.
 * @param live the whole account
 * @param today the day, UTC
 * @throws ApiError when their keys could not be read, because a partial list would mislead
 */
export async function leavingOf(
  client: ReadClient,
  live: Live,
  person: LiveItem,
  today: string,
): Promise<Leaving> {
  const email = emailIn(person.key);
  const [personal, service] = await Promise.all([
    client.list('/v2/api-keys', 'api_keys', { query: { user_id: person.id, key_type: 'USER' } }),
    listKeys(client, today),
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
      .filter(({ owner }) => owner === email)
      .map(({ id, name, spaces }) => ({
        id,
        name,
        places: spaces.map(({ organization, space }) => `${organization} / ${space}`),
      })),
  };
}

/** The path of an item from the outside in, to sort grants. */
const outwards = (item: LiveItem): string =>
  chainOf(item).slice(1).toReversed().map(refAddress).join(' ');

/** A plan's notices about an offboarded person, apart from their grants. */
export function noticesOn({ person, personalKeys, serviceKeys }: Leaving): readonly Notice[] {
  const email = emailIn(person.key);
  return [
    ...personalKeys.map(({ name, redacted }) => ({
      code: 'personal-key-ends',
      message: `The personal API key "${name}" (${redacted}) stops working at once.`,
      address: person.address,
    })),
    ...serviceKeys.map(({ id, name, places }) => ({
      code: 'service-key-stays',
      message: `The service key "${name}" of ${places.join(' and ')}, created by ${email}, keeps working. Replace it so that it has another owner, or revoke it.`,
      next: {
        does: 'To see what revoking it does',
        words: ['keys', 'revoke', id],
        reads: 'account' as const,
      },
      address: person.address,
    })),
  ];
}
