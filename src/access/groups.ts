import type {
  AccessChange,
  AccessDelta,
  UnreadHolder,
  Level,
  LosingAll,
  PlanAccess,
} from '../delta.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type { Change, Ref } from '../model.ts';
import { canCause } from './door.ts';
import { byText } from '../names.ts';

/** People with the same access change in the same place. */
export interface DeltaRow extends Pick<
  AccessChange,
  'place' | 'effect' | 'before' | 'after' | 'gained' | 'lost' | 'via'
> {
  readonly people: readonly string[];
  /** Service identities behind keys. */
  readonly services: readonly string[];
  /** Places below with the same change. */
  readonly below: readonly Ref[];
}

/** Access changes with one cause: one change, or several that differ only in the person. */
export interface DeltaGroup {
  readonly cause: Change;
  readonly changes: readonly Change[];
  /** Everyone affected, including service identities. */
  readonly people: number;
  readonly rows: readonly DeltaRow[];
  /** People who have an edited role in places that were not read. */
  readonly beyond: readonly UnreadHolder[];
}

export interface NewAdmin {
  readonly person: string;
  readonly place?: Ref;
  readonly cause?: Change;
}

/** A delta by cause, sorted by the number of affected people; with equal numbers, losses come first. */
export interface GroupedDelta {
  readonly groups: readonly DeltaGroup[];
  readonly newAdmins: readonly NewAdmin[];
  /** How many people gain and lose access; a person may do both. */
  readonly gaining: number;
  readonly losing: number;
  /** The same for service identities. */
  readonly services: { readonly gaining: number; readonly losing: number };
  readonly losingAll: readonly LosingAll[];
  readonly unread: readonly string[];
}

/**
 * Groups a delta by cause.
 * @param changes the changes of the plan, in its order
 */
export function groupDelta(delta: AccessDelta, changes: readonly Change[]): GroupedDelta {
  const places = new Map(changes.map(({ address }, index) => [address, index]));
  const causesOf: CausesOf = (addresses, effect) => {
    const all = addresses
      .map((address) => places.get(address) ?? -1)
      .toSorted((a, b) => a - b)
      .flatMap((index) => changes[index] ?? []);
    const fitting = all.filter(
      (cause) => (cause.effect === 'grants') === (effect === 'gains') && canCause(cause, effect),
    );
    // One of several grants to the same person is enough.
    const own = fitting.filter(isOfPerson);
    const others = fitting.filter((cause) => !isOfPerson(cause));
    return fitting.length > 0 ? [...others, ...own.slice(0, 1)] : all.slice(0, 1);
  };
  const groups = new Map<
    string,
    { changes: Set<Change>; entries: AccessChange[]; beyond: UnreadHolder[] }
  >();
  const groupOf = (cause: Change) => {
    const key = sortOf(cause);
    const group = groups.get(key) ?? { changes: new Set(), entries: [], beyond: [] };
    groups.set(key, group);
    group.changes.add(cause);
    return group;
  };
  for (const entry of delta.changes) {
    // A person affected by two changes at once counts for both.
    const own = new Set(causesOf(entry.causes, entry.effect).map(groupOf));
    for (const { entries } of own) entries.push(entry);
  }
  for (const each of delta.beyond) {
    for (const cause of causesOf([each.cause], 'unsure')) groupOf(cause).beyond.push(each);
  }
  const grouped = [...groups.values()].flatMap((group): readonly DeltaGroup[] => {
    const [cause] = group.changes;
    if (cause === undefined) return [];
    const people = new Set([...group.entries, ...group.beyond].map(({ person }) => person));
    return [
      {
        cause,
        changes: [...group.changes],
        people: people.size,
        rows: rowsOf(group.entries),
        beyond: group.beyond,
      },
    ];
  });
  const order = ({ cause }: DeltaGroup): number => places.get(cause.address) ?? 0;
  return {
    groups: grouped.toSorted(
      (a, b) => b.people - a.people || takes(a) - takes(b) || order(a) - order(b),
    ),
    newAdmins: newAdmins(delta, causesOf),
    gaining: whoIn(delta, 'gaining').size,
    losing: whoIn(delta, 'losing').size,
    services: {
      gaining: whoIn(delta, 'gaining', true).size,
      losing: whoIn(delta, 'losing', true).size,
    },
    losingAll: delta.losingAll,
    unread: delta.unread,
  };
}

const takes = ({ rows }: DeltaGroup): number => (rows.some(isLoss) ? 0 : 1);

const isLoss = ({ effect }: DeltaRow): boolean => effect === 'loses' || effect === 'changes';

/** What consent adds: changes that are only in the delta with consent. */
export function beyondRun({ asRun, withConsent }: PlanAccess): AccessDelta {
  if (asRun === withConsent) return { changes: [], losingAll: [], beyond: [], unread: [] };
  const known = new Set(asRun.changes.map(factKey));
  const lost = new Set(asRun.losingAll.map(({ person }) => person));
  const uses = new Set(asRun.beyond.map((use) => JSON.stringify(use)));
  const unread = new Set(asRun.unread);
  return {
    changes: withConsent.changes.filter((change) => !known.has(factKey(change))),
    losingAll: withConsent.losingAll.filter(({ person }) => !lost.has(person)),
    beyond: withConsent.beyond.filter((use) => !uses.has(JSON.stringify(use))),
    unread: withConsent.unread.filter((address) => !unread.has(address)),
  };
}

const factKey = ({ person, place, effect, before, after, gained, lost }: AccessChange): string =>
  JSON.stringify([person, addressOfPlace(place), effect, before, after, gained, lost]);

const addressOfPlace = (place: Ref | undefined): string =>
  place === undefined ? '' : refAddress(place);

/** The changes behind an entry, in the order of the plan: those with the same direction, if there are any. */
type CausesOf = (addresses: readonly string[], effect: AccessChange['effect']) => readonly Change[];

/** Changes to people are one cause if they do the same to the same collection for the same reason. */
const sortOf = (change: Change): string =>
  isOfPerson(change) && kindOf(change.kind).parent !== undefined
    ? JSON.stringify([change.kind, change.action, change.key.slice(0, -1), change.reason])
    : change.address;

const isOfPerson = ({ kind }: Change): boolean => kindOf(kind).keyedBy === 'person';

const newAdmins = ({ changes }: AccessDelta, causesOf: CausesOf): readonly NewAdmin[] =>
  changes
    .filter(({ via, before, after }) => {
      return via.how === 'own' && after.includes('admin') && !before.includes('admin');
    })
    .map(({ person, place, causes, effect }) => {
      const [cause] = causesOf(causes, effect);
      return { person, ...(place && { place }), ...(cause && { cause }) };
    });

const effectsOf = {
  gaining: ['gains', 'changes'],
  losing: ['loses', 'changes'],
} as const satisfies Record<string, readonly AccessChange['effect'][]>;

/**
 * The people who gain or lose access somewhere; with `services`, the service identities.
 * A person may do both.
 */
export function whoIn(
  { changes }: Pick<AccessDelta, 'changes'>,
  does: keyof typeof effectsOf,
  services = false,
): ReadonlySet<string> {
  const effects: readonly AccessChange['effect'][] = effectsOf[does];
  return new Set(
    changes
      .filter(({ effect, service }) => effects.includes(effect) && (service === true) === services)
      .map(({ person }) => person),
  );
}

/** An entry with the places below that have the same change. */
interface Folded {
  readonly entry: AccessChange;
  readonly below: Ref[];
}

/** What the people of a row have in common; the team of each of them does not matter. */
function sharedOf({ person: _person, service: _service, causes: _causes, ...entry }: AccessChange) {
  const { team: _team, ...via } = entry.via;
  return { ...entry, via };
}

/** Merges equal entries: first the places of each person, then the people. */
function rowsOf(entries: readonly AccessChange[]): readonly DeltaRow[] {
  const byPerson = new Map<string, Folded[]>();
  for (const entry of entries) {
    const own = byPerson.get(entry.person) ?? [];
    byPerson.set(entry.person, own);
    const outer = own.find((other) => covers(other.entry, entry));
    if (outer === undefined || entry.place === undefined) own.push({ entry, below: [] });
    else outer.below.push(entry.place);
  }
  const rows = new Map<string, { folded: Folded; people: string[]; services: string[] }>();
  for (const folded of [...byPerson.values()].flat()) {
    const { service } = folded.entry;
    const key = JSON.stringify([sharedOf(folded.entry), folded.below.map(refAddress)]);
    const row = rows.get(key) ?? { folded, people: [], services: [] };
    rows.set(key, row);
    (service === true ? row.services : row.people).push(folded.entry.person);
  }
  return [...rows.values()]
    .map(({ folded: { entry, below }, people, services }): DeltaRow => ({
      ...sharedOf(entry),
      people,
      services,
      below,
    }))
    .toSorted(
      (a, b) =>
        b.people.length - a.people.length ||
        byText(addressOfPlace(a.place), addressOfPlace(b.place)),
    );
}

const same = (a: readonly Level[], b: readonly Level[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Whether a change in a place follows from one in a parent, so that it need not be shown. */
function covers(outer: AccessChange, inner: AccessChange): boolean {
  if (inner.place === undefined || outer.effect !== inner.effect) return false;
  const { place } = outer;
  const isInside =
    place === undefined ||
    chainOf(inner.place)
      .slice(1)
      .some((above) => refAddress(above) === refAddress(place));
  if (!isInside) return false;
  const losesAll = outer.after.length === 0 && inner.after.length === 0;
  return losesAll || (same(outer.before, inner.before) && same(outer.after, inner.after));
}
