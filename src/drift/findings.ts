import { unknownText } from '../diff/absent.ts';
import { compare } from '../diff/compare.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { selects } from '../kinds/select.ts';
import type {
  Change,
  Desired,
  DesiredItem,
  Fields,
  Acceptance,
  Live,
  LiveItem,
  Manual,
  Plan,
  PlannedChange,
  Ref,
  UnknownName,
} from '../model.ts';
import { byText, canonicalName } from '../names.ts';
import { directionOf } from './direction.ts';
import { idOf } from './driftFinding.ts';
import type { Drift, DriftFinding, WayBack } from './driftFinding.ts';
import { ownName } from '../key.ts';

/** The file, the account, and the earlier version of the file. */
export interface Sides {
  readonly desired: Desired;
  readonly live: Live;
  /** The file as of the last run. */
  readonly base?: Desired;
  /** Addresses of changes that run planned but did not make, so the account did not change there. */
  readonly open?: ReadonlySet<string>;
}

/**
 * All differences between a file and an account, one finding for each item.
 * @param plan the plan for both: its changes, observed differences and manual steps
 * @param today as `2027-03-31`, in UTC: decides which acceptances apply
 */
export function findingsOf(
  plan: Pick<Plan, 'changes' | 'observed' | 'manual' | 'unknown' | 'kept'>,
  sides: Sides,
  today: string,
): Pick<Drift, 'findings' | 'known' | 'stale'> {
  const { desired, live } = sides;
  const wanted = new Map(desired.items.map((item) => [item.address, item]));
  const found = new Map(live.items.map((item) => [item.address, item]));
  const all = new Map<string, DriftFinding>();
  const add = (about: About, back: WayBack): void => {
    // An entry that moved from one map to another is one difference.
    const becomes = 'action' in about && about.action === 'update' ? about.becomes : undefined;
    const item = wanted.get(becomes?.address ?? about.address);
    const there = found.get(about.address);
    // An item may need several manual steps; it is still one finding.
    const known = all.get(about.address);
    const skipped = 'skips' in about ? about.skips.map(({ address }) => address) : undefined;
    // A name that only occurs in entries changed where those entries did.
    const speaker = item ?? wanted.get(skipped?.[0] ?? '');
    const finding = findingOf(
      about,
      back,
      { item, there: present(there), speaker, skipped },
      sides,
    );
    all.set(about.address, known === undefined ? finding : joined(known, finding));
  };
  for (const change of plan.changes) {
    add(change, change.effect === 'destroys' ? 'apply-destructive' : 'apply');
  }
  for (const change of plan.observed) add(change, 'observed');
  for (const unknown of plan.unknown) add({ ...unknown, message: unknownText(unknown) }, 'by-hand');
  for (const { removal, because } of plan.kept) {
    const lines = [...new Set(because.map(({ source: { file, line } }) => `${file}:${line}`))];
    const message = `It is not removed while an unknown name may refer to it: ${lines.slice(0, 3).join(', ')}${lines.length > 3 ? ` and ${lines.length - 3} more` : ''}.`;
    add({ ...removal, message }, 'by-hand');
  }
  const byHand = new Set(plan.manual.map(({ address }) => address));
  const waiting = new Map<string, readonly string[]>();
  for (const manual of plan.manual) {
    const above = chainOf(refFor(manual, wanted, found))
      .slice(1)
      .map(refAddress)
      .findLast((address) => byHand.has(address));
    // An item that waits for its parent is not a finding of its own.
    if (manual.cause !== 'next-run' || above === undefined) add(manual, 'by-hand');
    else waiting.set(above, [...(waiting.get(above) ?? []), manual.address]);
  }
  for (const [address, addresses] of waiting) {
    const cause = all.get(address);
    if (cause === undefined) continue;
    all.set(address, { ...cause, cascade: [...cause.cascade, ...addresses] });
  }

  const accepted = desired.accepted ?? [];
  const open: DriftFinding[] = [];
  const known: { finding: DriftFinding; by: Acceptance }[] = [];
  for (const finding of [...all.values()].toSorted((a, b) => byText(a.address, b.address))) {
    const entries = accepted.filter((entry) => covers(entry, finding));
    const by = entries.find(({ until }) => until >= today);
    const [lapsed] = entries;
    if (by !== undefined) known.push({ finding, by });
    else open.push(lapsed === undefined ? finding : { ...finding, lapsed });
  }
  const used = new Set([...open.map(({ lapsed }) => lapsed), ...known.map(({ by }) => by)]);
  return {
    findings: open,
    known,
    stale: accepted.filter(
      (entry) => !used.has(entry) && !entry.isUsed && !mayBeOfMap(entry, [wanted, found]),
    ),
  };
}

/** Whether an entry may accept a finding of the access map, which a drift does not look for. */
function mayBeOfMap(
  { of, list }: Acceptance,
  items: readonly ReadonlyMap<string, unknown>[],
): boolean {
  if (list !== 'accepted') return false;
  if ('finding' in of) return of.finding.startsWith('map-');
  return 'address' in of && items.some((some) => some.has(of.address));
}

/** The source of a finding: a change, a manual step, or an unknown name. */
type About =
  | (Change & Pick<PlannedChange, 'noEffect'>)
  | (Change & { readonly message: string })
  | Manual
  | UnknownName;

const refFor = (
  { address, kind }: Manual,
  wanted: ReadonlyMap<string, DesiredItem>,
  found: ReadonlyMap<string, LiveItem>,
): Ref => ({ kind, key: (wanted.get(address) ?? found.get(address))?.key ?? [] });

/** The live item, unless it is a blocked person, who counts as gone. */
const present = (there: LiveItem | undefined): LiveItem | undefined =>
  there?.status === 'blocked' ? undefined : there;

interface Both {
  readonly item: DesiredItem | undefined;
  readonly there: LiveItem | undefined;
  /** The entry of the file that tells which side changed. */
  readonly speaker: DesiredItem | undefined;
  /** Addresses of the entries that are skipped because of it. */
  readonly skipped: readonly string[] | undefined;
}

function findingOf(
  about: About,
  back: WayBack,
  { item, there, speaker, skipped }: Both,
  { desired, base, open }: Sides,
): DriftFinding {
  const { address, kind } = about;
  const key = item?.key ?? there?.key ?? ('key' in about ? about.key : []);
  const both = item !== undefined && there !== undefined ? different(item, there) : undefined;
  const file = both?.file ?? (there === undefined ? item?.fields : undefined);
  const has = both?.live ?? (item === undefined ? there?.fields : undefined);
  const source = about.source ?? item?.source;
  // A change that has come due has no difference but the date.
  const due = 'due' in about && about.action === 'update' ? about : undefined;
  const newName = 'renamedTo' in about ? about.renamedTo : undefined;
  const sides = due
    ? { file: due.after, live: due.before }
    : newName !== undefined
      ? { file: { name: ownName(key) }, live: { name: newName } }
      : { ...(file && { file }), ...(has && { live: has }) };
  return {
    id: skipped === undefined ? idOf(address, sides) : idOf(address),
    address,
    kind,
    key,
    direction:
      due !== undefined
        ? 'file'
        : base === undefined
          ? 'unknown'
          : open?.has(address) === true
            ? 'file'
            : directionOf(speaker ?? { kind, key, address }, sides, desired, base),
    ...sides,
    back,
    ...(newName !== undefined && { renamedTo: newName }),
    ...('message' in about && { message: about.message }),
    ...('noEffect' in about && about.noEffect !== undefined && { noEffect: about.noEffect }),
    cascade: skipped ?? ('cascade' in about ? about.cascade : []),
    ...(source && { source }),
    traces: [],
  };
}

/** Combines a change that a run makes with the manual steps for the same item. */
const joined = (one: DriftFinding, other: DriftFinding): DriftFinding => ({
  ...one,
  ...(other.message !== undefined && {
    message: one.message === undefined ? other.message : `${one.message} ${other.message}`,
  }),
});

/** The differing fields of both sides. */
function different(item: DesiredItem, there: LiveItem): { file: Fields; live: Fields } {
  const kind = kindOf(item.kind);
  const { before, after, manual } = compare(kind, item, there, false);
  const own: Fields = kind.keyedBy === 'name' ? { name: canonicalName(ownName(item.key)) } : {};
  const file: Record<string, Fields[string]> = { ...after };
  const live: Record<string, Fields[string]> = { ...before };
  for (const { field } of manual) {
    const [wanted, has] = [item.fields[field] ?? own[field], there.fields[field]];
    if (wanted !== undefined) file[field] = wanted;
    if (has !== undefined) live[field] = has;
  }
  return { file, live };
}

/** Whether an acceptance covers a finding: the item that it names, or something inside it. */
function covers({ of }: Acceptance, finding: DriftFinding): boolean {
  if ('finding' in of) return of.finding === finding.id;
  if ('address' in of) {
    return chainOf(finding).some((above) => refAddress(above) === of.address);
  }
  return selects(of, finding);
}
