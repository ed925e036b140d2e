import { itemsAfter } from '../diff/after.ts';
import type { Kind } from '../kind.ts';
import { chainOf, kindOf, kinds, parentAddress, parentOf, refAddress } from '../kinds/index.ts';
import { listingsOf, rowsIn } from '../kinds/lists.ts';
import type { Change, Desired, List, ListKind, Live, LiveItem, Ref } from '../model.ts';
import { listKey } from '../names.ts';
import { isAdmin } from '../kinds/admins.ts';
import type { Standard } from './baseline.ts';

/** A change that is right only if a list is complete. */
export interface Rest {
  /** Address of the change. */
  readonly change: string;
  readonly list: List;
  readonly standard: Standard;
  /** It creates an item that the list does not show. One such item is new; many may be the truncated part. */
  readonly isMade?: true;
}

/**
 * The lists that changes depend on. Most depend on none: a demotion is about a row that is there, and a grant can be
 * repeated. But if as many grants are planned as rows are missing, they may be the truncated part: a person who seems new
 * may hold more already and would be demoted unseen.
 * @param changes the changes that would run
 */
export function restsOf(changes: readonly Change[], desired: Desired, live: Live): readonly Rest[] {
  const looking = new Looking(live);
  const after = itemsAfter(live.items, changes);
  const isGuarded = desired.protected.some(({ kind }) => kindOf(kind).keyedBy === 'person');
  const renamed = new Set(
    desired.items.flatMap(({ address, previously }) => (previously ? [address] : [])),
  );
  const rests = changes.flatMap((change): readonly Rest[] => {
    const kind = kindOf(change.kind);
    const on = (standard: Standard, lists: readonly List[]): readonly Rest[] =>
      lists.map((list) => ({ change: change.address, list, standard }));
    switch (change.action) {
      case 'create':
        // An item that merely was not shown would be created twice, or left behind under its old name.
        if (kind.isMadeAgain || renamed.has(change.address))
          return on('whole', looking.own(change));
        return [
          ...on('some', isGuarded ? looking.around(change) : []),
          ...on('some', looking.own(change)).map((rest): Rest => ({ ...rest, isMade: true })),
        ];
      case 'update':
        return on('some', [
          ...(kind.isMadeAgain ? looking.own(change) : []),
          ...(isGuarded ? looking.around(change) : []),
        ]);
      case 'delete':
        return [...on('whole', looking.proving(change)), ...on('some', looking.own(change))];
    }
  });
  return [...rests, ...lastAdmins(changes, live.items, after, looking)];
}

/** Finds the lists that were read. */
class Looking {
  private readonly lists: readonly List[];
  private readonly byKey: ReadonlyMap<string, List>;
  private readonly found: ReadonlyMap<string, LiveItem>;

  constructor({ lists, items }: Live) {
    this.lists = lists;
    this.byKey = new Map(lists.map((list) => [listKey(list), list]));
    this.found = new Map(items.map((item) => [item.address, item]));
  }

  /** The lists that contain the item, or would contain it. */
  own(change: Change): readonly List[] {
    const item = this.found.get(change.address);
    return listingsOf(kindOf(change.kind))
      .filter((listing) => item === undefined || rowsIn(listing, item).length > 0)
      .flatMap(({ list, isWhole }) => this.list(list, isWhole ? undefined : this.parent(change)));
  }

  /** The lists of grants in a resource. */
  holding(place: LiveItem | undefined): readonly List[] {
    return kinds
      .filter(({ parent, access }) => access?.is === 'grant' && parent === place?.kind)
      .flatMap(listingsOf)
      .flatMap(({ list, isWhole }) => this.list(list, isWhole ? undefined : place));
  }

  /** The lists that would show whether a change takes anything from a protected person. */
  around(change: Change): readonly List[] {
    const { keyedBy, provedBy } = kindOf(change.kind);
    if (change.effect !== 'reduces' || keyedBy === 'person') return [];
    const places = chainOf(change).flatMap((ref) => this.found.get(refAddress(ref)) ?? []);
    return [
      ...(provedBy ?? []).flatMap((list) => this.list(list, undefined)),
      ...places.flatMap((place) => this.holding(place)),
    ];
  }

  /** The lists that would show whether removing an item also removes others, or whether others still need it. */
  proving(change: Change): readonly List[] {
    const { provedBy = [], access } = kindOf(change.kind);
    const proofs = provedBy.flatMap((list) => this.list(list, undefined));
    if (access?.is !== 'place') return proofs;
    const inside = new Set(
      [...this.found.values()]
        .filter((item) => chainOf(item).some((above) => refAddress(above) === change.address))
        .map(({ id }) => id),
    );
    const whole = new Set(
      kinds
        .filter((kind) => isBelow(kind, change))
        .flatMap(listingsOf)
        .flatMap(({ list, isWhole }) => (isWhole ? [list] : [])),
    );
    return [
      ...proofs,
      ...this.lists.filter(({ kind, place }) =>
        place === undefined ? whole.has(kind) : inside.has(place),
      ),
    ];
  }

  private parent(ref: Ref): LiveItem | undefined {
    const parent = parentOf(ref);
    return parent && this.found.get(refAddress(parent));
  }

  private list(kind: ListKind, place: LiveItem | undefined): readonly List[] {
    const found = this.byKey.get(listKey({ kind, ...(place && { place: place.id }) }));
    return found === undefined ? [] : [found];
  }
}

const isBelow = ({ parent }: Kind, above: Ref): boolean =>
  parent !== undefined && (parent === above.kind || isBelow(kindOf(parent), above));

/** A change that removes the last admin of a resource depends on the lists that would show another one. */
function lastAdmins(
  changes: readonly Change[],
  items: readonly LiveItem[],
  after: readonly LiveItem[],
  looking: Looking,
): readonly Rest[] {
  const left = new Set(after.filter(isAdmin).map(parentAddress));
  const standing = new Map(after.map((item) => [item.address, item]));
  const lost = items.filter((item) => {
    const place = parentAddress(item);
    return isAdmin(item) && !left.has(place) && (place === '' || standing.has(place));
  });
  return lost.flatMap((item) => {
    const causes = changes.filter(
      ({ address, effect, cascade }) =>
        effect !== 'grants' && (address === item.address || cascade.includes(item.address)),
    );
    const lists = looking.holding(standing.get(parentAddress(item)));
    return causes.flatMap(({ address: change }) =>
      lists.map((list): Rest => ({ change, list, standard: 'whole' })),
    );
  });
}
