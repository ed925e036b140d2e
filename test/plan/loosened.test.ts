import { expect, test } from 'vitest';
import { loadText } from '../load/loadText.ts';
import { loosened } from '../../src/plan/loosened.ts';

const load = (text: string) => loadText(`version: 1\n${text}`, 'access.yaml').desired;

const saidOf = (before: string, now: string): readonly string[] =>
  loosened(load(before), load(now), 'at main').map(
    ({ code, message, source }) =>
      `${code}: ${message}${source === undefined ? '' : ` :${source.line}`}`,
  );

const spaces = (content: string): string => `organizations: {P: {spaces: {${content}}}}`;

const ruled = (says: string): string => `rules: {r: {on: [{space: "*"}], ${says}}}\n`;

test.each<[what: string, before: string, now: string, ...said: string[]]>([
  ['the same', 'protected: [{user: a@x.org}]', 'protected: [{user: A@x.org, reason: x}]'],
  [
    'a rule with another reason, at another line, about a team with more people',
    `${ruled('may_not: admin, people: [t]')}teams: {t: [a@x.org]}`,
    `teams: {t: [a@x.org, b@x.org]}\n${ruled('may_not: admin, people: [t], reason: r')}`,
  ],
  [
    'people leave a team that a rule covers',
    `${ruled('may_not: admin, people: [t]')}teams: {t: [a@x.org, b@x.org]}`,
    `${ruled('may_not: admin, people: [t]')}teams: {t: [b@x.org]}`,
    'rule-team-changed: The rule "r" no longer covers a@x.org: the team "t" is not the same as it was at main. :2',
  ],
  [
    'people join a team inside one that a rule excepts',
    `${ruled('may_not: admin, except: [t]')}teams: {t: [u], u: [a@x.org]}`,
    `${ruled('may_not: admin, except: [t]')}teams: {t: [u], u: [a@x.org, b@x.org, c@x.org, d@x.org, e@x.org]}`,
    'rule-team-changed: The rule "r" now allows b@x.org, c@x.org, d@x.org, 1 more: the team "t" is not the same as it was at main. :2',
  ],
  [
    'people join the only team that may',
    `${ruled('may: admin, only: [t]')}teams: {t: [a@x.org]}`,
    `${ruled('may: admin, only: [t]')}teams: {t: [a@x.org, b@x.org]}`,
    'rule-team-changed: The rule "r" now allows b@x.org: the team "t" is not the same as it was at main. :2',
  ],
  [
    'people leave a team that a rule excepts',
    `${ruled('may_not: admin, except: [t]')}teams: {t: [a@x.org, b@x.org]}`,
    `${ruled('may_not: admin, except: [t]')}teams: {t: [a@x.org]}`,
  ],
  ['a rule more', '', ruled('may_not: admin')],
  [
    'a rule is gone',
    ruled('may_not: admin'),
    '',
    'rule-removed: `rules` no longer has "r" (it did at main).',
  ],
  [
    'a rule says less',
    ruled('may_not: member'),
    ruled('may_not: member, except: [admins]'),
    'rule-changed: The rule "r" is not the same as it was at main. :2',
  ],
  [
    'a rule only warns now',
    ruled('may_not: member'),
    ruled('may_not: member, severity: warn'),
    'rule-changed: The rule "r" is not the same as it was at main. :2',
  ],
  ['an entry more', '', 'protected: [{user: a@x.org}, {role: R}]'],
  [
    'an entry of protected is gone',
    'protected: [{user: a@x.org}, {project: p, space: s, organization: P}]',
    'protected: [{user: a@x.org}]',
    'protected-removed: `protected` no longer lists project "p" in space "s" in organization "P" (it did at main).',
  ],
  [
    'the list is gone, and what was in it too',
    'protected: [{space: s, organization: P}]',
    'removed: [{space: s, organization: P}]',
    'protected-removed: `protected` no longer lists space "s" in organization "P" (it did at main).',
  ],
  [
    'what is around it is listed instead, which forbids less: the space itself may go by name',
    'protected: [{space: s, organization: P}]',
    'protected: [{organization: P}]',
    'protected-removed: `protected` no longer lists space "s" in organization "P" (it did at main).',
  ],
  [
    'it is called by its new name',
    `protected: [{space: s, organization: P}]\n${spaces('s: {}')}`,
    `protected: [{space: t, organization: P}]\n${spaces('t: {previously: [s]}')}`,
  ],
  [
    'what it is in is called by its new name',
    'protected: [{space: s, organization: P}]',
    'protected: [{space: s, organization: Q}]\norganizations: {Q: {previously: [P]}}',
  ],
  [
    'an entry of ignore is gone, another is new',
    'ignore: [{user: "*@x.org"}]',
    'ignore: [{user: "*@y.org"}]',
    'ignore-removed: `ignore` no longer lists person "*@x.org" (it did at main), so it can be changed and reported again.',
    'ignore-added: `ignore` now lists person "*@y.org" (it did not at main), so it is no longer changed or reported. :2',
  ],
  [
    'limits let more through',
    'limits: {removals: 10, min_admins: 3}',
    'limits: {removals: 11, min_admins: 2}',
    'limit-raised: The limit `removals` is raised to 11 (it was 10 at main). :2',
    'limit-lowered: The limit `min_admins` is lowered to 2 (it was 3 at main). :2',
  ],
  [
    'a limit that was stricter than the usual one is gone',
    'limits: {removals: 10, min_admins: 3}',
    '',
    'limit-raised: The limit `removals` is raised to 50 (it was 10 at main).',
    'limit-lowered: The limit `min_admins` is lowered to 2 (it was 3 at main).',
  ],
  [
    'limits let less through',
    'limits: {removals: 60, min_admins: 1}',
    'limits: {min_admins: 3, removal_percent: 5, people_losing_all_access: 0}',
  ],
])('%s', (_, before, now, ...said) => {
  expect(saidOf(before, now)).toEqual(said);
});
