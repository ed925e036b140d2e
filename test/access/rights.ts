import { builtInPermissions } from '../../src/kinds/permissions.ts';
import { refAddress } from '../../src/kinds/index.ts';
import type { Key, KindName, Live, Plan } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { predefinedRoles } from '../../src/sandbox/index.ts';
import { factsOf, nameOfFact } from '../laws/facts.ts';
import type { Fact, Names } from '../laws/facts.ts';

/**
 * Who can do what where, worked out once more: every person, every place, every rule one after the other, from the
 * embedded account itself. Slow and simple, and shares nothing with the engine.
 */

export type Rights = ReadonlyMap<string, ReadonlySet<string>>;

/** Marks somebody in a place. */
export const markOf = (
  person: string,
  place: readonly [KindName, ...string[]] | undefined,
): string => JSON.stringify([person, ...(place ?? [])]);

const scale = ['annotator', 'read-only', 'member', 'admin'];

/** Where a word is all that is known: that one and all weaker ones. */
const wordsUpTo = (word: unknown): string[] =>
  scale.slice(0, scale.indexOf(String(word)) + 1).map((each) => `at least ${each}`);

const isWord = (word: string): word is keyof typeof builtInPermissions =>
  word in builtInPermissions;

export function rightsOf(seed: Seed, names: Names): Rights {
  const facts = factsOf(seed, names);
  const values = new Map(facts.map((fact) => [nameOfFact(fact), fact.value]));
  const text = (kind: Fact['kind'], key: Key): string | undefined => {
    const value = values.get(nameOfFact({ kind, key }));
    return typeof value === 'string' ? value : undefined;
  };
  const roles = new Map<string, readonly string[]>(
    Object.entries(predefinedRoles()).map(([name, { permissions }]) => [name, permissions]),
  );
  for (const { kind, key, value } of facts) {
    if (kind !== 'role' || typeof value !== 'object' || value === null) continue;
    if ('permissions' in value && Array.isArray(value.permissions))
      roles.set(key[0] ?? '', value.permissions.map(String));
  }
  const rights = new Map<string, ReadonlySet<string>>();
  for (const { kind, key, value } of facts) {
    if (kind !== 'user' || typeof value !== 'object' || value === null) continue;
    if (!('role' in value) || ('status' in value && value.status === 'inactive')) continue;
    const [person = ''] = key;
    const put = (place: readonly [KindName, ...string[]] | undefined, what: readonly string[]) => {
      if (what.length > 0) rights.set(markOf(person, place), new Set(['in', ...what]));
    };
    const root = value.role === 'admin';
    put(undefined, root ? ['ADMIN'] : wordsUpTo(value.role));
    for (const place of facts) {
      const [owner = '', space = '', project = ''] = place.key;
      const above = text('organization_member', [owner, person]);
      const high = root || above === 'admin';
      if (place.kind === 'organization')
        put(['organization', owner], high ? ['ADMIN'] : wordsUpTo(above));
      if (place.kind !== 'space' && place.kind !== 'project') continue;
      const word = text('space_member', [owner, space, person]);
      const role = text('space_binding', [owner, space, person]);
      const open = JSON.stringify(values.get(nameOfFact({ kind: 'space', key: [owner, space] })));
      const isOpen = open.includes('"private":false');
      const counting = word ?? (role === undefined && isOpen ? above : undefined);
      const inSpace = [
        ...(counting !== undefined && isWord(counting)
          ? ['here', ...builtInPermissions[counting]]
          : []),
        ...(role === undefined ? [] : ['here', ...(roles.get(role) ?? [])]),
      ];
      const isAdmin = high || word === 'admin';
      if (place.kind === 'space') {
        put(['space', owner, space], isAdmin ? ['ADMIN'] : inSpace);
        continue;
      }
      const bound = text('project_binding', [owner, space, project, person]);
      const isShut = values.has(nameOfFact({ kind: 'project_restriction', key: place.key }));
      const let_in = isShut ? inSpace.filter((right) => right === 'PROJECT_RESTRICT') : inSpace;
      const all = [
        ...let_in,
        ...(bound === undefined ? [] : ['here', ...(roles.get(bound) ?? [])]),
      ];
      put(['project', owner, space, project], isAdmin ? ['ADMIN'] : all);
    }
  }
  return rights;
}

/** Which places were read so far that everything about them is known; those that a plan makes are. */
export function knownPlaces({ items, coverage }: Live, plan: Plan): (key: Key) => boolean {
  const read = new Set(coverage.map(({ kind, scope }) => `${kind} ${scope}`));
  const there = new Set(items.map(({ address }) => address));
  const made = new Set(
    plan.changes.filter(({ action }) => action === 'create').map(({ address }) => address),
  );
  const kindsAt: readonly KindName[] = ['organization', 'space', 'project'];
  const lists: readonly (readonly KindName[])[] = [
    ['organization_member'],
    ['space_member', 'space_binding'],
    ['project_binding', 'project_restriction'],
  ];
  const knows = (key: Key): boolean => {
    const kind = kindsAt[key.length - 1];
    if (kind === undefined) return true;
    const address = refAddress({ kind, key });
    if (made.has(address) && !there.has(address)) return knows(key.slice(0, -1));
    return (
      there.has(address) &&
      (lists[key.length - 1] ?? []).every((each) => read.has(`${each} ${address}`)) &&
      knows(key.slice(0, -1))
    );
  };
  return knows;
}

/** What a role may allow, of all that is told about somebody. */
const permissions = (list: readonly string[]): string =>
  list
    .filter((right) => right === right.toUpperCase() && right !== 'ADMIN')
    .toSorted()
    .join();

/** What became of each person in each place, in words; what is the same is left out. */
export function differences(before: Rights, after: Rights): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const mark of new Set([...before.keys(), ...after.keys()])) {
    const had = before.get(mark) ?? new Set();
    const has = after.get(mark) ?? new Set();
    if (had.has('ADMIN') && has.has('ADMIN')) continue;
    const gained = [...has].filter((right) => !had.has(right));
    const lost = [...had].filter((right) => !has.has(right));
    if (gained.length + lost.length === 0) continue;
    const effect = has.has('ADMIN')
      ? 'gains'
      : had.has('ADMIN')
        ? 'loses'
        : gained.length === 0
          ? 'loses'
          : lost.length === 0
            ? 'gains'
            : 'changes';
    const isAdmin = has.has('ADMIN') || had.has('ADMIN');
    const told = isAdmin ? '+ -' : `+${permissions(gained)} -${permissions(lost)}`;
    found.set(mark, `${effect} ${told}`);
  }
  return found;
}
