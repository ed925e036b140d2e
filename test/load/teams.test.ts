import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadText } from './loadText.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { settings } from '../repeated.ts';

/** The built-in roles that can be compared, the weakest first. */
const levels = ['read-only', 'member', 'admin'] as const;

const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`);

/** A team's own people, and teams before it that stand in it too. */
interface Team {
  readonly own: readonly string[];
  readonly inner: readonly number[];
}

const teams = fc
  .array(
    fc.record({
      own: fc.subarray(people, { minLength: 1 }),
      inner: fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ own, inner }, index): Team => ({
      own,
      inner: [...new Set(inner)].filter((at) => at < index),
    })),
  );

const everybodyIn = (all: readonly Team[], index: number): ReadonlySet<string> => {
  const { own = [], inner = [] } = all[index] ?? {};
  return new Set([...own, ...inner.flatMap((at) => [...everybodyIn(all, at)])]);
};

const written = (all: readonly Team[]): string =>
  all
    .map(({ own, inner }, index) => {
      return `  t${index}: [${[...own, ...inner.map((at) => `t${at}`)].join(', ')}]\n`;
    })
    .join('');

const rolesIn = (lines: readonly string[], all: readonly Team[]): ReadonlyMap<string, unknown> => {
  const text = `version: 1\nteams:\n${written(all)}organizations:\n  P:\n    members:\n${lines.join('')}`;
  const { desired } = loadText(text, 'access.yaml');
  return new Map(
    desired.items
      .filter(({ kind }) => kind === 'organization_member')
      .map(({ key, fields }) => [key.at(-1) ?? '', fields['role']]),
  );
};

describe('teams on teams', () => {
  const grants = teams.chain((all) =>
    fc.record({
      all: fc.constant(all),
      lines: fc.shuffledSubarray(
        all.map((_, team) => team),
        { minLength: 1 },
      ),
      roles: fc.array(fc.constantFrom(...levels), { minLength: 6, maxLength: 6 }),
      except: fc.array(fc.option(fc.nat({ max: all.length - 1 }), { nil: undefined }), {
        minLength: 6,
        maxLength: 6,
      }),
    }),
  );

  test('give each person the strongest of their roles, in any order of lines, without those that `except` names', () => {
    fc.assert(
      fc.property(grants, ({ all, lines, roles, except }) => {
        const strongest = new Map<string, number>();
        for (const team of lines) {
          const other = except[team];
          const out = other === undefined ? new Set<string>() : everybodyIn(all, other);
          const level = levels.indexOf(roles[team] ?? 'admin');
          for (const person of everybodyIn(all, team)) {
            if (!out.has(person)) {
              strongest.set(person, Math.max(level, strongest.get(person) ?? 0));
            }
          }
        }
        const map = lines.map((team) => {
          const other = except[team];
          const out = other === undefined ? '' : `, except: [t${other}]`;
          return `      t${team}: {role: ${roles[team] ?? 'admin'}${out}}\n`;
        });
        const expected = new Map([...strongest].map(([person, level]) => [person, levels[level]]));
        expect(rolesIn(map, all)).toEqual(expected);
      }),
      settings(300, 30),
    );
  });

  test('of custom roles are settled by what each error suggests', () => {
    const custom = grants.map(({ all, lines, roles }) => ({ all, lines, roles }));
    fc.assert(
      fc.property(custom, ({ all, lines, roles }) => {
        const out = new Map<string, Set<string>>();
        const made = () =>
          lines.map((team) => {
            const except = [...(out.get(`t${team}`) ?? [])];
            const rest = except.length === 0 ? '' : `, except: [${except.join(', ')}]`;
            return `          t${team}: {role: R ${roles[team] ?? ''}${rest}}\n`;
          });
        const load = () =>
          loadText(
            `version: 1\nteams:\n${written(all)}roles:\n  R read-only: {permissions: [PROJECT_READ]}\n  R member: {permissions: [PROJECT_READ, DATASET_READ]}\n  R admin: {permissions: [PROJECT_READ, DATASET_READ, DATASET_CREATE]}\norganizations:\n  P:\n    spaces:\n      s:\n        members:\n${made().join('')}`,
            'access.yaml',
          );
        for (let round = 0; ; round += 1) {
          try {
            const { desired } = load();
            const listed = desired.items.filter(({ kind }) => kind === 'space_member');
            const meant = new Set(lines.flatMap((team) => [...everybodyIn(all, team)]));
            expect(new Set(listed.map(({ key }) => key.at(-1)))).toEqual(meant);
            return;
          } catch (error) {
            if (!(error instanceof FileProblemsError) || round > 9) throw error;
            for (const { suggestion = '' } of error.problems) {
              const found = /except: \[(?<high>.+?)\]` at "(?<low>.+?)"/.exec(suggestion)?.groups;
              const { high = '', low = '' } = found ?? {};
              out.set(low, (out.get(low) ?? new Set()).add(high));
            }
          }
        }
      }),
      settings(200, 20),
    );
  });
});

/** Everybody and a part of them with two custom roles, bound in a space. */
const fileWith = (first: string, second: string): string =>
  [
    'version: 1',
    'teams: {everybody: [a@example.com, b@example.com], leads: [a@example.com]}',
    'roles:',
    '  Read: {permissions: [PROJECT_READ]}',
    '  Write: {permissions: [PROJECT_READ, DATASET_CREATE]}',
    '  Data: {permissions: [DATASET_READ]}',
    'organizations:',
    '  P:',
    '    members: {everybody: member}',
    '    spaces:',
    '      s:',
    '        members: {}',
    `        bindings: {everybody: ${first}, leads: ${second}}`,
    '',
  ].join('\n');

describe('teams with custom roles', () => {
  test.each([
    ['Read', 'Write'],
    ['Write', 'Read'],
  ])('give the role that has all permissions of the other (%s, %s)', (first, second) => {
    const { desired } = loadText(fileWith(first, second), 'access.yaml');
    const bound = desired.items.filter(({ kind }) => kind === 'space_binding');
    expect(bound.map(({ key, fields }) => [key.at(-1), fields['role']])).toEqual([
      ['a@example.com', { custom: 'Write' }],
      ['b@example.com', { custom: first }],
    ]);
  });

  test.each([
    ['Data', 'Write'],
    ['Read', 'Project Viewer'],
  ])('are an error where neither has all of the other (%s, %s)', (first, second) => {
    expect(() => loadText(fileWith(first, second), 'access.yaml')).toThrow(FileProblemsError);
  });
});
