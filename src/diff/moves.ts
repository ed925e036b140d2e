import equal from 'fast-deep-equal';
import { kindOf, refAddress, requiredBy } from '../kinds/index.ts';
import type {
  Change,
  DesiredItem,
  KindName,
  LiveItem,
  Manual,
  Ref,
  Tombstone,
  Value,
} from '../model.ts';
import { unappliableRole } from './annotators.ts';
import { effectOfUpdate, effectContextOf } from './effectContext.ts';
import type { State } from './state.ts';
import { emailIn } from '../key.ts';

/** The parts of a comparison that decide whether the other half stays. */
interface Said {
  /** The changes to items that the file lists, by address. */
  readonly changes: ReadonlyMap<string, Change>;
  /** The differences in items that the file only observes, by address. */
  readonly observed: ReadonlyMap<string, Change>;
  /** Entries under `removed`, by address. */
  readonly tombstones: ReadonlyMap<string, Tombstone>;
}

/** What happens to one half of a person's access in a space while the file keeps the other half. */
export type Move =
  | { readonly is: 'change'; readonly change: Change & { readonly action: 'update' } }
  /** Both halves stay as they are; `other` is the address of the other one. */
  | { readonly is: 'refused'; readonly manual: Manual; readonly other: string };

/**
 * One change for two entries: `members` no longer lists a person's built-in role, and `bindings` keeps or grants a role.
 * Arize removes both halves together, so a single step sets the new role and makes sure that the old one is gone.
 * @param item a live item that is not listed and would be removed
 * @returns undefined if the other half does not stay, so that this is a plain removal
 */
export function moveOf(item: LiveItem, state: State, said: Said): Move | undefined {
  const kind = kindOf(item.kind);
  const other = kind.otherHalf?.(item.key);
  if (other === undefined) return undefined;
  const address = refAddress(other);
  const wanted = state.wanted.get(address);
  const absence = said.tombstones.get(item.address) ?? state.expired.get(item.address);
  const source = wanted?.source ?? absence?.source ?? state.collection(item)?.source;
  const refused = (cause: Manual['cause'], message: string): Move => ({
    is: 'refused',
    manual: { address: item.address, kind: item.kind, cause, message, ...(source && { source }) },
    other: address,
  });
  if (absence === undefined && said.observed.get(address)?.action === 'create') {
    return refused('unsafe', unbound(item, other));
  }
  const role = roleAfter(item.address, address, state, said);
  if (role === undefined) return undefined;
  const { address: from, key, id, fields: before } = item;
  const after = { role };
  const clash = unappliableRole(item, after, state);
  if (clash !== undefined) {
    return clash.waits
      ? refused('next-run', `Waits for their role in the account: ${clash.message}.`)
      : refused(
          'unsafe',
          `${clash.message}, and no role can replace it. Keep annotator under ${mapOf(item.kind)} and no role under ${mapOf(other.kind)}, or change their role in the account first.`,
        );
  }
  const beside = state.found.get(address)?.fields['role'];
  const besides = typeof beside === 'object' && 'custom' in beside ? beside : undefined;
  return {
    is: 'change',
    change: {
      action: 'update',
      address: from,
      kind: kind.name,
      key,
      id,
      before,
      after,
      becomes: { ...other, address },
      effect: effectOfUpdate(kind, before, after, besides, effectContextOf(state)),
      reason: [
        whyOf(kind.name, other.kind, absence),
        ...(wanted?.team === undefined ? [] : [`by team ${wanted.team}`]),
        ...(wanted?.until === undefined ? [] : [`until ${wanted.until}`]),
      ].join(', '),
      requires: requiredBy({ kind: kind.name, key }, after).map(refAddress),
      cascade: [],
      ...(source && { source }),
    },
  };
}

/** Why a person keeps what they have: the file grants them a role that no run binds. */
const unbound = ({ kind, key }: Ref, other: Ref): string =>
  `The file lists a role for ${emailIn(key)} under ${mapOf(other.kind)}, which it only observes, and Arize does not have that role. Removing them from ${mapOf(kind)} would leave them without it. Bind the role in Arize first, or manage ${mapOf(other.kind)}.`;

/** The role that the other half has after the run; undefined if it is removed too, or has to wait. */
function roleAfter(
  own: string,
  address: string,
  state: State,
  { changes, tombstones }: Omit<Said, 'observed'>,
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
  // An entry under `removed` means exactly the item at its address, without its cascade.
  return mode === 'additive' || (mode === undefined && tombstones.has(own)) ? role : undefined;
}

const mapOf = (kind: KindName): string => `\`${kindOf(kind).at.at(-2) ?? ''}\``;

function whyOf(from: KindName, to: KindName, cause: Tombstone | DesiredItem | undefined): string {
  if (cause === undefined) return `not listed under ${mapOf(from)}, has a role under ${mapOf(to)}`;
  if ('fields' in cause) return `expired under ${mapOf(from)}: the last day was ${cause.until}`;
  return cause.reason ?? 'listed under removed';
}
