import { groupPairs } from '../group.ts';
import { kindOf, nameOf, personRef, refAddress, whereText } from '../kinds/index.ts';
import type { Change, KeptRemoval, LiveItem, Manual, Tombstone } from '../model.ts';
import { byText } from '../names.ts';
import type { Stranger } from './absent.ts';
import { collecting } from './diffResult.ts';
import type { DiffResult, UntouchedItem } from './diffResult.ts';
import { refOf } from '../kinds/refOf.ts';
import { selectedBy } from '../kinds/select.ts';
import { moveOf } from './moves.ts';
import { shielded } from './shield.ts';
import { goingAlong } from './state.ts';
import type { State } from './state.ts';
import { emailIn } from '../key.ts';

/** The results for listed items that matter for unlisted ones. */
interface Listed extends Pick<DiffResult, 'changes' | 'observed'> {
  /** Addresses of items that may be listed in the file under another name. */
  readonly twins: ReadonlySet<string>;
  /** Unknown names in the file: unlisted items beside them stay. */
  readonly strangers: readonly Stranger[];
}

/**
 * Compares every live item that the file does not list. Nearly all of them stay untouched; the others need a reason.
 * @param listed the results for listed items
 * @returns also `waiting`: addresses of listed items that cannot be created because of an unlisted one
 */
export function diffUnlisted(
  state: State,
  { twins, strangers, changes, observed }: Listed,
): DiffResult & { readonly kept: readonly KeptRemoval[]; readonly waiting: ReadonlySet<string> } {
  const { desired, live, wanted } = state;
  const findings = collecting();
  const all: RemovalCandidate[] = [];
  const tombstones = new Map(desired.removed.map((each) => [refAddress(each), each]));

  for (const item of live.items) {
    if (wanted.has(item.address)) continue;
    const kind = kindOf(item.kind);
    const collection = state.collection(item);
    const tombstone = tombstones.get(item.address);
    if (kind.manage === undefined) {
      // People, organizations, spaces and projects are removed only by name.
      if (tombstone && item.status !== 'blocked') all.push({ item, tombstone });
      else findings.left.push({ ref: item, reason: item.builtIn ? 'built-in' : 'not-managed' });
    } else if (collection === undefined && tombstone === undefined) {
      findings.left.push({ ref: item, reason: item.builtIn ? 'built-in' : 'not-managed' });
    } else if (item.builtIn) {
      findings.left.push({ ref: item, reason: 'built-in' });
    } else if (item.service) {
      findings.left.push({ ref: item, reason: 'service' });
    } else if (selectedBy(desired.ignore, item)) {
      findings.left.push({ ref: item, reason: 'ignored' });
    } else if (collection?.mode === 'observe') {
      findings.observed.push(removal(item, state, tombstone, []));
    } else if (
      collection?.mode === 'additive' &&
      tombstone === undefined &&
      !state.expired.has(item.address)
    ) {
      findings.left.push({ ref: item, reason: 'additive' });
    } else {
      all.push({ item, tombstone });
    }
  }
  findings.left.push(...maskedIn(state));

  const isMerelyUnlisted = ({ item, tombstone }: RemovalCandidate): boolean =>
    tombstone === undefined && !state.expired.has(item.address);
  const merely = all.filter(isMerelyUnlisted).map(({ item }) => item);
  const stays = shielded(merely, strangers, state);
  const said = { changes: byAddress(changes), observed: byAddress(observed), tombstones };
  const moves = new Map(
    all.flatMap(({ item }) => {
      const move = stays.has(item) ? undefined : moveOf(item, state, said);
      return move === undefined ? [] : [[item, move] as const];
    }),
  );
  const going = all.filter(({ item }) => !stays.has(item) && !moves.has(item));

  // A refused removal has no cascade either, so refusals come first.
  const refused = refusals(going, twins, state);
  findings.manual.push(...refused.values());
  const causes = going.filter(({ item }) => !refused.has(item));
  const along = goingAlong(
    causes.map(({ item }) => item),
    live.items,
  );
  const waiting = new Set<string>();
  for (const [item, move] of moves) {
    // If a larger removal covers the item, nothing is left to move.
    if (along.has(item)) continue;
    if (move.is === 'change') findings.changes.push(move.change);
    else {
      findings.manual.push(move.manual);
      waiting.add(move.other);
    }
  }
  const rootOf = (address: string): string => {
    const item = state.found.get(address);
    const above = item && along.get(item);
    return above === undefined ? address : rootOf(above);
  };
  const taken = groupPairs(
    [...along].map(([item, cause]) => [rootOf(cause), item.address] as const),
  );
  for (const { item, tombstone } of causes) {
    // An item that is part of a cascade needs no request of its own.
    if (along.has(item)) continue;
    findings.changes.push(removal(item, state, tombstone, taken.get(item.address) ?? []));
  }
  const kept = [...stays]
    // An item that is part of a cascade is not kept.
    .filter(([item]) => !along.has(item))
    .map(([item, because]) => ({ removal: removal(item, state, undefined, []), because }))
    .toSorted((a, b) => byText(a.removal.address, b.removal.address));
  return { ...findings, kept, waiting };
}

const byAddress = (changes: readonly Change[]): ReadonlyMap<string, Change> =>
  new Map(changes.map((change) => [change.address, change]));

/** Memberships that an admin right may hide in maps that would not keep them. Whether they exist is unknown. */
function maskedIn({ live, wanted, found, desired, ...state }: State): readonly UntouchedItem[] {
  return [...live.hidden.keys()].flatMap((address): readonly UntouchedItem[] => {
    const ref = refOf(address);
    if (ref === undefined || wanted.has(address) || found.has(address)) return [];
    const { mode } = state.collection(ref) ?? {};
    const person = found.get(refAddress(personRef(emailIn(ref.key))));
    const isPerson = person !== undefined && person.service !== true;
    const counts = mode !== undefined && mode !== 'additive' && isPerson;
    return counts && !selectedBy(desired.ignore, ref) ? [{ ref, reason: 'hidden' }] : [];
  });
}

interface RemovalCandidate {
  readonly item: LiveItem;
  readonly tombstone: Tombstone | undefined;
}

/** A tombstone of a grant covers only that grant, while a tombstone of a resource covers everything inside it. */
const isExact = ({ item, tombstone }: RemovalCandidate): boolean =>
  tombstone !== undefined && kindOf(item.kind).manage !== undefined;

/** The harmful removals: they would also remove items that the file keeps, or cut off a service identity. */
function refusals(
  going: readonly RemovalCandidate[],
  twins: ReadonlySet<string>,
  state: State,
): ReadonlyMap<LiveItem, Manual> {
  const refused = new Map<LiveItem, Manual>();
  const refuse = ({ item, tombstone }: RemovalCandidate, message: string): void => {
    const { address, kind } = item;
    const source = tombstone?.source ?? state.collection(item)?.source;
    const manual = { address, kind, cause: 'unsafe', message } as const;
    refused.set(item, source === undefined ? manual : { ...manual, source });
  };
  for (const each of going) {
    if (each.item.service) {
      refuse(each, 'This is a service identity. Revoke its key instead.');
    } else if (twins.has(each.item.address)) {
      refuse(
        each,
        'The file may list it under another name, so it stays until the file says which.',
      );
    }
  }
  // Removing a person may remove all their grants, but removing a resource must not remove ignored items inside it.
  const places = going.filter(
    ({ item }) => !refused.has(item) && kindOf(item.kind).keyedBy === 'name',
  );
  const left = state.live.items.filter((item) => selectedBy(state.desired.ignore, item));
  const causes = goingAlong(
    places.map(({ item }) => item),
    left,
  );
  // If there are several, keep the first, which is the outermost.
  const ignored = new Map([...causes].toReversed().map(([item, cause]) => [cause, item]));
  for (const each of places) {
    const item = ignored.get(each.item.address);
    if (item === undefined) continue;
    const what = `${nameOf(item)}${whereText(item)}`;
    refuse(
      each,
      `Arize would also remove ${what}, which the file ignores. Remove it from \`ignore\`, or keep this item.`,
    );
  }
  // Items that this run creates would be part of a cascade like existing ones.
  const made = state.desired.items.filter(({ address }) => !state.found.has(address));
  const standing = [...state.live.items, ...made.map((item): LiveItem => ({ ...item, id: '' }))];
  for (;;) {
    const rest = going.filter(({ item }) => !refused.has(item));
    const along = goingAlong(
      rest.map(({ item }) => item),
      standing,
    );
    const kept = new Map<string, LiveItem>();
    const exact = new Set(rest.filter(isExact).map(({ item }) => item.address));
    const goes = new Set(rest.map(({ item }) => item.address));
    for (const [item, cause] of along) {
      const isMore = exact.has(cause) && !goes.has(item.address);
      if (state.wanted.has(item.address) || isMore) kept.set(cause, item);
    }
    if (kept.size === 0) return refused;
    for (const each of rest) {
      const item = kept.get(each.item.address);
      if (item === undefined) continue;
      const what = `${nameOf(item)}${whereText(item)}`;
      refuse(
        each,
        state.wanted.has(item.address)
          ? `Arize would also remove ${what}, which the file keeps. Remove both from the file, or keep both.`
          : `Arize would also remove ${what}, which \`removed\` does not name. Name both, or keep both.`,
      );
    }
  }
}

function removal(
  item: LiveItem,
  state: State,
  tombstone: Tombstone | undefined,
  consequences: readonly string[],
): Change {
  const { address, kind, key, id, fields } = item;
  const expired = state.expired.get(address);
  const source = tombstone?.source ?? expired?.source ?? state.collection(item)?.source;
  return {
    action: 'delete',
    address,
    kind,
    key,
    id,
    before: fields,
    effect: 'destroys',
    requires: [],
    cascade: consequences.toSorted(byText),
    reason: tombstone
      ? (tombstone.reason ?? 'listed under removed')
      : reasonOf(item, expired?.until),
    ...(source && { source }),
  };
}

const reasonOf = (item: LiveItem, until: string | undefined): string =>
  until !== undefined
    ? `expired: the last day was ${until}`
    : kindOf(item.kind).keyedBy === 'parent'
      ? 'the file says so'
      : `not listed under \`${kindOf(item.kind).at.at(-2) ?? ''}\``;
