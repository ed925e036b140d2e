import type { Edit, YamlPath } from '../edit/edits.ts';
import { pathMark, valueAt } from '../edit/edits.ts';
import { chainOf, kindOf, personRef, refAddress, requiredBy } from '../../kinds/index.ts';
import { selectedBy } from '../../kinds/select.ts';
import type { DesiredItem, Fields, LiveItem, Ref, Tombstone } from '../../model.ts';
import { compare } from '../../diff/compare.ts';
import { lookalike } from '../../diff/lookalike.ts';
import { stateOf } from '../../diff/state.ts';
import type { State } from '../../diff/state.ts';
import { renameEdits } from './rename.ts';
import { leftOut, withoutPeople } from './teamEdits.ts';
import { isOwned } from './select.ts';
import { meantAt, pathOf, roleEdits } from './subject.ts';
import type { Subject } from './subject.ts';
import { inKeyOrder } from '../tree.ts';
import type { Tree } from '../tree.ts';
import { treeOf } from './accountTree.ts';
import { sayable } from './sayable.ts';
import { emailIn, ownName } from '../../key.ts';
import { isRecord } from '../../records.ts';
import { isGrantKind, roleIn } from '../../kinds/grants.ts';
import { groupPairs } from '../../group.ts';

/** What to change in a file. */
interface Wanted {
  /** The addresses to adopt; items they refer to are added as needed. */
  readonly addresses: readonly string[];
  /** Entries that stay without their role. */
  readonly opened: readonly DesiredItem[];
}

/** The edits of one file. */
export interface AdoptEdits {
  readonly edits: readonly Edit[];
  /** Addresses that these edits refer to and that belong in another file. */
  readonly elsewhere: readonly string[];
}

/**
 * The edits that make a file match the account at some addresses.
 * @param isHere whether an address belongs in this file
 */
export function adoptEdits(
  wanted: Wanted,
  subject: Subject,
  isHere: (address: string) => boolean,
): AdoptEdits {
  const adoption = new Adoption(subject, isHere);
  return { edits: adoption.of(wanted), elsewhere: [...adoption.elsewhere] };
}

class Adoption {
  private readonly edits = new Map<string, Edit>();
  private readonly subject: Subject;
  private readonly wanted: ReadonlyMap<string, DesiredItem>;
  private readonly found: ReadonlyMap<string, LiveItem>;
  private readonly done = new Set<string>();
  private readonly renamed = new Set<string>();
  private readonly state: State;
  /** The grants of the file that need an item, by its address. */
  private readonly needing: ReadonlyMap<string, readonly DesiredItem[]>;
  /** People who leave the file, people in a team that is used where they have no role, and entries under `removed`. */
  private readonly leaving = new Set<string>();
  private readonly absent = new Map<
    string,
    { readonly map: YamlPath; readonly emails: Set<string> }
  >();
  private readonly tombstones = new Set<Tombstone>();

  readonly elsewhere = new Set<string>();
  private readonly isHere: (address: string) => boolean;

  constructor(subject: Subject, isHere: (address: string) => boolean) {
    this.subject = subject;
    this.isHere = isHere;
    const { desired, live, knownIds } = subject;
    this.state = stateOf(desired, live, undefined, knownIds);
    this.wanted = new Map(desired.items.map((item) => [item.address, item]));
    this.needing = groupPairs(
      desired.items.flatMap((item) =>
        isGrantKind(kindOf(item.kind))
          ? requiredBy(item, item.fields).map((ref) => [refAddress(ref), item] as const)
          : [],
      ),
    );
    // A blocked person cannot be restored.
    const present = live.items.filter(({ status }) => status !== 'blocked');
    this.found = new Map(present.map((item) => [item.address, item]));
  }

  of({ addresses, opened }: Wanted): readonly Edit[] {
    // From the outside in: children are removed with their parent, and stay when it is renamed.
    const depth = (address: string): number => {
      const ref = this.wanted.get(address) ?? this.found.get(address);
      return ref === undefined ? 0 : chainOf(ref).length;
    };
    for (const address of addresses.toSorted((a, b) => depth(a) - depth(b))) this.adopt(address);
    for (const item of opened) this.leaveOpen(item);
    const { written } = this.subject;
    // Exclude people from teams first; entries by name override them.
    return [
      ...[...this.absent.values()].flatMap(({ map, emails }) => {
        const others = [...emails].filter((email) => !this.leaving.has(email));
        return leftOut(map, new Set(others), written, this.subject.teams);
      }),
      ...withoutPeople(this.leaving, written),
      ...this.withoutTombstones(),
      ...this.edits.values(),
    ];
  }

  private push(edit: Edit): void {
    // Of two edits with the same path the later one applies. A rename and a new value are different edits.
    this.edits.set(`${edit.op === 'rename' ? 'name' : 'value'} ${pathMark(edit.path)}`, edit);
  }

  private adopt(address: string): void {
    if (this.done.has(address)) return;
    this.done.add(address);
    const item = this.wanted.get(address);
    const there = this.found.get(address);
    if (item !== undefined && there !== undefined) this.change(item, there);
    else if (item !== undefined) this.drop(item);
    else if (there !== undefined) this.add(there);
  }

  /** Removes items that are not live from the file. */
  private drop(item: DesiredItem): void {
    const { desired } = this.subject;
    const kind = kindOf(item.kind);
    const path = pathOf(item);
    if (chainOf(item).some((above) => this.renamed.has(refAddress(above)))) return;
    const twin = kind.keyedBy === 'name' && item.id === undefined ? this.twinOf(item) : undefined;
    if (twin !== undefined) {
      // It was renamed in Arize: everything else in its entry stays.
      this.done.add(twin.address);
      this.renamed.add(item.address);
      const name = ownName(twin.key);
      const edits = renameEdits(item, name, this.subject, { keepsOld: true });
      for (const edit of edits) this.push(edit);
      return;
    }
    if (kind.keyedBy !== 'person') {
      if (!this.isHere(item.address)) return;
      if (kind.keyedBy === 'parent') this.push({ op: 'set', path, value: false });
      else this.push({ op: 'remove', path });
      return;
    }
    const email = emailIn(item.key);
    if (!isGrantKind(kind)) {
      // If a file has `users`, no other person can be named in any of the files.
      this.leaving.add(email);
      const theirs = [...desired.items, ...desired.expired].filter(
        (grant) => kindOf(grant.kind).keyedBy === 'person' && emailIn(grant.key) === email,
      );
      for (const grant of theirs) this.withoutGrant(grant);
      return;
    }
    // A blocked or unknown person can't have grants, so they leave the teams too.
    if (this.isAbsent(item)) this.leaving.add(email);
    this.withoutGrant(item);
    // Grants that need it are removed too, even if they were not compared because their parent was renamed.
    for (const grant of this.needing.get(item.address) ?? [])
      if (!this.found.has(grant.address)) this.adopt(grant.address);
  }

  /** Removes a grant from this file: its line, and the same grant through teams. */
  private withoutGrant(grant: DesiredItem): void {
    const path = pathOf(grant);
    if (meantAt(this.subject.written, path) !== undefined) this.push({ op: 'remove', path });
    const map = path.slice(0, -1);
    const known = this.absent.get(pathMark(map)) ?? { map, emails: new Set<string>() };
    known.emails.add(emailIn(grant.key));
    this.absent.set(pathMark(map), known);
  }

  /** Whether a grant is for a blocked person, or for one unknown to the file and the account. */
  private isAbsent({ kind: name, key }: Ref): boolean {
    const person = refAddress(personRef(emailIn(key)));
    return isGrantKind(kindOf(name)) && !this.found.has(person) && !this.wanted.has(person);
  }

  private twinOf(item: DesiredItem): LiveItem | undefined {
    const twin = lookalike(item, this.state)?.item;
    return twin === undefined || this.done.has(twin.address) ? undefined : twin;
  }

  /** Writes a live item. */
  private add(there: LiveItem): void {
    const { desired } = this.subject;
    for (const ref of desired.removed) {
      const isHere = ref.source.file === this.subject.file;
      if (isHere && refAddress(ref) === there.address) this.tombstones.add(ref);
    }
    if (!isOwned(there, desired) || there.builtIn === true || there.service === true) return;
    const isPart = chainOf(there)
      .slice(1)
      .some((above) => this.isAdded(above));
    if (isPart || !this.isHere(there.address)) return;
    this.push({ op: 'set', path: pathOf(there), value: this.whole(there) });
    for (const ref of this.below(there).flatMap((item) => requiredBy(item, item.fields)))
      this.bring(ref);
  }

  /** Keeps an entry and removes its role. */
  private leaveOpen(item: DesiredItem): void {
    const { written } = this.subject;
    const path = pathOf(item);
    const value = meantAt(written, path);
    const isMore = isRecord(value) && ('role' in value || 'custom' in value);
    if (!isMore) this.push({ op: 'set', path, value: {} });
    else
      for (const key of ['role', 'custom'])
        if (key in value) this.push({ op: 'remove', path: [...path, key] });
  }

  private withoutTombstones(): readonly Edit[] {
    if (this.tombstones.size === 0) return [];
    const { desired, written } = this.subject;
    const list = valueAt(written, ['removed']);
    const own = desired.removed.filter(({ source }) => source.file === this.subject.file);
    const rest = (Array.isArray(list) ? list : []).filter((_: unknown, index) => {
      const selector = own[index];
      return selector === undefined || !this.tombstones.has(selector);
    });
    return rest.length === 0
      ? [{ op: 'remove', path: ['removed'] }]
      : [{ op: 'set', path: ['removed'], value: rest }];
  }

  /** Whether an item is written as a whole, with its children. */
  private isAdded(ref: Ref): boolean {
    const address = refAddress(ref);
    return this.done.has(address) && !this.wanted.has(address);
  }

  /** The entries that a grant needs elsewhere in the file, if the file lists such items. */
  private bring(ref: Ref): void {
    const there = this.found.get(refAddress(ref));
    const isLeft = selectedBy(this.subject.desired.ignore, ref) !== undefined;
    if (there === undefined || isLeft || this.wanted.has(there.address)) return;
    if (!isOwned(there, this.subject.desired)) return;
    if (this.isHere(there.address)) this.adopt(there.address);
    else this.elsewhere.add(there.address);
  }

  private below(there: LiveItem): readonly LiveItem[] {
    return sayable(this.subject.live, this.subject.desired).kept.filter((item) =>
      chainOf(item).some((above) => refAddress(above) === there.address),
    );
  }

  /** The value of an item with its children. */
  private whole(there: LiveItem): unknown {
    const items = this.below(there);
    const kept = items.filter(
      (item) => selectedBy(this.subject.desired.ignore, item) === undefined,
    );
    const tree = inKeyOrder(
      treeOf(kept, () => true, {
        ...sayable(this.subject.live, this.subject.desired),
        root: there.address,
      }),
    );
    return pathOf(there).reduce<unknown>(
      (value, name) =>
        value instanceof Map ? (value satisfies Tree).get(String(name)) : undefined,
      tree,
    );
  }

  /** Makes the file match a live item. */
  private change(item: DesiredItem, there: LiveItem): void {
    const kind = kindOf(item.kind);
    const { written } = this.subject;
    const path = pathOf(item);
    const { before, byHand } = differingFields(item, there);
    const all: Fields = { ...before, ...byHand };
    const { name, ...others } = all;
    const isRename = typeof name === 'string' && kind.keyedBy === 'name';
    if (isRename) for (const edit of renameEdits(item, name, this.subject)) this.push(edit);
    const fields = isRename ? others : all;
    if (Object.keys(fields).length === 0 || !this.isHere(item.address)) return;
    const role = roleIn(there.fields);
    if (isGrantKind(kind) && item.team === undefined && role !== undefined) {
      for (const edit of roleEdits(path, role, written)) this.push(edit);
    } else if (isGrantKind(kind)) {
      // An entry by name overrides a team.
      this.push({ op: 'set', path, value: kind.print(there.fields) });
    } else {
      for (const [key, value] of Object.entries(kind.print(fields) ?? {})) {
        const to = [...path, key];
        this.push({ op: 'set', path: to, value: inOrder(value, valueAt(written, to)) });
      }
    }
    for (const ref of kind.needs(item.key, there.fields)) this.bring(ref);
  }
}

/** Values in the order of the file, because comments are beside them. New ones come last. */
function inOrder(value: unknown, written: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(written)) return value;
  const has: readonly unknown[] = written;
  const kept = has.filter((each) => value.includes(each));
  const stays: readonly unknown[] = value.filter((each) => kept.includes(each));
  if (stays.every((each, index) => each === kept[index])) return value;
  return [...kept, ...value.filter((each) => !kept.includes(each))];
}

/** The live values of the fields that differ. */
function differingFields(item: DesiredItem, there: LiveItem) {
  const { before, manual } = compare(kindOf(item.kind), item, there, false);
  const byHand: Fields = Object.fromEntries(
    manual.flatMap(({ field }) => {
      const value = there.fields[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
  return { before, byHand };
}
