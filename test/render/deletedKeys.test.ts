import { expect, test } from 'vitest';
import { plainStyle, renderMarkdown, renderPlan } from '../../src/render/index.ts';
import type { Plan } from '../../src/model.ts';
import { planOf } from '../account/compare.ts';

/** One key can work in several spaces, so a deletion says where keys stop working, and never that they are removed. */

const holds = 'members: {bot@x.org: member}';
const seed = `
users: {jane@x.org: {name: J, role: admin}, bot@x.org: {name: export, role: member, bot: true}}
api_keys: [{name: export, user: bot@x.org, created_by: jane@x.org}]
organizations:
  P: {${holds}, spaces: {one: {${holds}}, two: {${holds}}}}
  Q: {${holds}, spaces: {three: {${holds}}}}
`;
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const planned = (removed: string, account = seed): Promise<Plan> =>
  planOf(account, `removed: [${removed}]`);
const shown = (plan: Plan, access: 'brief' | 'full' = 'brief'): string =>
  flat(renderPlan(plan, { style: plainStyle, width: 100, access }, 'plan', false));

const space = '{space: one, organization: P}';
const organization = '{organization: P}';

test('a key is not counted among what goes with one of its spaces', async () => {
  expect(shown(await planned(space))).toContain(
    'delete space one jane@x.org and 1 service key lose access CANNOT BE UNDONE',
  );
});

test('a key is not counted twice when two of its spaces go', async () => {
  const text = shown(await planned(organization));
  expect(text).toContain('1 service key lose access, also removes 2 spaces CANNOT');
  expect(text).not.toContain('2 service keys');
});

test('keys whose service identity is not in sight are mentioned all the same', async () => {
  const plan = await planned(space);
  const withConsent = {
    ...plan.access.withConsent,
    changes: plan.access.withConsent.changes.filter(({ service }) => service !== true),
  };
  expect(shown({ ...plan, access: { ...plan.access, withConsent } })).toContain(
    'jane@x.org loses access, service keys stop working there CANNOT BE UNDONE',
  );
});

test('the details name each space in which a key stops working', async () => {
  expect(shown(await planned(organization), 'full')).toContain(
    'service keys stop working there: one / export, two / export',
  );
});

test('so does the pull request comment, without a number of removed keys', async () => {
  const text = flat(renderMarkdown(await planned(organization), { mode: 'plan' }));
  expect(text).toContain('; service keys stop working there;');
  expect(text).not.toMatch(/removes[^;]*service key/);
});

test('a deletion that cannot be undone does not say that keys are deleted', async () => {
  for (const removed of [space, organization]) {
    const [change] = (await planned(removed)).changes;
    expect(change?.irreversible).toMatch(/keys no longer work there$/);
  }
});
