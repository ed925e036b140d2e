import type { AccessDelta } from '../delta.ts';
import { kinds, kindOf, nameOf, refAddress } from '../kinds/index.ts';
import { selectedBy, selects } from '../kinds/select.ts';
import type { Change, Desired, Live, LiveItem, Notice, Ref, Selector } from '../model.ts';
import { byText } from '../names.ts';
import { emailIn, ownName } from '../key.ts';

/**
 * A notice for each change that reaches into a resource the file ignores, through a cascade or through the access that
 * people lose there. For a blocked person, it also names the ignored resources that were not read.
 * @param changes all changes of the plan, as if consent was given
 * @param access their effect on people's access
 */
export function reachesIgnored(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  access: AccessDelta,
): readonly Notice[] {
  const entries = desired.ignore.filter(isPlace);
  if (entries.length === 0) return [];
  const reached = reachedBy(entries, live, access, changes);
  const unseen = entries.filter((entry) => !isSeen(entry, live));
  const worksIn = placesOf(live);
  return changes.flatMap((change): readonly Notice[] => {
    const found = reached.get(change.address);
    const places = change.effect === 'destroys' ? (worksIn.get(change.address) ?? []) : [];
    const ignored = new Set(places.flatMap((ref) => selectedBy(entries, ref) ?? []));
    return [
      ...(ignored.size === 0 ? [] : [notice(change, revokedText(change, [...ignored]))]),
      ...(found === undefined ? [] : [notice(change, sentenceOf(change, found))]),
      ...(isBlocking(change) && unseen.length > 0
        ? [notice(change, unseenText(change, unseen))]
        : []),
    ];
  });
}

/** Where each live item works that is in more than one resource, by its address. */
const placesOf = ({ items }: Live): ReadonlyMap<string, readonly Ref[]> =>
  new Map(
    items.flatMap(({ address, kind, fields }) => {
      const refs = kindOf(kind).worksIn?.(fields) ?? [];
      return refs.length === 0 ? [] : [[address, refs] as const];
    }),
  );

const revokedText = ({ kind, key }: Change, entries: readonly Selector[]): string =>
  `${nameOf({ kind, key })} also stops working in ${listed(entries.map(nameOf))}, which the file ignores.`;

const isPlace = ({ kind }: Ref): boolean => kindOf(kind).access?.is === 'place';

/** Whether a change removes everything that a person holds, anywhere. */
const isBlocking = ({ action, kind }: Change): boolean =>
  action === 'delete' && kindOf(kind).keyedBy === 'person' && kindOf(kind).parent === undefined;

/** The ignored resources that a change reaches, each with the people who lose access there. */
type Reached = ReadonlyMap<
  string,
  { readonly entry: Selector; readonly people: ReadonlySet<string> }
>;

function reachedBy(
  entries: readonly Selector[],
  { items }: Live,
  access: AccessDelta,
  changes: readonly Change[],
): ReadonlyMap<string, Reached> {
  const byAddress = new Map(items.map((item) => [item.address, item]));
  const byCause = new Map(changes.map((change) => [change.address, change]));
  const reached = new Map<string, Map<string, { entry: Selector; people: Set<string> }>>();
  const add = (cause: string, ref: Ref, person: string): void => {
    const entry = selectedBy(entries, ref);
    if (entry === undefined) return;
    const own = reached.get(cause) ?? new Map<string, { entry: Selector; people: Set<string> }>();
    reached.set(cause, own);
    const there = own.get(refAddress(entry)) ?? { entry, people: new Set<string>() };
    own.set(refAddress(entry), there);
    there.people.add(person);
  };
  for (const { address, cascade } of changes) {
    for (const along of cascade) {
      const item = byAddress.get(along);
      if (item !== undefined) add(address, item, ownName(item.key));
    }
  }
  for (const { place, effect, person, causes } of access.changes) {
    if (place === undefined || (effect !== 'loses' && effect !== 'changes')) continue;
    for (const cause of causes) add(cause, place, person);
  }
  // Even for a resource that was not read, the holders of its roles are known.
  const places = new Map(items.filter(isPlace).map((item) => [item.id, item]));
  for (const { resource, person, cause } of access.beyond) {
    const place = places.get(resource);
    if (place !== undefined && byCause.get(cause)?.effect !== 'grants') add(cause, place, person);
  }
  return reached;
}

function sentenceOf({ kind, key }: Change, reached: Reached): string {
  const all = [...reached.values()];
  const places = all.map(({ entry }) => nameOf(entry)).toSorted(byText);
  const ignored = `${listed(places)}, which the file ignores`;
  const holder = kindOf(kind).keyedBy === 'person' ? emailIn(key) : undefined;
  if (holder !== undefined) return `${holder} also loses access in ${ignored}.`;
  const count = new Set(all.flatMap(({ people }) => [...people])).size;
  const people = count === 1 ? '1 person' : `${count} people`;
  if (kindOf(kind).access?.is === 'role') {
    return `${nameOf({ kind, key })}: ${people} also ${count === 1 ? 'loses' : 'lose'} permissions in ${ignored}.`;
  }
  return `${nameOf({ kind, key })}: ${people} also ${count === 1 ? 'loses' : 'lose'} access in ${ignored}.`;
}

const unseenText = ({ key }: Change, entries: readonly Selector[]): string =>
  `${emailIn(key)} also loses any access they hold in ${listed(entries.map(nameOf))}, which the file ignores; not all of that was read.`;

const mostNamed = 3;

const listed = (names: readonly string[]): string => {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
};

const notice = ({ address, source }: Change, message: string): Notice => ({
  code: 'reaches-ignored',
  message,
  address,
  ...(source && { source }),
});

/** Whether everything that people hold in the resources of an entry was read. */
function isSeen(entry: Selector, { items, coverage }: Live): boolean {
  const read = new Set(
    coverage.filter(({ complete }) => complete).map(({ kind, scope }) => `${kind} ${scope}`),
  );
  const places = items.filter((item) => isPlace(item) && selects(entry, item));
  const isWhole = ({ kind, address }: LiveItem): boolean =>
    kinds
      .filter(
        ({ parent, access }) =>
          parent === kind && (access?.is === 'grant' || access?.is === 'place'),
      )
      .every(({ name }) => read.has(`${name} ${address}`));
  return places.length > 0 && places.every(isWhole);
}
