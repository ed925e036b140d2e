import { describe, expect, test } from 'vitest';
import type { Seed } from '../../src/sandbox/index.ts';
import { generateSeed, openSandbox, parseSeed } from '../../src/sandbox/index.ts';

const large = { users: 5000, spaces: 200, random: 7 };

/** How many of everything is in a seed. */
function counts(seed: Seed): Record<string, number> {
  const users = Object.values(seed.users);
  const organizations = Object.values(seed.organizations ?? {});
  const spaces = organizations.flatMap((each) => Object.values(each.spaces ?? {}));
  const projects = spaces.flatMap((each) => Object.values(each.projects ?? {}));
  return {
    users: users.length,
    bots: users.filter((each) => each.bot).length,
    admins: users.filter((each) => each.role === 'admin').length,
    annotators: users.filter((each) => each.role === 'annotator').length,
    invited: users.filter((each) => each.status === 'invited').length,
    expired: users.filter((each) => each.status === 'expired').length,
    inactive: users.filter((each) => each.status === 'inactive').length,
    withoutDeveloper: users.filter((each) => each.developer === false).length,
    roles: Object.keys(seed.roles ?? {}).length,
    organizations: organizations.length,
    spaces: spaces.length,
    privateSpaces: spaces.filter((each) => each.private).length,
    spaceMembers: spaces.flatMap((each) => Object.keys(each.members ?? {})).length,
    spaceBindings: spaces.flatMap((each) => Object.keys(each.bindings ?? {})).length,
    projects: projects.length,
    restricted: projects.filter((each) => each.restricted).length,
    ml: projects.filter((each) => each.type === 'ml').length,
    projectBindings: projects.flatMap((each) => Object.keys(each.bindings ?? {})).length,
  };
}

describe('a generated account', () => {
  test('is the same for the same number, and another for another', () => {
    expect(generateSeed(large)).toEqual(generateSeed(large));
    expect(generateSeed({ ...large, random: 8 })).not.toEqual(generateSeed(large));
  });

  test('has the size that was asked for, and something of every kind', () => {
    const found = counts(generateSeed(large));
    expect(found).toMatchObject({
      users: 5000,
      spaces: 200,
      organizations: 20,
      projects: 600,
      roles: 8,
    });
    expect(Object.entries(found).filter(([, count]) => count === 0)).toEqual([]);
  });

  test('may be given its organizations, projects and roles', () => {
    const seed = generateSeed({
      users: 30,
      organizations: 3,
      spaces: 5,
      projects: 7,
      roles: 20,
      random: 1,
    });
    expect(counts(seed)).toMatchObject({ organizations: 3, spaces: 5, projects: 7, roles: 20 });
  });

  const sizes: [users: number, spaces: number, random: number][] = [
    [1, 0, 0],
    [1, 3, 1],
    [7, 2, 4_294_967_295],
    [300, 40, -5],
    [5000, 200, 7],
  ];
  test.each(sizes)(
    'of %i users and %i spaces from %i breaks no rule of a seed, and opens',
    (users, spaces, random) => {
      const seed = parseSeed(generateSeed({ users, spaces, random }), 'generated');
      const sandbox = openSandbox({ seed });
      expect(sandbox.keys()).toHaveLength(1);
      expect(counts(sandbox.snapshot())).toEqual(counts(seed));
    },
  );
});
