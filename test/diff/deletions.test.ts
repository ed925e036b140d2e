import { describe, expect, test } from 'vitest';
import { openAccount } from '../account/account.ts';
import { differenceIn, differenceOf } from '../account/compare.ts';
import { linesOf } from '../account/lines.ts';

const account = (inSpace: string, more = ''): string => `
roles: {R: {permissions: [PROJECT_READ]}, T: {permissions: [PROJECT_READ]}}
organizations:
  P: {members: {raj@x.org: member, mei@x.org: member, bot@x.org: member}, spaces: {s: {${inSpace}}}}
  Q: {spaces: {s: {}}}
${more}`;

const keepT = 'roles: {T: {permissions: [PROJECT_READ]}}';
const inS = (content: string): string =>
  `${keepT}\norganizations: {P: {spaces: {s: {${content}}}}}`;

const goesR = '- role/R {name: R, description: , permissions: [PROJECT_READ]}';
const stillHeld = (who: string): string =>
  `! unsafe role/R: Still held by ${who}. Remove the role there first.`;

describe('a role goes only when nobody holds it any more', () => {
  test.each<[string, string, string, ...string[]]>([
    ['nobody did', account(''), keepT, goesR],
    [
      'unbound in the same run',
      account('bindings: {mei@x.org: R}'),
      inS('bindings: {}'),
      goesR,
      '- space/P/s/binding/mei <R>',
    ],
    [
      'rebound in the same run',
      account('bindings: {mei@x.org: R}'),
      inS('bindings: {mei@x.org: T}'),
      '~ space/P/s/binding/mei <R> -> <T>',
      goesR,
    ],
    [
      'a word instead, in the same run',
      account('bindings: {mei@x.org: R}'),
      inS('members: {mei@x.org: member}'),
      '~ space/P/s/member/mei <R> -> member',
      goesR,
    ],
    [
      'bound in a space that goes',
      account('bindings: {mei@x.org: R}'),
      `${keepT}\nremoved: [{space: s, organization: P}]`,
      goesR,
      '- space/P/s {name: s, description: , private: false} takes space/P/s/member/mei',
    ],
    [
      'bound to somebody who leaves the organization',
      account('bindings: {mei@x.org: R}'),
      `${keepT}\norganizations: {P: {members: {raj@x.org: member}}}`,
      goesR,
      '- organization/P/member/mei member takes space/P/s/member/mei',
    ],
    [
      'bound outside of the file',
      account('bindings: {mei@x.org: R}'),
      keepT,
      stillHeld('mei in a resource that is not managed'),
    ],
    [
      'bound to a project outside of the file',
      account('projects: {p: {bindings: {mei@x.org: R}}}'),
      keepT,
      stillHeld('mei in a resource that is not managed'),
    ],
    [
      'bound to a service identity',
      account('bindings: {bot@x.org: R}'),
      inS('bindings: {}'),
      stillHeld('bot in "P" / "s"'),
    ],
    [
      'bound where nothing is removed',
      account('bindings: {mei@x.org: R}'),
      `manage: {bindings: additive}\n${inS('bindings: {}')}`,
      stillHeld('mei in "P" / "s"'),
    ],
    [
      'bound to somebody ignored',
      account('bindings: {mei@x.org: R}'),
      `ignore: [{user: mei@x.org}]\n${inS('bindings: {}')}`,
      stillHeld('mei in "P" / "s"'),
    ],
  ])('%s', async (_, live, file, ...expected) => {
    expect(linesOf(await differenceOf(live, file))).toEqual(expected);
  });
});

const provider = (mapping: string): string =>
  `saml: [{domains: [x.org, y.org], mappings: [{attributes: {team: a}, ${mapping}}]}]`;
const handedOut = (address: string): string =>
  `! unsafe ${address}: The identity provider for x.org, y.org grants it at login. Change its role mappings first.`;

const withTee = (more: string): string =>
  `roles: {R: {permissions: [PROJECT_READ]}, Tee: {permissions: [PROJECT_READ]${more}}}`;

test('a mapped role that the file would make anew stays, whatever the file says', async () => {
  const mapping = 'organization: {name: P, role: member}, spaces: [{space: s, role: T}]';
  const seed = account('', provider(mapping));
  expect(linesOf(await differenceOf(seed, withTee('')))).toEqual([
    expect.stringContaining('! unsafe role/Tee: "Tee" looks like "T", renamed in Arize:'),
    expect.stringContaining('! unsafe role/T: The file may list it under another name'),
  ]);
  expect(linesOf(await differenceOf(seed, withTee(', create: true')))).toEqual([
    '+ role/Tee {permissions: [PROJECT_READ]}',
    handedOut('role/T'),
  ]);
});

describe('what an identity provider hands out stays', () => {
  test.each<[string, string, string, string]>([
    [
      'a role mapped in a space',
      provider('organization: {name: P, role: member}, spaces: [{space: s, role: R}]'),
      keepT,
      handedOut('role/R'),
    ],
    [
      'a role mapped in a project',
      provider(
        'organization: {name: P, role: member}, projects: [{space: s, project: p, role: R}]',
      ),
      keepT,
      handedOut('role/R'),
    ],
    [
      'an organization',
      provider('organization: {name: Q, role: member}'),
      'removed: [{organization: Q}]',
      handedOut('organization/Q'),
    ],
    [
      'an organization by one of its spaces',
      provider(
        'organization: {name: P, role: member}, spaces: [{organization: Q, space: s, role: member}]',
      ),
      'removed: [{organization: Q}]',
      handedOut('organization/Q'),
    ],
    [
      'an organization that holds the provider',
      'saml: [{domains: [x.org, y.org], fallback: {organization: Q, role: member}}]',
      'removed: [{organization: Q}]',
      handedOut('organization/Q'),
    ],
  ])('%s', async (_, saml, file, expected) => {
    const live = account('projects: {p: {}}', saml);
    expect(linesOf(await differenceOf(live, file))).toEqual([expected]);
  });

  test('a space may go: no rule speaks of it', async () => {
    const saml = provider(
      'organization: {name: P, role: member}, spaces: [{space: s, role: member}]',
    );
    const file = 'removed: [{space: s, organization: P}]';
    expect(linesOf(await differenceOf(account('', saml), file))).toEqual([
      '- space/P/s {name: s, description: , private: false}',
    ]);
  });

  test('what can not be read may hand out anything', async () => {
    const file = `${keepT}\nremoved: [{organization: Q}]`;
    const opened = openAccount(account(''), {
      async intercept(request, next) {
        const asksFor = request.method === 'POST' ? await request.clone().text() : '';
        return asksFor.includes('samlIdPs')
          ? Response.json({ data: null, errors: [{ message: 'Not allowed' }] })
          : next();
      },
    });
    const difference = differenceIn(await opened.look(file));
    const unread = 'SAML mappings could not be read, and one may refer to it.';
    expect(linesOf(difference)).toEqual([
      `! unsafe role/R: ${unread}`,
      `! unsafe organization/Q: ${unread}`,
    ]);
  });
});

describe('a removal that would take along what the file keeps is refused', () => {
  const refused =
    '! unsafe organization/P/member/mei: Arize would also remove project role binding "mei" in "P" / "s" / "p", which the file keeps. Remove both from the file, or keep both.';
  const file = `organizations: {P: {members: {raj@x.org: member}, spaces: {s: {projects: {p: {bindings: {mei@x.org: R}}}}}}}`;

  test('what is there', async () => {
    const live = account('projects: {p: {bindings: {mei@x.org: R}}}');
    expect(linesOf(await differenceOf(live, file))).toEqual([refused]);
  });

  test('what the same run makes', async () => {
    const live = account('projects: {p: {}}');
    expect(linesOf(await differenceOf(live, file))).toEqual([
      '+ project/P/s/p/binding/mei <R>',
      refused,
    ]);
  });
});
