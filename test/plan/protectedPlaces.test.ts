import { describe, expect, test } from 'vitest';
import { planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

/** A space that nobody should lose anything in, one that is open to its organization, and people above and inside. */
const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  kim@x.org: {name: Kim, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
  tom@x.org: {name: Tom, role: member}
  ann@x.org: {name: Ann, role: annotator}
  bot@x.org: {name: traces, role: member, bot: true}
  one@x.org: {name: audit, role: member, bot: true}
api_keys: [{name: traces, user: bot@x.org, created_by: jane@x.org}, {name: audit, user: one@x.org, created_by: jane@x.org}]
roles: {R: {permissions: [PROJECT_READ, TAG_READ]}, T: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: admin, tom@x.org: member, kim@x.org: member, bot@x.org: member, one@x.org: member}
    spaces:
      vault:
        private: true
        members: {raj@x.org: admin, tom@x.org: member, bot@x.org: member, one@x.org: member}
        bindings: {tom@x.org: R}
        projects: {audit: {restricted: true, bindings: {tom@x.org: T}}, log: {}}
      open: {members: {raj@x.org: admin, bot@x.org: member}, projects: {notes: {}}}
      closed: {private: true, members: {raj@x.org: admin, tom@x.org: member}, projects: {plans: {}}}
      lab: {private: true, bindings: {tom@x.org: R}}`;

const vault = '{space: vault, organization: P}';
const open = '{space: open, organization: P}';
const lab = '{space: lab, organization: P}';
const plans = '{project: plans, space: closed, organization: P}';

const inP = (content: string): string => `organizations: {P: {${content}}}`;
const inVault = (content: string): string => inP(`spaces: {vault: {${content}}}`);

/** What an entry forbids, and what passes and is marked. */
async function judged(entry: string, file: string) {
  const { guardsWithConsent, changes } = await planOf(seed, `${file}\nprotected: [${entry}]`, {
    today: '2026-11-30',
  });
  const verdict = guardsWithConsent.find(({ rule }) => rule === 'protected');
  return {
    blocked: (verdict?.changes ?? []).map(short),
    marked: changes.flatMap(({ address, protectedBy }) =>
      protectedBy === undefined ? [] : [`${short(address)} in ${protectedBy.join(', ')}`],
    ),
    untouched: /nothing is taken/.test(verdict?.message ?? ''),
  };
}

describe('nothing is taken from a protected place, or from anything inside it', () => {
  test.each<[what: string, entry: string, file: string, ...blocked: string[]]>([
    [
      'an admin in it is demoted',
      vault,
      inVault('members: {raj@x.org: member, tom@x.org: member}'),
      'space/P/vault/member/raj',
    ],
    [
      'a member fell out of the map',
      vault,
      inVault('members: {raj@x.org: admin}'),
      'space/P/vault/member/tom',
    ],
    ['a binding in it fell out', vault, inVault('bindings: {}'), 'space/P/vault/binding/tom'],
    [
      'a binding of a project in it fell out',
      vault,
      inVault('projects: {audit: {bindings: {}}}'),
      'project/P/vault/audit/binding/tom',
    ],
    [
      'a project in it is restricted',
      vault,
      inVault('projects: {log: {restricted: true}}'),
      'project/P/vault/log/restriction',
    ],
    [
      'a restriction in it is lifted',
      vault,
      inVault('projects: {audit: {restricted: false}}'),
      'project/P/vault/audit/restriction',
    ],
    ['it is opened', vault, inVault('private: false'), 'space/P/vault'],
    ['it is closed', open, inP('spaces: {open: {private: true}}'), 'space/P/open'],
    ['what it is in is removed', vault, 'removed: [{organization: P}]', 'organization/P'],
    [
      'a role that is held in it is cut, by a file that says nothing else',
      vault,
      'manage: {roles: additive}\nroles: {R: {permissions: [TAG_READ]}}',
      'role/R',
    ],
    [
      'somebody in it leaves what it is in',
      vault,
      inP('members: {raj@x.org: member, mei@x.org: admin, kim@x.org: member}'),
      'organization/P/member/tom',
    ],
    [
      'an admin right above it is taken, by a file that says nothing else',
      vault,
      inP('members: {raj@x.org: member, mei@x.org: member, tom@x.org: member, kim@x.org: member}'),
      'organization/P/member/mei',
    ],
    [
      'what an admin right may hide in it goes along',
      vault,
      inP('members: {raj@x.org: member, mei@x.org: admin, tom@x.org: member}'),
      'organization/P/member/kim',
    ],
    [
      'somebody leaves what opens it to them',
      open,
      inP('members: {raj@x.org: member, mei@x.org: admin, kim@x.org: member}'),
      'organization/P/member/tom',
    ],
    [
      'a grant by name is less than what came from above',
      open,
      inP('spaces: {open: {members: {raj@x.org: admin, tom@x.org: read-only}}}'),
      'space/P/open/member/tom',
    ],
    [
      'what a project gets from its space is cut',
      plans,
      inP('spaces: {closed: {members: {raj@x.org: admin, tom@x.org: read-only}}}'),
      'space/P/closed/member/tom',
    ],
    [
      'the space of a project is opened, and others come in',
      plans,
      inP('spaces: {closed: {private: false}}'),
      'space/P/closed',
    ],
    [
      'a role in it becomes a word that allows less',
      lab,
      inP('spaces: {lab: {members: {tom@x.org: read-only}}}'),
      'space/P/lab/member/tom',
    ],
    [
      'an organization holds all below it',
      '{organization: P}',
      inVault('projects: {audit: {bindings: {}}}'),
      'project/P/vault/audit/binding/tom',
    ],
  ])('%s', async (_, entry, file, ...blocked) => {
    expect(await judged(entry, file)).toEqual({ blocked, marked: [], untouched: false });
  });

  test.each<[what: string, entry: string, file: string]>([
    [
      'somebody is added to it',
      vault,
      inVault('members: {raj@x.org: admin, tom@x.org: member, kim@x.org: member}'),
    ],
    ['somebody in it gets more', vault, inVault('members: {raj@x.org: admin, tom@x.org: admin}')],
    [
      'a role in it becomes a word that allows more',
      lab,
      inP('spaces: {lab: {members: {tom@x.org: admin}}}'),
    ],
    ['a project in it is made', vault, inVault('projects: {new: {create: true}}')],
    ['what is beside it loses people', vault, inP('spaces: {closed: {members: {}}}')],
    [
      'a role is cut that nobody in it holds',
      open,
      'manage: {roles: additive}\nroles: {R: {permissions: [TAG_READ]}}',
    ],
  ])('%s: allowed', async (_, entry, file) => {
    expect(await judged(entry, file)).toEqual({ blocked: [], marked: [], untouched: true });
  });
});

describe('an entry whose name nothing has may mean anything', () => {
  const unknown = '{space: valut, organization: P}';
  const raised =
    'members: {raj@x.org: admin, mei@x.org: admin, tom@x.org: member, kim@x.org: member}';
  test.each<[what: string, file: string, ...blocked: string[]]>([
    [
      'a grant by name is less than what came from above',
      inP('spaces: {open: {members: {raj@x.org: admin, tom@x.org: read-only}}}'),
      'space/P/open/member/tom',
    ],
    [
      'a role by name is less than what came from above',
      inP('spaces: {open: {bindings: {tom@x.org: T}}}'),
      'space/P/open/binding/tom',
    ],
    [
      'somebody is demoted',
      inVault('members: {raj@x.org: member, tom@x.org: member}'),
      'space/P/vault/member/raj',
    ],
    ['somebody gets more', inP(raised)],
    [
      'somebody is added',
      inVault('members: {raj@x.org: admin, tom@x.org: member, kim@x.org: member}'),
    ],
  ])('%s', async (_, file, ...blocked) => {
    expect(await judged(unknown, file)).toMatchObject({ blocked, marked: [] });
  });
});

describe('what is named exactly passes, and is marked', () => {
  test.each<[what: string, entry: string, file: string, ...marked: string[]]>([
    [
      'a person who is in it is blocked, by a file that says nothing else',
      vault,
      'removed: [{user: tom@x.org}]',
      'user/tom in space/P/vault',
    ],
    [
      'a person who comes in from above is blocked',
      open,
      'removed: [{user: mei@x.org}]',
      'user/mei in space/P/open',
    ],
    [
      'a project in it is removed',
      vault,
      'removed: [{project: log, space: vault, organization: P}]',
      'project/P/vault/log in space/P/vault',
    ],
    [
      'a space is removed from an organization',
      '{organization: P}',
      'removed: [{space: closed, organization: P}]',
      'space/P/closed in organization/P',
    ],
    [
      'a key in it is revoked',
      vault,
      'removed: [{service_key: audit, space: vault, organization: P}]',
      'space/P/vault/service_key/audit in space/P/vault',
    ],
    [
      'a key that works in it and elsewhere is revoked',
      vault,
      'removed: [{shared_key: traces}]',
      'service_key/traces in space/P/vault',
    ],
    [
      'a grant in it has expired',
      vault,
      inVault('members: {raj@x.org: admin, tom@x.org: {role: member, until: 2026-11-01}}'),
      'space/P/vault/member/tom in space/P/vault',
    ],
    [
      'a membership above it has expired',
      vault,
      inP(
        'members: {raj@x.org: member, mei@x.org: admin, kim@x.org: member, tom@x.org: {role: member, until: 2026-11-01}}',
      ),
      'organization/P/member/tom in space/P/vault',
    ],
    [
      'a grant by name has expired, and a team gives less',
      vault,
      `teams: {crew: [raj@x.org]}\n${inVault('members: {raj@x.org: {role: admin, until: 2026-11-01}, crew: member, tom@x.org: member}')}`,
      'space/P/vault/member/raj in space/P/vault',
    ],
  ])('%s', async (_, entry, file, ...marked) => {
    expect(await judged(entry, file)).toEqual({ blocked: [], marked, untouched: false });
  });

  test('a protected person loses nothing all the same', async () => {
    const file = inVault(
      'members: {raj@x.org: admin, tom@x.org: {role: member, until: 2026-11-01}}',
    );
    expect(await judged('{user: tom@x.org}', file)).toEqual({
      blocked: ['space/P/vault/member/tom'],
      marked: [],
      untouched: false,
    });
  });
});
