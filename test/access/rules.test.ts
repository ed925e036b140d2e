import { describe, expect, test } from 'vitest';
import { pathsTo } from '../../src/access/paths.ts';
import { EffectiveAccessCache } from '../../src/access/effectiveAccess.ts';
import { builtInPermissions } from '../../src/kinds/permissions.ts';
import { predefinedRoles } from '../../src/sandbox/index.ts';
import { placeIn, stateOf } from './state.ts';

/** What somebody can do, in a line: what they hold, and by which ways. */
function told(file: string, person: string, place: string): string {
  const { state } = stateOf(file);
  const where = placeIn(state, place);
  const paths = pathsTo(`${person}@x.org`, where, state);
  const { levels } = new EffectiveAccessCache(state).of(paths, where);
  const names = levels.map((level) => (typeof level === 'object' ? `<${level.custom}>` : level));
  const ways = paths.map(
    ({ how, at, unsure }) => `${how} ${at.ref?.key.at(-1) ?? 'account'}${unsure ? '?' : ''}`,
  );
  return names.length === 0 ? 'nothing' : `${names.join(' + ')}: ${ways.join(', ')}`;
}

const permissions = (file: string, person: string, place: string): readonly string[] => {
  const { state } = stateOf(file);
  const where = placeIn(state, place);
  const standing = new EffectiveAccessCache(state).of(
    pathsTo(`${person}@x.org`, where, state),
    where,
  );
  return standing.admin ? ['everything'] : [...standing.permissions].toSorted();
};

/** An organization O with a space S with a project P; each part as the test says. */
const account = ({
  member = '',
  space = '',
  spaceMember = '',
  binding = '',
  project = '',
} = {}) => `
users:
  root@x.org: {name: Root, role: admin, invite: none}
  may@x.org: {name: May, role: member, invite: none}
  ann@x.org: {name: Ann, role: annotator, invite: none}
roles:
  Reader: {permissions: [PROJECT_READ]}
  Keeper: {permissions: [PROJECT_READ, PROJECT_RESTRICT]}
organizations:
  O:
    members: {${member}}
    spaces:
      S: {${[space, `members: {${spaceMember}}`, `bindings: {${binding}}`, `projects: {P: {${project}}}`].filter(Boolean).join(', ')}}
`;

const may = (what: string): string => `may@x.org: ${what}`;
const open = 'private: false';
const shut = 'private: true';
const restricted = 'restricted: true, bindings: {}';

describe('the hierarchy', () => {
  test.each([
    ['an account admin is one', {}, 'root', 'account', 'admin: own account'],
    ['of every organization', {}, 'root', 'O', 'admin: admin account'],
    ['of every private space', { space: shut }, 'root', 'S', 'admin: admin account'],
    [
      'of every restricted project',
      { space: shut, project: restricted },
      'root',
      'P',
      'admin: admin account',
    ],
    ['an account member gets into no organization', {}, 'may', 'O', 'nothing'],
    ['nor into a public space', { space: open }, 'may', 'S', 'nothing'],
    ['an organization member is in it', { member: may('member') }, 'may', 'O', 'member: own O'],
    [
      'falls back to their role in a public space',
      { member: may('member'), space: open },
      'may',
      'S',
      'member: fallback O',
    ],
    [
      'and in its projects',
      { member: may('read-only'), space: open },
      'may',
      'P',
      'read-only: fallback O',
    ],
    ['not in a private one', { member: may('member'), space: shut }, 'may', 'S', 'nothing'],
    [
      'perhaps in one of which nobody says',
      { member: may('member') },
      'may',
      'S',
      'member: fallback O?',
    ],
    [
      'not where they hold a word of their own',
      { member: may('member'), space: open, spaceMember: may('read-only') },
      'may',
      'S',
      'read-only: own S',
    ],
    [
      'nor where they hold a role of their own',
      { member: may('member'), space: open, binding: may('Reader') },
      'may',
      'S',
      '<Reader>: own S',
    ],
    [
      'an organization admin is admin of private spaces',
      { member: may('admin'), space: shut },
      'may',
      'S',
      'admin: admin O',
    ],
    [
      'and of restricted projects',
      { member: may('admin'), space: shut, project: restricted },
      'may',
      'P',
      'admin: admin O',
    ],
    [
      'a space member is in its projects',
      { member: may('member'), space: shut, spaceMember: may('member') },
      'may',
      'P',
      'member: inherited S',
    ],
    [
      'a role in a space counts in its projects',
      { member: may('member'), space: shut, binding: may('Reader') },
      'may',
      'P',
      '<Reader>: inherited S',
    ],
    [
      'a word and a role count together',
      { member: may('member'), space: shut, spaceMember: may('read-only'), binding: may('Reader') },
      'may',
      'S',
      'read-only + <Reader>: own S, own S',
    ],
    [
      'with a role of the project',
      {
        member: may('member'),
        space: shut,
        spaceMember: may('read-only'),
        project: `bindings: {${may('Reader')}}`,
      },
      'may',
      'P',
      'read-only + <Reader>: own P, inherited S',
    ],
    [
      'a role alone opens a project, not its space',
      { member: may('member'), space: shut, project: `bindings: {${may('Reader')}}` },
      'may',
      'S',
      'nothing',
    ],
    [
      'a restriction shuts members of the space out',
      { member: may('member'), space: shut, spaceMember: may('member'), project: restricted },
      'may',
      'P',
      'nothing',
    ],
    [
      'and roles bound in the space',
      { member: may('member'), space: shut, binding: may('Reader'), project: restricted },
      'may',
      'P',
      'nothing',
    ],
    [
      'and whoever falls back',
      { member: may('member'), space: open, project: restricted },
      'may',
      'P',
      'nothing',
    ],
    [
      'not admins of the space',
      { member: may('member'), space: shut, spaceMember: may('admin'), project: restricted },
      'may',
      'P',
      'admin: admin S',
    ],
    [
      'not roles bound in the project',
      {
        member: may('member'),
        space: shut,
        project: `restricted: true, bindings: {${may('Reader')}}`,
      },
      'may',
      'P',
      '<Reader>: own P',
    ],
    [
      'whoever may restrict may still do that',
      { member: may('member'), space: shut, binding: may('Keeper'), project: restricted },
      'may',
      'P',
      '<Keeper>: inherited S',
    ],
    [
      'a role of the project does not count in others',
      { member: may('member'), space: shut, project: `bindings: {${may('Reader')}}` },
      'may',
      'O',
      'member: own O',
    ],
    ['an annotator annotates in the account', {}, 'ann', 'account', 'annotator: own account'],
    ['in the organization', { member: 'ann@x.org: annotator' }, 'ann', 'O', 'annotator: own O'],
    [
      'in a public space',
      { member: 'ann@x.org: annotator', space: open },
      'ann',
      'S',
      'annotator: fallback O',
    ],
    [
      'in a private one as its member',
      { member: 'ann@x.org: annotator', space: shut, spaceMember: 'ann@x.org: annotator' },
      'ann',
      'S',
      'annotator: own S',
    ],
    [
      'a role that nobody shows is told as such',
      { member: may('{}') },
      'may',
      'O',
      'unknown: own O',
    ],
    ["and may be an admin's", { member: may('{}'), space: shut }, 'may', 'S', 'unknown: admin O?'],
    ['a stranger gets in nowhere', { space: open }, 'nobody', 'S', 'nothing'],
  ] as const)('%s', (_, parts, person, place, expected) => {
    expect(told(account(parts), person, place)).toBe(expected);
  });
});

describe('what it allows', () => {
  test.each(['member', 'read-only', 'annotator'] as const)('%s, by the set of the word', (word) => {
    const who = word === 'annotator' ? 'ann' : 'may';
    const file = account({
      member: `${who}@x.org: ${word}`,
      space: shut,
      spaceMember: `${who}@x.org: ${word}`,
    });
    expect(permissions(file, who, 'S')).toEqual(builtInPermissions[word].toSorted());
    expect(permissions(file, who, 'P')).toEqual(builtInPermissions[word].toSorted());
  });

  test('an admin, everything', () => {
    const file = account({ member: may('member'), space: shut, spaceMember: may('admin') });
    expect(permissions(file, 'may', 'S')).toEqual(['everything']);
  });

  test.each(Object.keys(predefinedRoles()))(
    '%s, what the role says, in the project alone',
    (role) => {
      const file = account({
        member: may('member'),
        space: shut,
        project: `restricted: true, bindings: {${may(role)}}`,
      });
      expect(permissions(file, 'may', 'P')).toEqual(
        [...(predefinedRoles()[role]?.permissions ?? [])].toSorted(),
      );
      expect(permissions(file, 'may', 'S')).toEqual([]);
    },
  );

  test('a word and a role, the union of both', () => {
    const file = account({
      member: may('member'),
      space: shut,
      spaceMember: may('read-only'),
      binding: may('Keeper'),
    });
    const all = [...builtInPermissions['read-only'], 'PROJECT_RESTRICT'];
    expect(permissions(file, 'may', 'S')).toEqual(all.toSorted());
  });

  test('behind a restriction, nothing but lifting it', () => {
    const file = account({
      member: may('member'),
      space: shut,
      binding: may('Keeper'),
      project: restricted,
    });
    expect(permissions(file, 'may', 'P')).toEqual(['PROJECT_RESTRICT']);
  });
});
