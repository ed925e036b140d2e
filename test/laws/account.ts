import fc from 'fast-check';
import type { Seed, SeedMemberRole } from '../../src/sandbox/index.ts';
import { predefinedRoles } from '../../src/sandbox/index.ts';
import { canonicalEmail, canonicalName } from '../../src/names.ts';
import { bots, caller, deputy, displayNames, emails, names, permissionPool } from './pools.ts';

/** Random accounts: small, legal in Arize's eyes, and full of what real ones hold by accident. */

const words = ['admin', 'member', 'member', 'read-only'] as const;

const name = fc.constantFrom(...names);

/** Points at one of some things; which ones there are is only known when the account is put together. */
const pick = fc.nat({ max: 11 });

const grants = fc.array(fc.tuple(pick, pick), { maxLength: 4, size: 'max' });

const person = fc.record({
  email: fc.constantFrom(...emails),
  name: fc.constantFrom(...displayNames),
  role: fc.constantFrom('member', 'member', 'member', 'admin', 'annotator'),
  status: fc.constantFrom('active', 'active', 'active', 'active', 'invited', 'expired', 'inactive'),
  developer: fc.option(fc.boolean(), { nil: undefined, freq: 3 }),
} as const);

const role = fc.record({
  name: name.filter((each) => !Object.hasOwn(predefinedRoles(), each)),
  description: fc.constantFrom('', 'Reads', ' padded '),
  permissions: fc.subarray([...permissionPool], { minLength: 1 }),
});

const project = fc.record({
  name,
  ml: fc.constantFrom(false, false, false, true),
  restricted: fc.boolean(),
  bindings: grants,
});

const space = fc.record({
  name,
  private: fc.boolean(),
  description: fc.constantFrom('', 'A space'),
  members: grants,
  bindings: grants,
  projects: fc.uniqueArray(project, {
    maxLength: 2,
    size: 'max',
    selector: (each) => canonicalName(each.name),
  }),
});

const organization = fc.record({
  name,
  description: fc.constantFrom('', 'An organization'),
  members: fc.array(fc.tuple(pick, pick), { minLength: 1, maxLength: 8, size: 'max' }),
  spaces: fc.uniqueArray(space, {
    minLength: 1,
    maxLength: 3,
    size: 'max',
    selector: (each) => canonicalName(each.name),
  }),
});

const facts = fc.record({
  people: fc.uniqueArray(person, {
    minLength: 2,
    maxLength: 6,
    size: 'max',
    selector: (each) => canonicalEmail(each.email),
  }),
  bots: fc.subarray([...bots]),
  roles: fc.uniqueArray(role, {
    maxLength: 3,
    size: 'max',
    selector: (each) => canonicalName(each.name),
  }),
  organizations: fc.uniqueArray(organization, {
    minLength: 1,
    maxLength: 2,
    size: 'max',
    selector: (each) => canonicalName(each.name),
  }),
});

type Facts = typeof facts extends fc.Arbitrary<infer F> ? F : never;

export const account: fc.Arbitrary<Seed> = facts.map(assemble);

const choose = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

/** Turns numbers into names so that no rule of Arize is broken: members before guests, annotators everywhere or nowhere. */
function assemble({ people, bots: botNames, roles, organizations }: Facts): Seed {
  const users: Seed['users'] = Object.fromEntries([
    [caller, { name: 'Root', role: 'admin' }],
    [deputy, { name: 'Deputy', role: 'admin' }],
    ...people.map(({ email, name: shown, role: word, status, developer }) => [
      email,
      {
        name: shown,
        role: word,
        ...(status !== 'active' && { status }),
        ...(developer !== undefined && { developer }),
      },
    ]),
    ...botNames.map((email) => [email, { name: 'svc', role: 'member', bot: true }]),
  ]);
  const usable = Object.keys(users).filter((email) => users[email]?.status !== 'inactive');
  const roleNames = [...roles.map((each) => each.name), 'Project Viewer', 'Project Editor'];

  const wordsOf = (
    list: readonly (readonly [number, number])[],
    who: readonly string[],
  ): Record<string, SeedMemberRole> =>
    Object.fromEntries(
      (who.length === 0 ? [] : list).map(([index, word]) => {
        const email = choose(who, index);
        const isAnnotator = users[email]?.role === 'annotator';
        return [email, isAnnotator ? 'annotator' : (words[word % words.length] ?? 'member')];
      }),
    );
  const rolesOf = (list: readonly (readonly [number, number])[], who: readonly string[]) =>
    Object.fromEntries(
      (who.length === 0 ? [] : list)
        .map(([index, which]) => [choose(who, index), choose(roleNames, which)] as const)
        .filter(([email]) => users[email]?.role !== 'annotator'),
    );

  return {
    account: { name: 'Law & Order "Ltd"' },
    users,
    roles: Object.fromEntries(
      roles.map((each) => [
        each.name,
        {
          permissions: each.permissions,
          ...(each.description && { description: each.description }),
        },
      ]),
    ),
    organizations: Object.fromEntries(
      organizations.map((each) => {
        const members = wordsOf(each.members, usable);
        const inside = Object.keys(members);
        return [
          each.name,
          {
            ...(each.description && { description: each.description }),
            members,
            spaces: Object.fromEntries(
              each.spaces.map((one) => [
                one.name,
                {
                  private: one.private,
                  ...(one.description && { description: one.description }),
                  members: wordsOf(one.members, inside),
                  bindings: rolesOf(one.bindings, inside),
                  projects: Object.fromEntries(
                    one.projects.map((leaf) => [
                      leaf.name,
                      {
                        ...(leaf.ml && { type: 'ml' as const }),
                        ...(leaf.restricted && !leaf.ml && { restricted: true }),
                        bindings: rolesOf(leaf.bindings, inside),
                      },
                    ]),
                  ),
                },
              ]),
            ),
          },
        ];
      }),
    ),
  };
}
