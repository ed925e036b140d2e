import type { KeyRequest, Kind } from '../kind.ts';
import {
  chainOf,
  kindOf,
  kinds,
  nameOf,
  personRef,
  refAddress,
  requiredBy,
} from '../kinds/index.ts';
import type {
  Change,
  Contradiction,
  DesiredItem,
  FollowUp,
  Fields,
  Live,
  LiveItem,
  Manual,
  Ref,
  SkippedEntry,
} from '../model.ts';
import { didYouMean } from '../document/suggest.ts';
import { absences, suggestionFor } from './absent.ts';
import type { Stranger } from './absent.ts';
import { unappliableRole } from './annotators.ts';
import { demotionHarm } from './demotions.ts';
import { compare } from './compare.ts';
import { collecting } from './diffResult.ts';
import type { DiffResult } from './diffResult.ts';
import { effectOfUpdate, effectContextOf } from './effectContext.ts';
import { lookalike, lookalikeText } from './lookalike.ts';
import { goingAlong } from './state.ts';
import type { State } from './state.ts';
import { emailIn, ownName, placeName } from '../key.ts';

/**
 * Compares everything that the file lists: missing items are created and differing items are updated, unless something
 * forbids it.
 * @param assertRoles whether to write roles that Arize does not show
 * @param asked what a command requests for keys ahead of time
 */
export function diffListed(
  state: State,
  assertRoles: boolean,
  asked?: KeyRequest,
): DiffResult & {
  readonly twins: ReadonlySet<string>;
  readonly strangers: readonly Stranger[];
} {
  const { desired, found, live } = state;
  const findings = collecting();
  const absent = absences(state);
  const blocked = new Set(live.items.filter(isBlocked).map(({ key }) => emailIn(key)));
  /** Items of the file that this run cannot create, so that their dependants wait too. */
  const unmade = new Set<string>();
  /** Live items that may be listed in the file under another name. */
  const twins = new Set<string>();
  /** Items that seem to be renamed, with the entries that wait for them. */
  const renamed = new Map<string, { readonly manual: Manual; readonly skips: SkippedEntry[] }>();
  const made = new Set<string>();
  /** Items that would be created if the file did more than observe them. */
  const observable = new Set<string>();
  const judging = effectContextOf(state);
  const contradicted = contradictedBy(live);

  const manual = (
    item: DesiredItem,
    cause: Manual['cause'],
    message: string,
    next?: FollowUp,
  ): void => {
    const { address, kind, source } = item;
    findings.manual.push({ address, kind, cause, message, source, ...(next && { next }) });
  };
  const wait = (item: DesiredItem, cause: Manual['cause'], message: string): void => {
    unmade.add(item.address);
    manual(item, cause, message);
  };

  /** Whether everything that a change refers to exists or is being created. */
  function isPossible(item: DesiredItem, needs: readonly Ref[], observed: boolean): boolean {
    const lacking = needs.filter((ref) => {
      const address = refAddress(ref);
      const there = found.get(address);
      const isMade = made.has(address) || (observed && observable.has(address));
      return absent.has(address) || (!isMade && !(there && isUsable(there)));
    });
    const [first] = lacking;
    if (first === undefined) return true;
    const strange = lacking.filter(isAbsent);
    for (const ref of strange) absent.skip(item, ref);
    unmade.add(item.address);
    if (strange.length > 0 || waitsForName(item, lacking)) return false;
    if (isDue(first)) {
      wait(item, 'next-run', `Waits for ${nameOf(first)}, which this run does not create.`);
    } else {
      wait(item, 'unsafe', unfit(first));
    }
    return false;
  }

  /** Whether an entry belongs to a renamed item, which is reported once for the item itself. */
  function waitsForName(item: DesiredItem, refs: readonly Ref[]): boolean {
    const cause = refs.map((ref) => renamed.get(refAddress(ref))).find((each) => each);
    if (cause === undefined) return false;
    unmade.add(item.address);
    cause.skips.push({ address: item.address, source: item.source });
    return true;
  }

  /** Whether a later run may create an item that the file lists. */
  function isDue(ref: Ref): boolean {
    const address = refAddress(ref);
    return unmade.has(address) || observable.has(address);
  }

  /** Whether a name refers to nothing that a run can use. A membership is not a name; the person in it is. */
  function isAbsent(ref: Ref): boolean {
    const address = refAddress(ref);
    const there = found.get(address);
    if (absent.has(address) || there?.status === 'blocked') return true;
    return there === undefined && !isDue(ref) && !isPlace(ref);
  }

  for (const item of desired.items.toSorted(byKind)) {
    const kind = kindOf(item.kind);
    const there = found.get(item.address);
    const observed = state.collection(item)?.mode === 'observe';
    const target = observed ? findings.observed : findings.changes;

    if (renamed.size > 0 && waitsForName(item, chainOf(item).slice(1))) continue;
    const holder = holderOf(item);
    if (holder !== undefined && blocked.has(emailIn(holder.key))) {
      absent.skip(item, holder);
      unmade.add(item.address);
      continue;
    }
    const unclear = contradicted(item);
    if (unclear !== undefined) {
      if (unclear.address !== item.address) absent.skip(item, unclear.ref);
      else absent.list(item, unclear.message, unclear.suggestion);
      continue;
    }
    if (there === undefined) {
      if (live.hidden.has(item.address)) {
        findings.left.push({ ref: item, reason: 'hidden' });
        continue;
      }
      const change = creation(kind, item, observed);
      if (change) target.push(change);
      continue;
    }
    if (there.builtIn) {
      manual(
        item,
        'unsafe',
        `"${ownName(item.key)}" is one of Arize's predefined roles, which cannot be changed. Remove it from \`roles\`; grants can still use it.`,
      );
      continue;
    }
    const { before, after, manual: byHand, unverified } = compare(kind, item, there, assertRoles);
    const isSame = Object.keys(after).length === 0;
    const due = isSame ? dueChange(kind, item, there, observed) : undefined;
    // A change that is due settles these as well.
    for (const { field, text, next } of due === undefined ? byHand : []) {
      const harm = demotionHarm(item, field, state);
      if (harm === undefined) manual(item, 'console-only', `${field}: ${text}`, next);
      else manual(item, 'unsafe', harm);
    }
    if (unverified.length > 0 && !assertRoles) {
      findings.left.push({ ref: item, reason: 'unverified' });
    }
    if (kind.writeOnly) findings.left.push({ ref: item, reason: 'partly-shown' });
    if (isSame) {
      if (due) target.push(due);
      continue;
    }
    if (there.service && kind.keyedBy === 'person' && !isListedPerson(item)) {
      manual(
        item,
        'unsafe',
        'This is a service identity: its roles belong to its key and are not managed here.',
      );
      continue;
    }
    const refusal = takenName(after, there);
    if (refusal !== undefined) {
      manual(item, 'unsafe', `${capital(refusal)}.`);
      continue;
    }
    if (clashes(item, after) || !isPossible(item, kind.needs(item.key, after), observed)) continue;
    target.push({
      ...base(item),
      action: 'update',
      id: there.id,
      before,
      after,
      effect: effectOfUpdate(kind, before, after, there.also, judging),
    });
  }
  findings.changes.push(...rewritten());
  findings.manual.unshift(
    ...absent.blocked(),
    ...[...renamed.values()].map(({ manual: about, skips }) => ({ ...about, skips })),
  );
  return { ...findings, twins, strangers: absent.strangers() };

  function creation(kind: Kind, item: DesiredItem, observed: boolean): Change | undefined {
    const name = ownName(item.key);
    const bearer = state.siblings(item).find(({ fields }) => fields['name'] === name);
    const impossible = kind.cannotCreate?.(item.fields);
    const refusal = observed ? undefined : live.refused?.get(item.address);
    const lack = observed ? undefined : makerLacks(kind);
    // An item that cannot be renamed cannot be the renamed version of another.
    const renames = kind.keyedBy === 'name' && kind.fields['name'] !== undefined;
    const twin = renames && item.create !== true ? lookalike(item, state) : undefined;
    if (twin !== undefined && bearer === undefined && !twins.has(twin.item.address)) {
      twins.add(twin.item.address);
      unmade.add(item.address);
      renamed.set(item.address, {
        manual: {
          address: item.address,
          kind: item.kind,
          cause: 'unsafe',
          message: lookalikeText(item, twin),
          source: item.source,
          renamedTo: ownName(twin.item.key),
        },
        skips: [],
      });
    } else if (kind.createOnRequest && item.create !== true && bearer === undefined) {
      const names = state.siblings(item).map(({ key }) => ownName(key));
      absent.list(
        item,
        `No such ${kind.label} here: "${name}".`,
        didYouMean(name, names) ?? 'Add `create: true` to create it.',
      );
    } else if (kind.keyedBy === 'name' && bearer !== undefined) {
      wait(
        item,
        'next-run',
        `The name is still used by ${nameOf(bearer)}, which this run renames. Plan again after this run.`,
      );
    } else if (refusal !== undefined) {
      wait(item, 'unsafe', refusal);
    } else if (lack !== undefined) {
      wait(item, 'unsafe', lack);
    } else if (impossible !== undefined) {
      const message = `"${name}" ${impossible}.`;
      // The address of a listed person who does not exist may be mistyped.
      if (holderOf(item) === undefined || kind.parent !== undefined) wait(item, 'unsafe', message);
      else absent.list(item, message, suggestionFor(item, state));
    } else if (
      !clashes(item, item.fields) &&
      isPossible(item, requiredBy(item, item.fields), observed)
    ) {
      (observed ? observable : made).add(item.address);
      return {
        ...base(item),
        action: 'create',
        after: written(kind, item.fields),
        effect: kind.effect(undefined, item.fields, judging),
      };
    }
    return undefined;
  }

  /** Why the caller cannot create items of a kind; undefined if nothing is known to forbid it. */
  function makerLacks({ makerMust }: Kind): string | undefined {
    const { caller } = live;
    if (makerMust === undefined || caller === undefined) return undefined;
    const self = found.get(refAddress(personRef(caller.email)));
    const lacks = self?.service !== true && self?.fields[makerMust.be] === false;
    return lacks ? makerMust.because.replace('{}', caller.email) : undefined;
  }

  /** The change that is due for an item that already matches the file. */
  function dueChange(
    kind: Kind,
    item: DesiredItem,
    there: LiveItem,
    observed: boolean,
  ): Change | undefined {
    const { today } = desired;
    const due =
      today === undefined
        ? undefined
        : kind.credential?.due(item.fields, there.fields, today, asked);
    if (due === undefined || !isPossible(item, kind.needs(item.key, due.after), observed)) {
      return undefined;
    }
    const { before, after, reason } = due;
    const effect = kind.effect(before, after, judging);
    // A change that only destroys creates nothing, so the caller needs no right to create.
    const lack = observed || effect === 'destroys' ? undefined : makerLacks(kind);
    if (lack !== undefined) {
      wait(item, 'unsafe', lack);
      return undefined;
    }
    return {
      ...base(item),
      action: 'update',
      id: there.id,
      before: written(kind, before),
      after: written(kind, after),
      effect,
      reason,
      due: true,
    };
  }

  /** Whether Arize would refuse it because of the person's role in the account. */
  function clashes(item: DesiredItem, fields: Fields): boolean {
    const clash = unappliableRole(item, fields, state);
    if (clash === undefined) return false;
    const { waits, message, suggestion } = clash;
    if (waits) wait(item, 'next-run', `Waits for their role in the account: ${message}.`);
    else wait(item, 'unsafe', `${message}: ${suggestion}.`);
    return true;
  }

  /** Whether other items can refer to a live item. */
  function isUsable({ address, status, service }: LiveItem): boolean {
    return status !== 'blocked' && (service !== true || state.wanted.has(address));
  }

  /** A user listed under `users` counts as a person, whatever Arize reports. */
  function isListedPerson({ key }: Ref): boolean {
    return state.wanted.has(refAddress(personRef(emailIn(key))));
  }

  /** Why an item cannot be renamed now: another item still has the name. */
  function takenName(after: Fields, self: LiveItem): string | undefined {
    const { name } = after;
    // Two people may have the same name (REST v2 types).
    if (typeof name !== 'string' || kindOf(self.kind).keyedBy !== 'name') return undefined;
    const bearer = state
      .siblings(self)
      .find((each) => each !== self && each.fields['name'] === name);
    return (
      bearer &&
      `the name "${name}" is still used by ${nameOf(bearer)}; rename that one first, in a separate run`
    );
  }

  /**
   * Writes memberships that an admin right may hide again before the right is removed. Otherwise a person whom the file
   * keeps could lose all access.
   */
  function rewritten(): readonly Change[] {
    const lowered = findings.changes.filter(
      (change) =>
        change.action === 'update' &&
        change.effect === 'reduces' &&
        change.before['role'] === 'admin',
    );
    const hidden = desired.items
      .filter(({ address }) => live.hidden.has(address) && !found.has(address))
      .filter((item) => state.collection(item)?.mode !== 'observe')
      .map((item): LiveItem => ({ ...item, id: '' }));
    const along = goingAlong(lowered, hidden);
    return hidden.flatMap((item) => {
      const cause = along.get(item);
      const wanted = state.wanted.get(item.address);
      if (cause === undefined || wanted === undefined || Object.keys(wanted.fields).length === 0)
        return [];
      const kind = kindOf(wanted.kind);
      if (!isPossible(wanted, kind.needs(wanted.key, wanted.fields), false)) return [];
      return {
        ...base(wanted),
        action: 'create' as const,
        after: wanted.fields,
        effect: 'grants' as const,
        reason: `may be hidden by the admin right that this run removes, so it is written again first`,
      };
    });
  }
}

/** Fields without those that only control ax-access itself. */
const written = (kind: Kind, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => kind.fields[name]?.policy !== true));

const byKind = (a: Ref, b: Ref): number => rank(a) - rank(b);

const rank = ({ kind }: Ref): number => kinds.indexOf(kindOf(kind));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const base = (item: DesiredItem) => ({
  address: item.address,
  kind: item.kind,
  key: item.key,
  source: item.source,
  requires: requiredBy(item, item.fields).map(refAddress),
  cascade: [],
  ...reasonOf(item),
});

function reasonOf({ team, until }: DesiredItem): { reason?: string } {
  const parts = [
    ...(team === undefined ? [] : [`by team ${team}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
  return parts.length === 0 ? {} : { reason: parts.join(', ') };
}

const isBlocked = ({ status }: LiveItem): boolean => status === 'blocked';

/** The person to whom a grant or entry belongs. */
const holderOf = ({ kind, key }: Ref): Ref | undefined =>
  kindOf(kind).keyedBy === 'person' ? personRef(emailIn(key)) : undefined;

/** Whether an item is a person's membership or role in a resource. */
const isPlace = (ref: Ref): boolean =>
  holderOf(ref) !== undefined && kindOf(ref.kind).parent !== undefined;

/** Looks up what the account contradicts about an item or its parents, the outermost first. */
function contradictedBy({ contradictions = [] }: Live) {
  const all = new Map(contradictions.map((each) => [each.address, each]));
  return (item: Ref): (Contradiction & { readonly ref: Ref }) | undefined => {
    if (all.size === 0) return undefined;
    for (const ref of chainOf(item).toReversed()) {
      const one = all.get(refAddress(ref));
      if (one !== undefined) return { ...one, ref };
    }
    return undefined;
  };
}

/** Why an item that exists cannot be used. */
function unfit(ref: Ref): string {
  const name = ownName(ref.key);
  if (!isPlace(ref)) {
    return `${name} is a service identity, not a person. Its roles are set when its key is created.`;
  }
  const place = placeName(ref.key);
  return `${name} is not a member of "${place}", so Arize grants them nothing inside it. Add them to the members of "${place}".`;
}
