import { describe, expect, test } from 'vitest';
import { breachTexts, unknownTexts } from '../../src/render/words/rules.ts';
import { judgeFile } from '../../src/rules/judgeFile.ts';
import type { JudgedRule } from '../../src/rules/verdict.ts';
import { loadText } from '../load/loadText.ts';

/** An organization O with a private space S-prod and a project P; `>>` marks the line that is to be named. */
const accountOf = ({
  root = 'member',
  teams = '',
  organization = '',
  space = 'private: true',
  members = '',
  bindings = '',
  restricted = 'true',
  project = '',
  rules = `  readers:\n    people: [eve@x.org]\n    may_not: PROJECT_SPAN_READ\n    on: [{space: "*-prod"}]`,
} = {}) => `version: 1
users:
  eve@x.org: {name: Eve, role: ${root}, invite: none}
  ann@x.org: {name: Ann, role: member, invite: none}
  off@x.org: {name: Off, role: member, invite: none}
teams:
  all: [ann@x.org]
${teams}
roles:
  Reader: {permissions: [PROJECT_READ, PROJECT_SPAN_READ]}
organizations:
  O:
    members:
      ann@x.org: member
${organization}
    spaces:
      S-prod:
        ${space}
        members:
          ann@x.org: member
${members}
        bindings:
${bindings || '          {}'}
        projects:
          P:
            restricted: ${restricted}
            bindings:
${project || '              {}'}
rules:
${rules}
`;

function judged(
  text: string,
  today = '2027-01-15',
): { line: string; found: readonly string[] } & {
  readonly rule: JudgedRule;
} {
  const marked = text.split('\n').findIndex((line) => line.includes('>>'));
  const { desired } = loadText(text.replaceAll('# >>', '#'), 'access.yaml', { keepsExpired: true });
  const [rule] = judgeFile(desired, today);
  if (rule === undefined) throw new Error('There is no rule.');
  const found = breachTexts(rule, { of: 'desired', file: desired.file, desired }).map(
    ({ person, text: said, source }) => `${person} ${source.line}: ${said}`,
  );
  return { line: String(marked + 1), found, rule };
}

const member = '      eve@x.org: member';

describe('each way in is found, with the line that opens it', () => {
  test.each([
    [
      'a built-in role',
      { organization: member, members: '          eve@x.org: member # >>' },
      'member of space S-prod',
    ],
    [
      'a team',
      {
        teams: '  some: [eve@x.org]',
        organization: '      some: member',
        members: '          some: member # >>',
      },
      'member of space S-prod (by team some)',
    ],
    [
      'a team in a team',
      {
        teams: '  some: [eve@x.org]\n  outer: [some]',
        organization: '      outer: member',
        members: '          outer: member # >>',
      },
      'member of space S-prod (by team outer)',
    ],
    [
      'a role that allows it',
      { organization: member, bindings: '          eve@x.org: Reader # >>' },
      'Reader of space S-prod',
    ],
    [
      'a role in a project',
      { organization: member, project: '              eve@x.org: Reader # >>' },
      'Reader of project P',
    ],
    [
      'a public space, which is the line to change',
      { organization: member, space: 'private: false\n        description: d' },
      'member of organization O (the space is public)',
    ],
    [
      'an admin of the space',
      { organization: member, members: '          eve@x.org: admin # >>' },
      'admin of space S-prod',
    ],
    [
      'an admin of the organization',
      { organization: '      eve@x.org: admin # >>' },
      'admin of organization O',
    ],
    ['an admin of the account', { root: 'admin' }, 'admin of the account'],
  ])('%s', (_, parts, way) => {
    const { line, found, rule } = judged(accountOf(parts));
    expect(rule.verdict).toBe('broken');
    const text = accountOf(parts).split('\n');
    const lineOf = (start: string): number => text.findIndex((each) => each.startsWith(start)) + 1;
    // The public space and the account admin stand on lines of the account that every case has.
    const own = lineOf(way.includes('public') ? '      S-prod:' : '  eve@x.org:');
    const wanted = line === '0' ? own : line;
    expect(found[0]).toContain(`eve@x.org ${wanted}: eve@x.org has PROJECT_SPAN_READ in `);
    expect(found[0]).toContain(`: ${way}`);
  });

  test('a restriction that is lifted lets people of the space into the project', () => {
    const rules = `  readers:\n    people: [ann@x.org]\n    may_not: PROJECT_SPAN_READ\n    on: [{project: P}]`;
    expect(judged(accountOf({ rules })).rule.verdict).toBe('ok');
    const open = judged(accountOf({ rules, restricted: 'false' }));
    expect(open.found).toEqual([
      expect.stringMatching(
        /^ann@x\.org \d+: .* in project P in O \/ S-prod: member of space S-prod$/,
      ),
    ]);
  });

  test('a person who has no way in breaks nothing', () => {
    expect(judged(accountOf()).rule).toMatchObject({ verdict: 'ok', places: { length: 2 } });
  });
});

const onSpaces = (isPrivate: string): string =>
  `  r:\n    may_not: access\n    on: [{space: "*", private: ${isPrivate}}]`;

/** Ann is a member of the space. */
const claims = (claim: string, more = ''): string =>
  accountOf({ rules: `  r:\n    ${claim}\n    on: [{space: S-prod}]\n${more}` });

describe('claims', () => {
  test.each([
    ['may_not', 'may_not: member', 'broken'],
    ['a stronger built-in role counts', 'may_not: read-only', 'broken'],
    ['a weaker one does not', 'may_not: admin', 'ok'],
    ['access is any access', 'may_not: access', 'broken'],
    ['nobody_may needs all of them', 'nobody_may: [PROJECT_READ, SPACE_DELETE]', 'ok'],
    ['nobody_may', 'nobody_may: [PROJECT_READ, DATASET_CREATE]', 'broken'],
    ['only', '{may: PROJECT_READ, only: [ann@x.org]}', 'ok'],
    ['only others', '{may: PROJECT_READ, only: [eve@x.org]}', 'broken'],
    ['at_most as many', '{may: PROJECT_READ, at_most: 1}', 'ok'],
    ['at_most fewer', '{may: PROJECT_READ, at_most: 0}', 'broken'],
  ])('%s', (_, claim, verdict) => {
    const flat = claim.startsWith('{') ? claim.slice(1, -1).split(', ') : [claim];
    expect(judged(claims(flat.join('\n    '))).rule.verdict).toBe(verdict);
  });

  test('may asks for it in everything inside', () => {
    const text = claims('people: [ann@x.org]\n    may: PROJECT_READ');
    const { found, rule } = judged(text);
    expect(rule.verdict).toBe('broken');
    expect(found).toEqual([
      `ann@x.org ${text.split('\n').indexOf('  r:') + 1}: ann@x.org lacks PROJECT_READ in project P in O / S-prod`,
    ]);
  });

  test('an exception holds through its last day', () => {
    const text = claims('may_not: member\n    except: [all]\n    until: 2027-01-15');
    expect(judged(text, '2027-01-15').rule.verdict).toBe('ok');
    expect(judged(text, '2027-01-16').rule.verdict).toBe('broken');
  });

  test('admins are excepted where they are admins', () => {
    const text = accountOf({
      organization: member,
      members: '          eve@x.org: admin',
      rules: `  r:\n    people: [eve@x.org]\n    may_not: access\n    on: [{space: S-prod}]\n    except: [admins]`,
    });
    expect(judged(text).rule.verdict).toBe('ok');
    const lower = text.replace('eve@x.org: admin\n', 'eve@x.org: member\n');
    expect(judged(lower).rule.verdict).toBe('broken');
  });

  test('holders of a role are meant wherever they hold it', () => {
    const text = accountOf({
      organization: member,
      project: '              eve@x.org: Reader',
      members: '          eve@x.org: read-only',
      rules: `  r:\n    people: [{role: Reader}]\n    may_not: read-only\n    on: [{space: S-prod}]`,
    });
    expect(judged(text).found).toHaveLength(1);
  });

  test('conditions narrow a rule', () => {
    expect(judged(accountOf({ rules: onSpaces('true') })).rule.verdict).toBe('broken');
    expect(judged(accountOf({ rules: onSpaces('false') })).rule).toMatchObject({
      verdict: 'ok',
      places: { length: 0 },
    });
  });
});

describe('what the file does not say makes a rule unknown, never ok', () => {
  test.each([
    [
      'members that are not managed',
      (text: string) => text.replace('        members:\n          ann@x.org: member\n', ''),
      'the file does not manage everything that decides access to space S-prod in O',
    ],
    [
      'a space that may be public',
      (text: string) =>
        text
          .replace('private: true', 'description: d')
          .replace('    members:\n      ann', '    members:\n      eve@x.org: member\n      ann'),
      'what eve@x.org can do is not known for sure',
    ],
    [
      'a role that the file does not define',
      (text: string) =>
        text
          .replace('    members:\n      ann', '    members:\n      eve@x.org: member\n      ann')
          .replace('bindings:\n          {}', 'bindings:\n          eve@x.org: Project Viewer'),
      'what eve@x.org can do is not known for sure',
    ],
    [
      'a resource that is not listed',
      (text: string) => text.replace('{space: "*-prod"}', '{space: elsewhere-space}'),
      'the file does not list space elsewhere-space',
    ],
    [
      'service identities',
      (text: string) => `${text}    services: true\n`,
      'the file does not show service identities',
    ],
  ])('%s', (_, change, why) => {
    const { rule } = judged(change(accountOf()));
    expect(rule.verdict).toBe('unknown');
    expect(unknownTexts(rule, { of: 'desired' })).toContain(why);
  });
});

/** A rule on who reads what is in the space. */
const readers = (people: string, more = ''): string =>
  `  readers:\n    people: [${people}]\n    may_not: PROJECT_SPAN_READ\n    on: [{space: "*-prod"}]${more}`;

describe('who gets in without being listed', () => {
  const withKey = accountOf({
    rules: readers('anyone', '\n    except: [admins, ann@x.org]\n    services: true'),
  }).replace(
    '        members:\n          ann',
    '        service_keys:\n          traces: {role: member} # >>\n        members:\n          ann',
  );

  test('the service identity of a key that the file lists', () => {
    const { line, found, rule } = judged(withKey);
    expect(rule.verdict).toBe('broken');
    expect(found).toEqual([
      `service key traces ${line}: service key traces has PROJECT_SPAN_READ in space S-prod in O: member of space S-prod`,
    ]);
    expect(judged(withKey.replace('services: true', 'services: false')).rule.breaches).toEqual([]);
  });

  test.each([
    [
      'a role in the space',
      'organizations: {O: {role: member, spaces: {S-prod: member}}}',
      'unknown',
    ],
    ['an account admin', 'account_admin: true', 'unknown'],
    ['a space that the rule is not about', 'organizations: {O: {role: member}}', 'ok'],
  ])('the people of a SAML group, whom no file names: %s', (_, grants, verdict) => {
    const text = `${accountOf({ rules: readers('"*@contractor.org"') })}
saml:
  x.org: {groups: {outsiders: {${grants}}}}
`;
    const { rule } = judged(text);
    expect(rule.verdict).toBe(verdict);
    expect(unknownTexts(rule, { of: 'desired' })).toEqual(
      verdict === 'ok'
        ? []
        : [
            'at login, the people of SAML group outsiders get what the rule is about (access.yaml:36), and the file does not show who they are',
          ],
    );
    const needed = judged(text.replace('may_not', 'may'));
    expect(needed.rule.unknown.filter(({ is }) => is === 'group')).toEqual([]);
  });
});
