import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { diff } from '../../src/diff/diff.ts';
import { adopt, everythingLive } from '../../src/writer/import/adopt.ts';
import { printFile } from '../../src/writer/import/print.ts';
import { addressOf } from '../../src/kind.ts';
import type { Kind } from '../../src/kind.ts';
import { chainOf, kindOf, refAddress } from '../../src/kinds/index.ts';
import type { Fields, Key, Live, Ref } from '../../src/model.ts';
import { byText } from '../../src/names.ts';
import { read } from '../../src/read/read.ts';
import { everything } from '../../src/read/scope.ts';
import { undoFile } from '../../src/writer/undo/undoFile.ts';
import { failures, openWorld } from '../laws/world.ts';
import type { Planned, World } from '../laws/world.ts';
import { seed } from './samples.ts';
import type { Sample } from './samples.ts';

/**
 * What every kind promises, and what a user would notice where it does not keep it. Everything here is worked out from
 * the kind and one sample entry, so a new kind is held to it without a new test.
 */

type Tree = Map<string, unknown>;

/** A kind with its sample. */
export interface Case<K extends { readonly name: string } = Kind> {
  readonly kind: K;
  readonly sample: Sample;
}

/** Pairs each kind with its sample. @throws Error for a kind that has none */
export const casesOf = <K extends { readonly name: string }>(
  kinds: readonly K[],
  samples: Readonly<Record<string, Sample>>,
): readonly Case<K>[] =>
  kinds.map((kind) => {
    const sample = samples[kind.name];
    if (sample === undefined) {
      throw new Error(`The kind "${kind.name}" has no sample in test/kinds/samples.ts.`);
    }
    return { kind, sample };
  });

/** One promise. */
export interface Promised {
  readonly what: string;
  /** Whether it is about this kind at all. */
  readonly when?: (one: Case) => boolean;
  readonly holds: (one: Case) => Promise<void>;
}

/** A kind whose entries get a new name by `previously`. */
const isRenamed = ({ kind }: Case): boolean =>
  kind.keyedBy === 'name' && kind.fields['name'] !== undefined;

const isChanged = ({ sample }: Case): boolean => sample.changed !== undefined;

/** What only `removed` takes away. */
const isRemovedByName = ({ manage }: Kind): boolean => manage === undefined;

/** What a file can say of what is live. */
const isShown = ({ kind }: Case): boolean => kind.writeOnly !== true;

/** Its end can be undone: a person who is blocked and a key that is revoked never come back. */
const comesBack = (one: Case): boolean =>
  isShown(one) && !(one.kind.keyedBy === 'person' && one.kind.parent === undefined);

/** An account with a way to bring it where a file says. */
interface Desk {
  readonly world: World;
  /** The file that lists the entry, and what stood beside it, and nothing else. */
  listing(value: unknown, key?: Key): string;
  /** The file that lets the entry go, as this kind is let go of. */
  dropping(): string;
  /** The file with the map of the entry as it was at the start. */
  omitting(): string;
  /** Brings the account to a file; afterwards there is nothing left to do. */
  reach(text: string): Promise<Planned>;
  /** Nothing separates the account from a file, and nothing in it is unknown. */
  isDone(text: string): Promise<void>;
  live(): Promise<Live>;
  /** The account as its reader sees it, without ids: what is made again has others. */
  facts(): Promise<readonly (readonly [string, Fields])[]>;
  /** Runs the undo file of a plan until it has nothing left to do; that it validates is part of it. */
  undo(planned: Planned): Promise<void>;
  /** Everything that a file and the account differ in, written into the file: afterwards they don't. */
  adopted(text: string): Promise<unknown>;
}

async function openDesk({ kind, sample }: Case): Promise<Desk> {
  const world = openWorld(seed);
  const path = mapPath(kind, sample.key);
  // What the map of the entry held at the start: a complete map lists it too.
  const beside = entriesOf(at(parse(await world.importFile()), path));
  const isSingle = kind.keyedBy === 'parent';
  const live = (): Promise<Live> => read(world.reader());

  async function isDone(text: string): Promise<void> {
    const { plan } = await world.planFile(text, true);
    expect([...plan.changes, ...plan.observed, ...plan.manual, ...plan.unknown]).toEqual([]);
  }

  async function reach(text: string): Promise<Planned> {
    const planned = await world.planFile(text, true);
    expect(planned.plan.manual).toEqual([]);
    expect(failures(await world.applyPlan(planned.plan))).toEqual([]);
    await isDone(text);
    return planned;
  }

  return {
    world,
    isDone,
    reach,
    live,
    listing: (value, key = sample.key) =>
      fileOf(path, isSingle ? value : new Map([...beside, [key.at(-1) ?? '', value]])),
    dropping() {
      if (isRemovedByName(kind)) return `version: 1\nremoved: [${selector(kind, sample.key)}]\n`;
      return fileOf(path, isSingle ? false : new Map(beside));
    },
    omitting: () => fileOf(path, new Map(beside)),
    async facts() {
      const { items } = await live();
      return items
        .map(({ address, fields }) => [address, fields] as const)
        .toSorted(([a], [b]) => byText(a, b));
    },
    async undo({ plan, desired, live: before }) {
      const context = { run: 'r', again: '-f undo.yaml' };
      await reach(undoFile(plan, desired, before, context) ?? 'version: 1\n');
    },
    async adopted(text) {
      const { desired } = await world.loadFile(text);
      const { sources, left } = await adopt(desired, world.look, everythingLive);
      expect(left).toEqual([]);
      const [main] = sources;
      await isDone(main?.text ?? '');
      return parse(main?.text ?? '');
    },
  };
}

/** The changes of one kind in a plan. */
const own = ({ plan }: Planned, { kind }: Case): readonly string[] =>
  plan.changes
    .filter((change) => change.kind === kind.name)
    .map(({ action, address }) => `${action} ${address}`);

/** Where the map of a thing stands; for a value of its own, where that stands. */
function mapPath(kind: Kind, key: Key): readonly string[] {
  const names = [...key];
  const path = kind.at.map((part) => (part === '*' ? (names.shift() ?? '') : part));
  return kind.keyedBy === 'parent' ? path : path.slice(0, -1);
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, step) => entriesOf(inner).find(([name]) => name === step)?.[1],
    value,
  );

/** A file that says one thing. */
function fileOf(path: readonly string[], value: unknown): string {
  const whole: Tree = new Map<string, unknown>([['version', 1]]);
  let map = whole;
  for (const step of path.slice(0, -1)) {
    const inner: Tree = new Map();
    map.set(step, inner);
    map = inner;
  }
  map.set(path.at(-1) ?? '', value);
  return stringify(whole);
}

/** An entry under `removed`: the thing and all that it sits in, by name. */
const selector = (kind: Kind, key: Key): string =>
  JSON.stringify(
    Object.fromEntries(
      chainOf({ kind: kind.name, key }).map((ref) => [ref.kind, ref.key.at(-1) ?? '']),
    ),
  );

/** Where an entry of the file stands. */
const entryPath = ({ kind, sample }: Case, key: Key = sample.key): readonly string[] =>
  kind.keyedBy === 'parent' ? mapPath(kind, key) : [...mapPath(kind, key), key.at(-1) ?? ''];

const otherName = (key: Key): Key => [...key.slice(0, -1), `${key.at(-1) ?? ''} (new)`];

/** The value of an entry that bore another name before. */
const renamedFrom = (value: unknown, name: string): unknown => ({
  ...Object.fromEntries(entriesOf(value)),
  previously: [name],
});

const idOf = ({ items }: Live, address: string): string | undefined =>
  items.find((item) => item.address === address)?.id;

export const promises: readonly Promised[] = [
  {
    what: 'is made by a file that holds nothing else, and then there is nothing left to do',
    async holds(one) {
      const desk = await openDesk(one);
      const planned = await desk.reach(desk.listing(one.sample.value));
      expect(own(planned, one)).toEqual([`create ${addressOf(one.kind, one.sample.key)}`]);
      if (isShown(one)) expect(await shown(desk, one)).toEqual(said(one, one.sample.value));
    },
  },
  {
    what: 'is changed, and then there is nothing left to do',
    when: isChanged,
    async holds(one) {
      const desk = await openDesk(one);
      await desk.reach(desk.listing(one.sample.value));
      const planned = await desk.reach(desk.listing(one.sample.changed));
      expect(own(planned, one)).toEqual([`update ${addressOf(one.kind, one.sample.key)}`]);
      expect(await shown(desk, one)).toEqual(said(one, one.sample.changed));
    },
  },
  {
    what: 'is renamed, and keeps its id',
    when: isRenamed,
    async holds(one) {
      const { kind, sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      const before = await desk.live();
      const key = otherName(sample.key);
      const value = renamedFrom(sample.value, sample.key.at(-1) ?? '');
      const planned = await desk.reach(desk.listing(value, key));
      expect(own(planned, one)).toEqual([`update ${addressOf(kind, key)}`]);
      const id = idOf(before, addressOf(kind, sample.key));
      expect(id).toEqual(expect.any(String));
      expect(idOf(await desk.live(), addressOf(kind, key))).toBe(id);
      await desk.undo(planned);
      expect(idOf(await desk.live(), addressOf(kind, sample.key))).toBe(id);
    },
  },
  {
    what: 'goes, and then there is nothing left to do',
    async holds(one) {
      const desk = await openDesk(one);
      await desk.reach(desk.listing(one.sample.value));
      const planned = await desk.reach(desk.dropping());
      expect(own(planned, one)).toEqual([`delete ${addressOf(one.kind, one.sample.key)}`]);
    },
  },
  {
    what: 'is named under `removed` where its map is not complete',
    when: ({ kind }) => !isRemovedByName(kind),
    async holds(one) {
      const { kind, sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      const address = addressOf(kind, sample.key);
      const planned = await desk.reach(
        `version: 1\nremoved: [{address: ${JSON.stringify(address)}}]\n`,
      );
      expect(own(planned, one)).toEqual([`delete ${address}`]);
    },
  },
  {
    what: 'is protected by name, with all that is in it',
    when: ({ kind }) => isRemovedByName(kind) || kind.access?.is === 'role',
    async holds(one) {
      const { kind, sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      for (const list of ['ignore', 'protected']) {
        const text = `version: 1\n${list}: [${selector(kind, sample.key)}]\n`;
        // eslint-disable-next-line no-await-in-loop
        const { desired } = await desk.world.loadFile(text);
        const chosen = [...desired.ignore, ...desired.protected].map(refAddress);
        expect(chosen).toEqual([addressOf(kind, sample.key)]);
        // eslint-disable-next-line no-await-in-loop
        await desk.isDone(text);
      }
    },
  },
  {
    what: 'stands in an import, of the account and of the part that it is in',
    when: isShown,
    async holds(one) {
      const { kind, sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      const text = await desk.world.importFile();
      expect(said(one, at(parse(text), entryPath(one)))).toEqual(said(one, sample.value));
      await desk.isDone(text);
      const [organization, space] = chainOf({ kind: kind.name, key: sample.key })
        .toReversed()
        .map(({ key }) => key.at(-1));
      if (kind.at[0] !== 'organizations' || organization === undefined) return;
      const focus = { organization, ...(kind.at[4] !== undefined && space && { space }) };
      const part = printFile(
        await read(desk.world.reader(), undefined, everything(focus)),
        focus,
      ).text;
      expect(said(one, at(parse(part), entryPath(one)))).toEqual(said(one, sample.value));
      await desk.isDone(part);
    },
  },
  {
    what: 'is left where a run made it, and undone where a map can take it away again',
    async holds(one) {
      const desk = await openDesk(one);
      const before = await desk.facts();
      const planned = await desk.reach(desk.listing(one.sample.value));
      const after = await desk.facts();
      await desk.undo(planned);
      expect(await desk.facts()).toEqual(isRemovedByName(one.kind) ? after : before);
    },
  },
  {
    what: 'is as before when its change is undone',
    when: isChanged,
    async holds(one) {
      const desk = await openDesk(one);
      await desk.reach(desk.listing(one.sample.value));
      const before = await desk.facts();
      await desk.undo(await desk.reach(desk.listing(one.sample.changed)));
      expect(await desk.facts()).toEqual(before);
    },
  },
  {
    what: 'is there again when its end is undone',
    when: comesBack,
    async holds(one) {
      const desk = await openDesk(one);
      await desk.reach(desk.listing(one.sample.value));
      const before = await desk.facts();
      await desk.undo(await desk.reach(desk.dropping()));
      expect(await desk.facts()).toEqual(before);
    },
  },
  {
    what: 'is taken over into the file when it was changed in Arize',
    when: isChanged,
    async holds(one) {
      const { sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      await desk.reach(desk.listing(sample.changed));
      const adopted = await desk.adopted(desk.listing(sample.value));
      expect(said(one, at(adopted, entryPath(one)))).toEqual(said(one, sample.changed));
    },
  },
  {
    what: 'is taken over into the file when it was made in Arize',
    when: isShown,
    async holds(one) {
      const { kind, sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      const text = kind.keyedBy === 'parent' ? desk.dropping() : desk.omitting();
      const adopted = await desk.adopted(text);
      expect(said(one, at(adopted, entryPath(one)))).toEqual(said(one, sample.value));
    },
  },
  {
    what: 'leaves the file when it went in Arize',
    when: isShown,
    async holds(one) {
      const desk = await openDesk(one);
      await desk.reach(desk.listing(one.sample.value));
      await desk.reach(desk.dropping());
      const adopted = await desk.adopted(desk.listing(one.sample.value));
      const left = at(adopted, entryPath(one));
      expect(left).toBe(one.kind.keyedBy === 'parent' ? false : undefined);
    },
  },
  {
    what: 'follows in the file when it was renamed in Arize',
    when: isRenamed,
    async holds(one) {
      const { sample } = one;
      const desk = await openDesk(one);
      await desk.reach(desk.listing(sample.value));
      const key = otherName(sample.key);
      await desk.reach(desk.listing(renamedFrom(sample.value, sample.key.at(-1) ?? ''), key));
      const adopted = await desk.adopted(desk.listing(sample.value));
      expect(at(adopted, entryPath(one))).toBeUndefined();
      expect(said(one, at(adopted, entryPath(one, key)))).toEqual(said(one, sample.value));
    },
  },
  {
    what: 'goes on naming what gets another name in Arize',
    when: (one) => namedBy(one).length > 0,
    async holds(one) {
      for (const ref of namedBy(one)) {
        // eslint-disable-next-line no-await-in-loop
        const desk = await openDesk(one);
        // eslint-disable-next-line no-await-in-loop
        await desk.reach(desk.listing(one.sample.value));
        // eslint-disable-next-line no-await-in-loop
        const text = withEntry(await desk.world.importFile(), one);
        const later = withNewName(text, ref);
        // eslint-disable-next-line no-await-in-loop
        await desk.reach(stringify(later));
        // eslint-disable-next-line no-await-in-loop
        const adopted = await desk.adopted(stringify(text));
        const path = entryPath(one);
        expect(at(adopted, path)).toEqual(at(later, path));
      }
    },
  },
  {
    what: 'is there again, by the name from before, when a run that renames what it names is undone',
    when: (one) => comesBack(one) && namedBy(one).length > 0,
    async holds(one) {
      for (const ref of namedBy(one)) {
        // eslint-disable-next-line no-await-in-loop
        const desk = await openDesk(one);
        // eslint-disable-next-line no-await-in-loop
        await desk.reach(desk.listing(one.sample.value));
        // eslint-disable-next-line no-await-in-loop
        const before = await desk.facts();
        // eslint-disable-next-line no-await-in-loop
        const text = withNewName(parse(await desk.world.importFile()), ref);
        const gone = withEntry(stringify(text), one, parse(desk.dropping()));
        // eslint-disable-next-line no-await-in-loop
        await desk.undo(await desk.reach(stringify(gone)));
        // eslint-disable-next-line no-await-in-loop
        expect(await desk.facts()).toEqual(before);
      }
    },
  },
  {
    what: 'is seen wherever something is named that it needs',
    async holds(one) {
      const { kind, sample } = one;
      const desk = await openDesk(one);
      const { desired } = await desk.reach(desk.listing(sample.value));
      const live = await read(desk.world.reader(), desired);
      const item = live.items.find(({ address }) => address === addressOf(kind, sample.key));
      expect(item).toBeDefined();
      const there = new Set(live.items.map(({ address }) => address));
      const named = [
        ...kind.needs(sample.key, item?.fields ?? {}),
        ...(kind.after?.(sample.key) ?? []),
      ];
      expect(named.map(refAddress).filter((address) => !there.has(address))).toEqual([]);
      expect(diff(desired, live).changes).toEqual([]);
    },
  },
];

/** What an entry names that can get another name, beside what it sits in. */
function namedBy({ kind, sample }: Case): readonly Ref[] {
  const { fields = {} } = kind.parse(sample.value, () => undefined) ?? {};
  const above = new Set(chainOf({ kind: kind.name, key: sample.key }).map(refAddress));
  return kind
    .needs(sample.key, fields)
    .filter((ref) => kindOf(ref.kind).keyedBy === 'name' && !above.has(refAddress(ref)));
}

/** A whole file with one entry more; with what lets the entry go, where that is given. */
function withEntry(text: string, { kind, sample }: Case, dropping?: unknown): unknown {
  const file: unknown = parse(text);
  if (dropping === undefined) return withValue(file, entryPath({ kind, sample }), sample.value);
  const path = entryPath({ kind, sample });
  const rest = withValue(file, path, kind.keyedBy === 'parent' ? false : undefined);
  const removed = at(dropping, ['removed']);
  return removed === undefined ? rest : withValue(rest, ['removed'], removed);
}

/** A file in which something has another name, wherever it is named. */
function withNewName(file: unknown, ref: Ref): unknown {
  const name = ref.key.at(-1) ?? '';
  const later: unknown = JSON.parse(JSON.stringify(file).replaceAll(name, `${name} (new)`));
  const path = mapPath(kindOf(ref.kind), [...ref.key.slice(0, -1), '']);
  return withValue(later, [...path, `${name} (new)`, 'previously'], [name]);
}

/** A copy with another value at a path; undefined takes it out. */
function withValue(value: unknown, [step, ...rest]: readonly string[], set: unknown): unknown {
  if (step === undefined) return set;
  const inner = withValue(at(value, [step]), rest, set);
  const others = entriesOf(value).filter(([name]) => name !== step);
  return Object.fromEntries(inner === undefined ? others : [...others, [step, inner]]);
}

/** What a value of the file says of what Arize shows again, whatever the order. */
function said({ kind }: Case, value: unknown): unknown {
  if (typeof value !== 'object') return value;
  return new Map(
    entriesOf(value)
      .filter(([name]) => {
        const field = kind.fields[name];
        return field !== undefined && field.createOnly !== true && field.policy !== true;
      })
      .map(([name, each]) => [name, Array.isArray(each) ? new Set(each) : each] as const)
      .toSorted(([a], [b]) => byText(a, b)),
  );
}

/** What the account says of the sample. */
async function shown(desk: Desk, one: Case): Promise<unknown> {
  const address = addressOf(one.kind, one.sample.key);
  const item = (await desk.live()).items.find((each) => each.address === address);
  return item && said(one, one.kind.print(item.fields));
}
