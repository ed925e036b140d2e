import { groupBy } from '../group.ts';
import type { ReadClient } from '../api/index.ts';
import { emailIn } from '../key.ts';
import type { Kind } from '../kind.ts';
import { kindChain, kindOf, parentAddress, roleKind } from '../kinds/index.ts';
import type { KindName, Live, LiveItem, Ref } from '../model.ts';
import { IncompleteReadError } from '../read/incomplete.ts';
import type { UnreadList } from '../read/incomplete.ts';
import { read } from '../read/read.ts';
import type { Scope } from '../read/scope.ts';
import type { Filter } from './filter.ts';

/** An organization, a space or a project. */
export interface PlaceRow extends Ref {
  readonly id: string;
  /** Who else gets in; undefined for organizations. */
  readonly door?: 'private' | 'public' | 'restricted' | 'open' | 'unknown';
  /** People with a grant of their own here; undefined if they could not be read. */
  readonly members?: number;
  /** The same for service identities. */
  readonly services?: number;
}

/** The places of a kind, and what could not be read about them. */
export interface PlaceList {
  readonly account: Live['account'];
  /** Whether the key is known to see everything. */
  readonly isAdmin: boolean;
  readonly rows: readonly PlaceRow[];
  readonly unread: readonly UnreadList[];
}

/** What is asked about places. */
interface Asked {
  readonly fits: Filter;
  /** Whether those who hold something there are asked for one by one, which costs less than the list of all people. */
  readonly fewPeople: boolean;
}

/** All names of a place: its own, and with its parents. */
const namesOfPlace = ({ key }: Ref): readonly string[] =>
  key.map((_, index) => key.slice(index).join('/'));

/**
 * The places of a kind that fit a filter, with their own members counted. Only what that needs is read: the places above,
 * and the grants and restrictions of those that fit. Where only these could not be read, the places are listed without.
 * @throws IncompleteReadError if the places themselves could not be read
 */
export async function listPlaces(
  client: ReadClient,
  name: KindName,
  { fits, fewPeople }: Asked,
): Promise<PlaceList> {
  const kind = kindOf(name);
  const isMeant = (item: LiveItem): boolean => fits(namesOfPlace(item), item.id);
  const unread: UnreadList[] = [];
  for (;;) {
    try {
      // eslint-disable-next-line no-await-in-loop -- again without what could not be read
      const live = await read(client, undefined, {
        ...scopeFor(kind, isMeant, unread),
        ...(fewPeople && { fewPeople: true as const }),
      });
      return { ...factsOf(live), rows: rowsOf(live, kind, isMeant, unread), unread };
    } catch (error) {
      if (!(error instanceof IncompleteReadError)) throw error;
      const isNeeded = error.unread.some(({ kind: each }) =>
        kindChain(kind).some((above) => above.name === each),
      );
      if (isNeeded) throw error;
      unread.push(...error.unread);
    }
  }
}

/** Kinds that tell about a place who gets in. */
const isTelling = ({ parent, access }: Kind, kind: Kind): boolean =>
  parent === kind.name && (access?.is === 'grant' || access?.is === 'restriction');

function scopeFor(
  kind: Kind,
  isMeant: (item: LiveItem) => boolean,
  unread: readonly UnreadList[],
): Scope {
  const places: ReadonlySet<Kind> = new Set(kindChain(kind));
  return {
    wants(each, parent) {
      const scope = parent?.address ?? '';
      if (unread.some((list) => list.kind === each.name && list.scope === scope)) return false;
      if (places.has(each)) return true;
      // Grants name roles by their ids.
      if (each === roleKind) return true;
      return parent !== undefined && isTelling(each, kind) && isMeant(parent);
    },
    allBindings: false,
    identityProviders: false,
  };
}

const factsOf = ({ account, caller }: Live): Pick<PlaceList, 'account' | 'isAdmin'> => ({
  account,
  isAdmin: caller?.accountAdmin === true,
});

function rowsOf(
  { items }: Live,
  kind: Kind,
  isMeant: (item: LiveItem) => boolean,
  unread: readonly UnreadList[],
): readonly PlaceRow[] {
  const telling = groupBy(
    items.filter((item) => isTelling(kindOf(item.kind), kind)),
    parentAddress,
  );
  return items
    .filter((item) => item.kind === kind.name && isMeant(item))
    .map((item) => {
      const own = telling.get(item.address) ?? [];
      const isUnread = (is: 'grant' | 'restriction'): boolean =>
        unread.some(
          ({ kind: each, scope }) =>
            scope === item.address && each !== 'role_use' && kindOf(each).access?.is === is,
        );
      const door = doorOf(item, kind, own, isUnread('restriction'));
      const row = { kind: item.kind, key: item.key, id: item.id, ...(door && { door }) };
      return isUnread('grant') ? row : { ...row, ...countsOf(own) };
    });
}

/** Distinct holders: a person may have a membership and a binding. */
function countsOf(own: readonly LiveItem[]): Pick<PlaceRow, 'members' | 'services'> {
  const grants = own.filter(({ kind }) => kindOf(kind).access?.is === 'grant');
  const services = new Set(grants.filter(({ service }) => service).map(({ key }) => emailIn(key)));
  const people = new Set(grants.map(({ key }) => emailIn(key)));
  return { members: people.size - services.size, services: services.size };
}

function doorOf(
  item: LiveItem,
  { access }: Kind,
  own: readonly LiveItem[],
  isUnread: boolean,
): PlaceRow['door'] {
  if (access?.is !== 'place') return undefined;
  if (isUnread) return 'unknown';
  if (own.some(({ kind }) => kindOf(kind).access?.is === 'restriction')) return 'restricted';
  const inherits = access.inherits(item.fields);
  if (inherits === undefined) return 'unknown';
  if (access.inheritanceField !== undefined) return inherits === 'fallback' ? 'public' : 'private';
  return inherits === 'all' ? 'open' : undefined;
}
