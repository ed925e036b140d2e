import type { Seed } from '../../src/sandbox/index.ts';
import type { Key, KindName, Live } from '../../src/model.ts';
import { canonicalEmail, canonicalName } from '../../src/names.ts';

/** An account as a flat list of facts, each under a key made of names: what two moments of it are compared by. */

export interface Fact {
  /** Of what a seed says: these laws draw nothing else. */
  readonly kind: KindName;
  readonly key: Key;
  readonly value: unknown;
}

export const nameOfFact = ({ kind, key }: Pick<Fact, 'kind' | 'key'>): string =>
  JSON.stringify([kind, ...key]);

/** Names as a file would call them: what a file renames has its new name before and after. */
export interface Names {
  role(name: string): string;
  place(kind: 'organization' | 'space' | 'project', key: Key): string;
}

/** The names that a file gives to what is live; everything else keeps its own. */
export function namesOf({ items }: Live): Names {
  const renames = new Map<string, string>();
  for (const { kind, key, fields } of items) {
    const { name } = fields;
    if (kind === 'user' || typeof name !== 'string') continue;
    renames.set(nameOfFact({ kind, key: [...key.slice(0, -1), name] }), key.at(-1) ?? '');
  }
  const named = (kind: KindName, key: Key): string =>
    renames.get(nameOfFact({ kind, key })) ?? key.at(-1) ?? '';
  return { role: (name) => named('role', [name]), place: named };
}

export const plain: Names = { role: (name) => name, place: (_kind, key) => key.at(-1) ?? '' };

export function factsOf(seed: Seed, names: Names): readonly Fact[] {
  const facts: Fact[] = [];
  const say = (kind: KindName, key: Key, value: unknown): void => {
    facts.push({ kind, key, value });
  };
  const grants = (
    kind: KindName,
    above: Key,
    given: Readonly<Record<string, string>> | undefined,
  ): void => {
    for (const [email, role] of Object.entries(given ?? {})) {
      const isWord = kind === 'organization_member' || kind === 'space_member';
      say(kind, [...above, canonicalEmail(email)], isWord ? role : names.role(canonicalName(role)));
    }
  };
  for (const [email, user] of Object.entries(seed.users))
    say('user', [canonicalEmail(email)], user);
  for (const [name, role] of Object.entries(seed.roles ?? {})) {
    say('role', [names.role(canonicalName(name))], {
      ...role,
      permissions: role.permissions.toSorted(),
    });
  }
  for (const [rawOwner, owner] of Object.entries(seed.organizations ?? {})) {
    const top = [names.place('organization', [canonicalName(rawOwner)])];
    say('organization', top, { description: owner.description ?? '' });
    grants('organization_member', top, owner.members);
    for (const [rawSpace, space] of Object.entries(owner.spaces ?? {})) {
      const middle = [...top, names.place('space', [...top, canonicalName(rawSpace)])];
      const { description = '', private: isPrivate = false } = space;
      say('space', middle, { description, private: isPrivate });
      grants('space_member', middle, space.members);
      grants('space_binding', middle, space.bindings);
      for (const [rawProject, project] of Object.entries(space.projects ?? {})) {
        const leaf = [...middle, names.place('project', [...middle, canonicalName(rawProject)])];
        say('project', leaf, project.type ?? 'generative');
        if (project.restricted) say('project_restriction', leaf, true);
        grants('project_binding', leaf, project.bindings);
      }
    }
  }
  return facts;
}

export const byName = (facts: readonly Fact[]): ReadonlyMap<string, Fact> =>
  new Map(facts.map((fact) => [nameOfFact(fact), fact]));
