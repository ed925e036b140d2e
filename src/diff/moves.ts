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

/** What of a file decides whether the other half stays. */
interface Said {
  /** What becomes of that which the file lists, by address. */
  readonly changes: ReadonlyMap<string, Change>;
  /** What would become of that which the file only observes, by address. */
  readonly observed: ReadonlyMap<string, Change>;
  /** Entries under `removed`, by address. */
  readonly tombstones: ReadonlyMap<string, Tombstone>;
}

/** What becomes of one half of a person's place while the file keeps the other half. */
export type Move =
  | { readonly is: 'change'; readonly change: Change & { readonly action: 'update' } }
  /** The half stays as it is, and so does the other one, whose address is given. */
  | { readonly is: 'refused'; readonly manual: Manual; readonly other: string };

/**
 * One change for what a file says in two places: `members` no longer lists a person's built-in role, and `bindings` keeps
 * or gives them a role. Arize removes both halves together, so one step sets the one and sees to the end of the other.
 * @param item live, not listed, and to go
 * @returns undefined where the other half does not stay: then it is a removal
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
          `${clash.message}, and no role in its place. Keep annotator under ${mapOf(item.kind)} and no role under ${mapOf(other.kind)}, or change their role in the account first.`,
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

/** Why what a person has stays while the file gives them a role that no run binds. */
const unbound = ({ kind, key }: Ref, other: Ref): string =>
  `${emailIn(key)} has a role under ${mapOf(other.kind)}, which the file only observes, and Arize has not: removing them from ${mapOf(kind)} would leave them without it. Bind the role in Arize first, or manage ${mapOf(other.kind)}.`;

/** The role that the other half has when the run is done; undefined when it goes too, or has to wait. */
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
  // An entry under `removed` means what is at its address, and nothing that would go along.
  return mode === 'additive' || (mode === undefined && tombstones.has(own)) ? role : undefined;
}

const mapOf = (kind: KindName): string => `\`${kindOf(kind).at.at(-2) ?? ''}\``;

function whyOf(from: KindName, to: KindName, cause: Tombstone | DesiredItem | undefined): string {
  if (cause === undefined) return `not listed under ${mapOf(from)}, has a role under ${mapOf(to)}`;
  if ('fields' in cause) return `expired under ${mapOf(from)}: the last day was ${cause.until}`;
  return cause.reason ?? 'listed under removed';
}
