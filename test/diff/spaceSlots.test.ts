import { expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { diff } from '../../src/diff/diff.ts';
import { plan } from '../../src/plan/plan.ts';
import { FileProblems } from '../../src/problem.ts';
import { linesOf, openAccount } from '../account/account.ts';

/** What raj holds in the space. */
const lives = {
  nothing: '',
  word: 'members: {raj@x.org: member}',
  role: 'bindings: {raj@x.org: R}',
  both: 'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
};

/** What the file says of him under each key: `-` when the key is not there, `none` when he is not below it. */
const members = ['-', 'none', '{}', 'member', 'admin', 'R', 'S'];
const bindings = ['-', 'none', 'R', 'S'];

const keyOf = (name: string, said: string): readonly string[] => {
  if (said === '-') return [];
  return [`${name}: {${said === 'none' ? '' : `raj@x.org: ${said}`}}`];
};

const rolesInSeed =
  '{R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ, DATASET_READ]}}';

interface Row {
  readonly live: keyof typeof lives;
  readonly inMembers: string;
  readonly inBindings: string;
}

const rows = Object.keys(lives).flatMap((live) =>
  members.flatMap((inMembers) =>
    bindings.flatMap((inBindings): readonly Row[] =>
      isLive(live) && !(inMembers === '-' && inBindings === '-')
        ? [{ live, inMembers, inBindings }]
        : [],
    ),
  ),
);

function isLive(name: string): name is keyof typeof lives {
  return name in lives;
}

/** What a reader of the table needs of each line. */
const brief = (line: string): string =>
  line
    .replaceAll('space/P/s/', '')
    .replaceAll('/raj', '')
    .replace(/^! refused (\w+): (\w+).*/, 'refused: $1')
    .replace(/.*needs a role.*/, 'refused: a new member needs a role')
    .replace(/.*there is room for one.*/, 'error: two roles');

const linesFor = async ({ live, inMembers, inBindings }: Row) => {
  const account = openAccount(`
roles: ${rolesInSeed}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {${lives[live]}}}}}`);
  const keys = [...keyOf('members', inMembers), ...keyOf('bindings', inBindings)];
  const file = `organizations: {P: {spaces: {s: {${keys.join(', ')}}}}}`;
  const before = await account.look(file);
  const difference = diff(before.desired, before.live);
  await apply(
    plan(difference, before.desired, before.live, { allowDestructive: true }),
    account.writer(),
  );
  const after = await account.look(file);
  return { lines: linesOf(difference), left: diff(after.desired, after.live).changes };
};

test('a person’s place in a space: what there is, what the file says, what changes', async () => {
  const table = await Promise.all(
    rows.map(async (row) => {
      const { live, inMembers, inBindings } = row;
      let said: readonly string[];
      try {
        const { lines, left } = await linesFor(row);
        // Applied, a second plan has nothing to do.
        said = [...lines, ...left.map(({ address }) => `again: ${address}`)];
      } catch (error) {
        if (!(error instanceof FileProblems)) throw error;
        said = error.problems.map(({ message }) => message);
      }
      const cells = [live.padEnd(8), inMembers.padEnd(7), inBindings.padEnd(5)];
      return `${cells.join('| ')}| ${said.map(brief).join(', ')}`.trimEnd();
    }),
  );
  expect(['live    | members| bind | changes', ...table].join('\n')).toBe(expected.trim());
});

const expected = `
live    | members| bind | changes
nothing | -      | none |
nothing | -      | R    | + binding <R>
nothing | -      | S    | + binding <S>
nothing | none   | -    |
nothing | none   | none |
nothing | none   | R    | + binding <R>
nothing | none   | S    | + binding <S>
nothing | {}     | -    | refused: a new member needs a role
nothing | {}     | none | refused: a new member needs a role
nothing | {}     | R    | + binding <R>, refused: a new member needs a role
nothing | {}     | S    | + binding <S>, refused: a new member needs a role
nothing | member | -    | + member member
nothing | member | none | + member member
nothing | member | R    | + member member, + binding <R>
nothing | member | S    | + member member, + binding <S>
nothing | admin  | -    | + member admin
nothing | admin  | none | + member admin
nothing | admin  | R    | + member admin, + binding <R>
nothing | admin  | S    | + member admin, + binding <S>
nothing | R      | -    | + member <R>
nothing | R      | none | + member <R>
nothing | R      | R    | error: two roles
nothing | R      | S    | error: two roles
nothing | S      | -    | + member <S>
nothing | S      | none | + member <S>
nothing | S      | R    | error: two roles
nothing | S      | S    | error: two roles
word    | -      | none |
word    | -      | R    | + binding <R>
word    | -      | S    | + binding <S>
word    | none   | -    | - member member
word    | none   | none | - member member
word    | none   | R    | + binding <R>, refused: member
word    | none   | S    | + binding <S>, refused: member
word    | {}     | -    |
word    | {}     | none |
word    | {}     | R    | + binding <R>
word    | {}     | S    | + binding <S>
word    | member | -    |
word    | member | none |
word    | member | R    | + binding <R>
word    | member | S    | + binding <S>
word    | admin  | -    | ~ member member -> admin
word    | admin  | none | ~ member member -> admin
word    | admin  | R    | ~ member member -> admin, + binding <R>
word    | admin  | S    | ~ member member -> admin, + binding <S>
word    | R      | -    | ~ member member -> <R>
word    | R      | none | ~ member member -> <R>
word    | R      | R    | error: two roles
word    | R      | S    | error: two roles
word    | S      | -    | ~ member member -> <S>
word    | S      | none | ~ member member -> <S>
word    | S      | R    | error: two roles
word    | S      | S    | error: two roles
role    | -      | none | - binding <R>
role    | -      | R    |
role    | -      | S    | ~ binding <R> -> <S>
role    | none   | -    | - member <R>
role    | none   | none | - binding <R>
role    | none   | R    |
role    | none   | S    | ~ binding <R> -> <S>
role    | {}     | -    |
role    | {}     | none |
role    | {}     | R    | refused: a new member needs a role
role    | {}     | S    | ~ binding <R> -> <S>, refused: a new member needs a role
role    | member | -    | ~ member <R> -> member
role    | member | none | ~ member <R> -> member
role    | member | R    | + member member
role    | member | S    | + member member, ~ binding <R> -> <S>
role    | admin  | -    | ~ member <R> -> admin
role    | admin  | none | ~ member <R> -> admin
role    | admin  | R    | + member admin
role    | admin  | S    | + member admin, ~ binding <R> -> <S>
role    | R      | -    |
role    | R      | none |
role    | R      | R    | error: two roles
role    | R      | S    | error: two roles
role    | S      | -    | ~ member <R> -> <S>
role    | S      | none | ~ member <R> -> <S>
role    | S      | R    | error: two roles
role    | S      | S    | error: two roles
both    | -      | none | - binding <R>
both    | -      | R    |
both    | -      | S    | ~ binding <R> -> <S>
both    | none   | -    | - member member takes binding
both    | none   | none | - member member takes binding
both    | none   | R    | refused: member
both    | none   | S    | ~ binding <R> -> <S>, refused: member
both    | {}     | -    |
both    | {}     | none | - binding <R>
both    | {}     | R    |
both    | {}     | S    | ~ binding <R> -> <S>
both    | member | -    |
both    | member | none | - binding <R>
both    | member | R    |
both    | member | S    | ~ binding <R> -> <S>
both    | admin  | -    | ~ member member -> admin
both    | admin  | none | ~ member member -> admin, - binding <R>
both    | admin  | R    | ~ member member -> admin
both    | admin  | S    | ~ member member -> admin, ~ binding <R> -> <S>
both    | R      | -    | refused: member
both    | R      | none | refused: member
both    | R      | R    | error: two roles
both    | R      | S    | error: two roles
both    | S      | -    | refused: member
both    | S      | none | refused: member
both    | S      | R    | error: two roles
both    | S      | S    | error: two roles
`;
