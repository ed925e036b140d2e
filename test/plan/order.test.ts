import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { planOf } from '../account/compare.ts';
import { lineOf, short } from '../account/lines.ts';

/** The plan in the order in which it runs: stage, change, what it needs. */
const steps = ({ changes }: Plan): readonly string[] =>
  changes.map((change) => {
    const needs = change.needs.length === 0 ? '' : ` after ${change.needs.join(', ')}`;
    return short(
      `${change.stage}${change.held ? ` (${change.held})` : ''} ${lineOf(change)}${needs}`,
    );
  });

const run = async (seed: string, file: string, consent = true): Promise<readonly string[]> =>
  steps(await planOf(seed, file, { consent }));

const spaceIn = (content: string): string =>
  `organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {${content}}}}}`;

describe('what runs first', () => {
  test('parents come before what they hold, people and roles before their grants', async () => {
    expect(
      await run(
        '',
        `
users: {new@x.org: {name: New, role: member, invite: none}}
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  N:
    members: {new@x.org: member}
    spaces:
      s:
        members: {new@x.org: member}
        bindings: {new@x.org: R}
        projects: {p: {create: true, restricted: true, bindings: {new@x.org: R}}}`,
      ),
    ).toEqual([
      '1 + role/R {permissions: [PROJECT_READ]}',
      '1 + user/new {name: New, role: member, invite: none}',
      '1 + organization/N {}',
      '1 + organization/N/member/new member after organization/N, user/new',
      '1 + space/N/s {} after organization/N',
      '1 + space/N/s/member/new member after organization/N/member/new, space/N/s, user/new',
      '1 + space/N/s/binding/new <R> after role/R, space/N/s, user/new',
      '1 + project/N/s/p {} after space/N/s',
      '1 + project/N/s/p/binding/new <R> after project/N/s/p, role/R, user/new',
      '2 + project/N/s/p/restriction {} after project/N/s/p',
    ]);
  });

  test('grants on a project come before its restriction', async () => {
    expect(
      await run(
        spaceIn('projects: {p: {}}'),
        spaceIn('projects: {p: {restricted: true, bindings: {raj@x.org: Project Viewer}}}'),
      ),
    ).toEqual([
      '1 + project/P/s/p/binding/raj <Project Viewer>',
      '2 + project/P/s/p/restriction {}',
    ]);
  });

  test('what grants, then what reduces (people, roles, places), then what destroys up the list', async () => {
    expect(
      await run(
        `
roles: {A: {permissions: [PROJECT_READ, TAG_READ]}, B: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: admin, mei@x.org: admin, tom@x.org: member}
    spaces:
      s: {members: {mei@x.org: member, tom@x.org: admin}, bindings: {mei@x.org: B}, projects: {p: {restricted: true, bindings: {mei@x.org: A}}, q: {}}}
      t: {}`,
        `
roles: {A: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: admin, mei@x.org: member}
    spaces:
      s: {private: true, members: {mei@x.org: admin}, bindings: {}, projects: {p: {restricted: false, bindings: {}}, q: {restricted: true}}}
      n: {}
removed: [{space: t, organization: P}]`,
      ),
    ).toEqual([
      '1 + space/P/n {}',
      '1 + space/P/s/member/mei admin',
      '2 ~ organization/P/member/mei admin -> member',
      '2 ~ role/A {permissions: [PROJECT_READ TAG_READ]} -> {permissions: [PROJECT_READ]}',
      '2 ~ space/P/s {private: false} -> {private: true}',
      '2 + project/P/s/q/restriction {}',
      '3 - project/P/s/p/restriction {}',
      '3 - project/P/s/p/binding/mei <A>',
      '3 - space/P/s/binding/mei <B>',
      '3 - space/P/t {name: t, description: , private: false}',
      '3 - organization/P/member/tom member takes space/P/s/member/tom',
      '3 - role/B {name: B, description: , permissions: [PROJECT_READ]} after space/P/s/binding/mei',
    ]);
  });

  test('what reduces the caller’s own access comes at the very end', async () => {
    expect(
      await run(
        'organizations: {P: {members: {jane@x.org: admin, kim@x.org: admin, raj@x.org: admin}}, Q: {members: {jane@x.org: member, raj@x.org: member}}}',
        'organizations: {P: {members: {jane@x.org: member, kim@x.org: admin, raj@x.org: member}}, Q: {members: {}}}',
      ),
    ).toEqual([
      '2 ~ organization/P/member/raj admin -> member',
      '3 - organization/Q/member/raj member',
      '2 ~ organization/P/member/jane admin -> member',
      '3 - organization/Q/member/jane member',
    ]);
  });

  test('a role goes after all that takes it from its holders, also along with something larger', async () => {
    const role = 'roles: {R: {permissions: [PROJECT_READ]}}';
    expect(
      await run(
        `${role}\norganizations: {P: {members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}, spaces: {s: {bindings: {raj@x.org: R}}, t: {bindings: {mei@x.org: R}}, u: {bindings: {tom@x.org: R}}}}}`,
        `roles: {}\norganizations: {P: {members: {raj@x.org: member, tom@x.org: member}, spaces: {s: {members: {raj@x.org: member}}}}}\nremoved: [{space: u, organization: P}]`,
      ),
    ).toEqual([
      '3 ~ space/P/s/member/raj <R> -> member',
      '3 - space/P/u {name: u, description: , private: false} takes space/P/u/member/tom',
      '3 - organization/P/member/mei member takes space/P/t/member/mei',
      '3 - role/R {name: R, description: , permissions: [PROJECT_READ]} after organization/P/member/mei, space/P/s/member/raj, space/P/u',
    ]);
  });

  test('a rename comes before what is done below', async () => {
    expect(
      await run(
        spaceIn('members: {raj@x.org: member}'),
        'organizations: {N: {previously: [P], members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}, spaces: {s: {members: {raj@x.org: member, mei@x.org: member}}}}}',
      ),
    ).toEqual([
      '1 ~ organization/N {name: P} -> {name: N}',
      '1 + organization/N/member/tom member',
      '1 + space/N/s/member/mei member',
    ]);
  });
});

describe('what waits for consent', () => {
  test('what destroys, and whatever needs it', async () => {
    const seed = `roles: {R: {permissions: [PROJECT_READ]}}\n${spaceIn('private: true, members: {raj@x.org: member}, bindings: {mei@x.org: R}, projects: {p: {restricted: true}}')}`;
    const file = `
roles: {}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: admin}
    spaces: {s: {private: false, members: {raj@x.org: read-only}, bindings: {}, projects: {p: {restricted: false}}}}`;
    expect(await run(seed, file, false)).toEqual([
      '1 ~ organization/P/member/mei member -> admin',
      '2 ~ space/P/s/member/raj member -> read-only',
      // What opens a door goes before what is deleted, so that nobody stands outside in between.
      '3 (needs-consent) ~ space/P/s {private: true} -> {private: false}',
      '3 (needs-consent) - project/P/s/p/restriction {}',
      '3 (needs-consent) - space/P/s/binding/mei <R>',
      '3 (needs-consent) - role/R {name: R, description: , permissions: [PROJECT_READ]} after space/P/s/binding/mei',
    ]);
    expect(await run(seed, file, true)).toEqual(
      (await run(seed, file, false)).map((step) => step.replace(' (needs-consent)', '')),
    );
  });

  test('a role that becomes a word is held whole, and so is nothing beside it', async () => {
    expect(
      await run(
        `roles: {R: {permissions: [PROJECT_READ]}}\n${spaceIn('bindings: {raj@x.org: R}')}`,
        spaceIn('members: {raj@x.org: member, mei@x.org: member}'),
        false,
      ),
    ).toEqual([
      '1 + space/P/s/member/mei member',
      '3 (needs-consent) ~ space/P/s/member/raj <R> -> member',
    ]);
  });

  test('what is granted in a space does not wait until the space may be opened', async () => {
    expect(
      await run(
        spaceIn('private: true'),
        spaceIn('private: false, members: {raj@x.org: member}'),
        false,
      ),
    ).toEqual([
      '1 + space/P/s/member/raj member',
      '3 (needs-consent) ~ space/P/s {private: true} -> {private: false}',
    ]);
  });
});
