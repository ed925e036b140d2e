import { permissions, builtInPermissions } from '../../src/kinds/permissions.ts';
import type { Key } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { predefinedRoles } from '../../src/sandbox/index.ts';
import { factsOf, nameOfFact } from './facts.ts';
import type { Names } from './facts.ts';

const isWord = (word: string): word is keyof typeof builtInPermissions =>
  Object.hasOwn(builtInPermissions, word);

const ofWord = (word: string | undefined): readonly string[] =>
  word === undefined
    ? []
    : word === 'admin'
      ? permissions
      : isWord(word)
        ? builtInPermissions[word]
        : [];

/**
 * Who may do what where, as lines of text: `enter` for getting in at all, and each permission that somebody holds by a
 * grant of their own, as an admin above, or by their role in the organization where a public space has none for them.
 */
export function rightsIn(seed: Seed, names: Names): ReadonlySet<string> {
  const facts = factsOf(seed, names);
  const values = new Map(facts.map((fact) => [nameOfFact(fact), fact.value]));
  const text = (kind: Parameters<typeof nameOfFact>[0]['kind'], key: Key): string | undefined => {
    const value = values.get(nameOfFact({ kind, key }));
    return typeof value === 'string' ? value : undefined;
  };
  const allowed = new Map<string, readonly string[]>(
    Object.entries(predefinedRoles()).map(([name, role]) => [name, role.permissions]),
  );
  for (const { kind, key, value } of facts) {
    if (kind === 'role' && typeof value === 'object' && value !== null && 'permissions' in value) {
      const list: unknown = value.permissions;
      if (Array.isArray(list)) allowed.set(key[0] ?? '', list.map(String));
    }
  }
  const ofRole = (role: string | undefined): readonly string[] =>
    role === undefined ? [] : (allowed.get(role) ?? []);

  const people = facts.flatMap(({ kind, key: [email = ''], value }) => {
    if (kind !== 'user' || typeof value !== 'object' || value === null) return [];
    if ('status' in value && value.status === 'inactive') return [];
    return [{ email, isAdmin: 'role' in value && value.role === 'admin' }];
  });
  const rights = new Set<string>();
  for (const { email, isAdmin } of people) {
    for (const { kind, key } of facts) {
      if (kind !== 'space' && kind !== 'project') continue;
      const [owner = '', space = ''] = key;
      const above = text('organization_member', [owner, email]);
      const word = text('space_member', [owner, space, email]);
      const role = text('space_binding', [owner, space, email]);
      const bound = kind === 'project' ? text('project_binding', [...key, email]) : undefined;
      const isAbove = isAdmin || above === 'admin';
      const place = values.get(nameOfFact({ kind: 'space', key: [owner, space] }));
      const isOpen =
        typeof place === 'object' &&
        place !== null &&
        'private' in place &&
        place.private === false;
      const isShut =
        kind === 'project' && values.has(nameOfFact({ kind: 'project_restriction', key }));
      const inSpace =
        isAbove || word !== undefined || role !== undefined || (isOpen && above !== undefined);
      const enters = bound !== undefined || (isShut ? isAbove || word === 'admin' : inSpace);
      const say = (right: string): void => {
        rights.add(JSON.stringify([email, kind, ...key, right]));
      };
      if (enters) say('enter');
      const holdsOwn = word !== undefined || role !== undefined;
      const fallback = isOpen && !holdsOwn ? above : undefined;
      const may =
        isAbove || (isShut && word === 'admin')
          ? permissions
          : isShut
            ? ofRole(bound)
            : [...ofWord(word ?? fallback), ...ofRole(role), ...ofRole(bound)];
      for (const permission of may) say(permission);
    }
  }
  return rights;
}
