import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../src/drift/findings.ts';
import type { Plan } from '../../src/model.ts';
import {
  plainStyle,
  planJson,
  renderDrift,
  renderDriftMarkdown,
  renderMarkdown,
  renderOutcomes,
  renderPlan,
} from '../../src/render/index.ts';
import { openAccount } from '../account/account.ts';
import { planIn, planOf } from '../account/compare.ts';

const line = (text: string, start: string): string | undefined =>
  text.split('\n').find((each) => each.replace(/^\*\*/, '').startsWith(start));

/** What each rendering says of a plan, one line each where it would be broken. */
function saidOf(plan: Plan) {
  const layout = { style: plainStyle, width: 1000, access: 'full' } as const;
  const text = renderPlan(plan, layout, 'plan', false);
  const page = renderMarkdown(plan, { mode: 'plan' });
  return {
    access: [line(text, 'Access:'), /^\*\*Plan: .*<br>\n(.*)$/m.exec(page)?.[1]],
    last: [
      text.trimEnd().split('\n').at(-1),
      page.split('\n').find((each) => /^\*\*(No |Nothing|Plan:)/.test(each)),
    ],
    json: JSON.parse(
      JSON.stringify(planJson(plan, { tool: '0', command: 'plan', consent: false, exitCode: 0 })),
    ),
  };
}

const inS = (more: string): string =>
  `organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {private: true, ${more}}}}}`;

describe('a role that is edited in a file of roles', () => {
  const account = `roles: {DS: {permissions: [PROJECT_READ, DATASET_READ]}}\n${inS('bindings: {raj@x.org: DS, mei@x.org: DS, bot@x.org: DS}')}`;

  test.each([
    ['cut', '[PROJECT_READ]', 'reduces'],
    ['widened', '[PROJECT_READ, DATASET_READ, ROLE_BINDING_CREATE]', 'grants'],
  ])('counts everybody who holds it: %s', async (_, permissions, effect) => {
    const plan = await planOf(account, `roles: {DS: {permissions: ${permissions}}}`);
    expect(plan.changes).toMatchObject([{ address: 'role/DS', effect }]);
    const { access, json } = saidOf(plan);
    const counted = '2 people and 1 service identity hold DS in resources that were not read.';
    expect(access).toEqual([
      `Access: ${counted}`,
      `No person gains or loses access in what was read; ${counted}`,
    ]);
    expect(json.access.as_run).toMatchObject({
      summary: { gaining: 0, losing: 0, not_judged: 2 },
      claim: {
        certain: false,
        leaves_out: [{ what: 'holders', why: 'scope', role: 'DS', people: 2, services: 1 }],
      },
    });
  });

  test('beside those who are known to lose something', async () => {
    const file = `roles: {DS: {permissions: [PROJECT_READ]}}\n${inS('bindings: {raj@x.org: DS, mei@x.org: DS}')}`;
    const more = account.replace(
      'spaces: {',
      'spaces: {t: {private: true, bindings: {mei@x.org: DS}}, ',
    );
    expect(saidOf(await planOf(more, file)).access[0]).toBe(
      'Access: 2 people lose; 1 person holds DS in resources that were not read',
    );
  });
});

describe('nobody gains or loses anything', () => {
  const account = inS('members: {raj@x.org: member}, projects: {p: {}}');

  test('is said where that is so', async () => {
    const { access, json } = saidOf(
      await planOf(account, 'organizations: {P: {description: another}}'),
    );
    expect(access[0]).toBe('Access: no person gains or loses access.');
    expect(json.access.as_run.claim).toEqual({ certain: true, leaves_out: [] });
  });

  test.each<[string, string, string, Parameters<typeof openAccount>[1], string]>([
    [
      'service identities alone lose something',
      account.replaceAll('raj@x.org: member', 'bot@x.org: member'),
      'organizations: {P: {spaces: {s: {projects: {p: {restricted: true}}}}}}',
      {},
      'Access: 1 service identity loses',
    ],
    [
      'an organization role that is not shown may be anything',
      inS('projects: {p: {}}').replace('private: true', 'private: false'),
      'organizations: {P: {spaces: {s: {private: true}}}}',
      { behaviour: { organization_roles_readable: false } },
      'Access: the effect on 2 people is unknown.',
    ],
    [
      'a key is made, and what it may do is not judged',
      account,
      'organizations: {P: {spaces: {s: {service_keys: {k: {role: member, expires: 2099-01-01, deliver: {file: k.txt}}}}}}}',
      {},
      'Access: Arize does not show the roles of 1 service key.',
    ],
    [
      'the key does not see everything',
      account,
      'organizations: {P: {description: another}}',
      { as: 'raj@x.org' },
      'Access: the API key may not see everything.',
    ],
  ])('is not said where %s', async (_, seed, file, options, expected) => {
    expect(saidOf(planIn(await openAccount(seed, options).look(file))).access[0]).toBe(expected);
  });
});

/** What is said of a file that says what the account has. */
const unknown = { organization_roles_readable: false, mask_admin_memberships: false };

const cases: readonly (readonly [
  name: string,
  seed: string,
  file: string,
  options: Parameters<typeof openAccount>[1],
  leftOut: string,
  json: readonly object[],
])[] = [
  [
    'organization roles that are not shown',
    inS('members: {}'),
    'organizations: {P: {members: {raj@x.org: member, mei@x.org: member}}}',
    { behaviour: unknown },
    '2 roles are not shown',
    [{ what: 'roles', why: 'unshown', count: 2 }],
  ],
  [
    'memberships that an admin right hides, listed or not',
    inS('members: {raj@x.org: member}').replace(
      'raj@x.org: member,',
      'jane@x.org: member, raj@x.org: member,',
    ),
    'organizations: {P: {spaces: {s: {members: {raj@x.org: member, jane@x.org: member}}}}}',
    {},
    '2 possible memberships of admins are not shown',
    [{ what: 'memberships', why: 'unshown', count: 2 }],
  ],
  [
    'what the key may not see',
    inS('members: {raj@x.org: member}'),
    'organizations: {P: {}}',
    { as: 'raj@x.org' },
    'the API key may not see everything',
    [{ what: 'filtered', why: 'unshown' }],
  ],
  [
    'SAML mappings',
    inS(''),
    'organizations: {P: {}}\nsaml: {x.org: {groups: {}}}',
    {},
    '`saml` is not compared here (saml check does)',
    [{ what: 'saml', why: 'scope' }],
  ],
  [
    'a list that could not be read',
    inS(''),
    'organizations: {P: {}}',
    {
      async intercept(request, next) {
        const text = request.method === 'POST' ? await request.clone().text() : '';
        return text.includes('samlIdPs')
          ? Response.json({ data: null, errors: [{ message: 'Not allowed' }] })
          : next();
      },
    },
    'identity providers could not be read',
    [{ what: 'lists', why: 'failed', kinds: ['identity_provider'] }],
  ],
];

describe('that the account matches', () => {
  test('is said where everything was seen', async () => {
    const plan = await planOf(
      inS(''),
      'organizations: {P: {members: {raj@x.org: member, mei@x.org: member}}}',
    );
    const { last, json } = saidOf(plan);
    expect(last).toEqual([
      'No changes. The account matches access.yaml.',
      '**No changes. The account matches `access.yaml`.**',
    ]);
    expect(json.claim).toEqual({ certain: true, leaves_out: [] });
  });

  test.each(cases)('is not said without %s', async (_, seed, file, options, leftOut, json) => {
    const { desired, live } = await openAccount(seed, options).look(file);
    const plan = planIn({ desired, live });
    const said = saidOf(plan);
    expect(said.last[0]).toBe(`No changes in what was read; ${leftOut}.`);
    expect(said.last[1]?.replaceAll('\\', '')).toContain('No changes in what was read; ');
    expect(said.json.claim).toEqual({ certain: false, leaves_out: json });

    const drift = {
      ...findingsOf(plan, { desired, live }, ''),
      auditLog: { status: 'not-needed' },
    } as const;
    expect(drift.findings).toEqual([]);
    const layout = { style: plainStyle, width: 1000 };
    expect(renderDrift(plan, drift, layout).split('\n')).toContain(
      `No drift in what was read; ${leftOut}.`,
    );
    expect(renderDriftMarkdown(plan, drift)).toContain('**No drift in what was read; ');
    expect(renderOutcomes({ outcomes: [] }, plan, layout)).toContain(
      `No changes in what was read; ${leftOut}.`,
    );
  });
});
