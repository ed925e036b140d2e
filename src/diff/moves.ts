import equal from 'fast-deep-equal';
import { kindOf, refAddress } from '../kinds/index.ts';
import type { Change, DesiredItem, KindName, LiveItem, Tombstone, Value } from '../model.ts';
import { effectOfUpdate, judgingOf } from './judging.ts';
import type { State } from './state.ts';

/** What of a file decides whether the other half stays. */
interface Said {
  /** What becomes of that which the file lists, by address. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Entries under `removed`, by address. */
  readonly tombstones: ReadonlyMap<string, Tombstone>;
}

/**
 * One change for what a file says in two places: `members` no longer lists a person's built-in role, and `bindings` keeps
 * or gives them a role. Arize removes both halves together, so one step sets the one and sees to the end of the other.
 * @param item live, not listed, and to go
 * @returns undefined where the other half does not stay: then it is a removal
 */
export function moveOf(
  item: LiveItem,
  state: State,
  said: Said,
): (Change & { readonly action: 'update' }) | undefined {
  const kind = kindOf(item.kind);
  const other = kind.otherHalf?.(item.key);
  if (other === undefined) return undefined;
  const address = refAddress(other);
  const role = roleAfter(item.address, address, state, said);
  if (role === undefined) return undefined;
  const wanted = state.wanted.get(address);
  const cause = said.tombstones.get(item.address) ?? state.expired.get(item.address);
  const source = wanted?.source ?? cause?.source ?? state.collection(item)?.source;
  const { address: from, key, id, fields: before } = item;
  const after = { role };
  const beside = state.found.get(address)?.fields['role'];
  const besides = typeof beside === 'object' && 'custom' in beside ? beside : undefined;
  return {
    action: 'update',
    address: from,
    kind: kind.name,
    key,
    id,
    before,
    after,
    becomes: { ...other, address },
    effect: effectOfUpdate(kind, before, after, besides, judgingOf(state)),
    reason: [
      whyOf(kind.name, other.kind, cause),
      ...(wanted?.team === undefined ? [] : [`by team ${wanted.team}`]),
      ...(wanted?.until === undefined ? [] : [`until ${wanted.until}`]),
    ].join(', '),
    needs: [...kind.needs(key, after), ...(kind.after?.(key) ?? [])].map(refAddress),
    consequences: [],
    ...(source && { source }),
  };
}

/** The role that the other half has when the run is done; undefined when it goes too, or has to wait. */
function roleAfter(
  own: string,
  address: string,
  state: State,
  { changes, tombstones }: Said,
): Value | undefined {
  const change = changes.get(address);
  if (change !== undefined) return change.action === 'delete' ? undefined : change.after['role'];
  const there = state.found.get(address);
  if (there === undefined) return undefined;
  const { role } = there.fields;
  const mode = state.collection(there)?.mode;
  if (mode === 'observe') return role;
  const wanted = state.wanted.get(address);
  if (wanted !== undefined) return equal(wanted.fields['role'], role) ? role : undefined;
  if (tombstones.has(address) || state.expired.has(address)) return undefined;
  // An entry under `removed` means what is at its address, and nothing that would go along.
  return mode === 'additive' || (mode === undefined && tombstones.has(own)) ? role : undefined;
}

const mapOf = (kind: KindName): string => `\`${kindOf(kind).at.at(-2) ?? ''}\``;

function whyOf(from: KindName, to: KindName, cause: Tombstone | DesiredItem | undefined): string {
  if (cause === undefined) return `not listed under ${mapOf(from)}, has a role under ${mapOf(to)}`;
  if ('fields' in cause) return `expired under ${mapOf(from)}: the last day was ${cause.until}`;
  return cause.reason ?? 'listed under removed';
}
