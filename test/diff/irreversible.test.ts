import { describe, expect, test } from 'vitest';
import { plainStyle, renderMarkdown, renderPlan } from '../../src/render/index.ts';
import { differenceOf, planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const account = `
roles: {R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member}
    spaces: {s: {private: true, members: {raj@x.org: member}, bindings: {mei@x.org: R}, projects: {p: {restricted: true}}}}
`;

const inS = (content: string): string => `organizations: {P: {spaces: {s: {${content}}}}}`;

const lastingIn = async (file: string, options = {}): Promise<readonly string[]> => {
  const { changes } = await differenceOf(account, file, options);
  expect(changes).not.toEqual([]);
  return changes
    .flatMap(({ action, address, irreversible }) =>
      irreversible === undefined ? [] : [short(`${action} ${address}: ${irreversible}`)],
    )
    .toSorted();
};

describe('what no undo file can put back is marked', () => {
  test.each([
    [
      'a blocked person',
      'removed: [{user: raj@x.org}]',
      "delete user/raj: this address can never be invited again, and the person's API keys are revoked",
    ],
    [
      'an organization',
      'removed: [{organization: P}]',
      'delete organization/P: its spaces with their projects and data, integrations and identity providers are deleted with it, and its API keys no longer work there',
    ],
    [
      'a space',
      'removed: [{space: s, organization: P}]',
      'delete space/P/s: its projects and their data are deleted with it, and its service keys no longer work there',
    ],
    [
      'a project',
      'removed: [{project: p, space: s, organization: P}]',
      'delete project/P/s/p: its traces and other data are deleted with it',
    ],
  ])('%s', async (_, file, expected) => {
    expect(await lastingIn(file)).toEqual([expected]);
  });

  test('a role that Arize does not show', async () => {
    const behaviour = { organization_roles_readable: false };
    expect(await lastingIn('organizations: {P: {members: {}}}', { behaviour })).toEqual([
      'delete organization/P/member/mei: Arize does not show the former role',
      'delete organization/P/member/raj: Arize does not show the former role',
    ]);
    const file = 'organizations: {P: {members: {raj@x.org: admin, mei@x.org: member}}}';
    expect(await lastingIn(file, { behaviour, assertRoles: true })).toEqual([
      'update organization/P/member/mei: Arize does not show the former role',
      'update organization/P/member/raj: Arize does not show the former role',
    ]);
  });
});

describe('what an undo file puts back is not', () => {
  test.each([
    ['grants', 'organizations: {P: {members: {mei@x.org: member, tom@x.org: member}}}'],
    ['a custom role', 'roles: {R: {permissions: [PROJECT_READ]}}'],
    ['a binding', inS('bindings: {}, members: {raj@x.org: read-only}')],
    ['an opened space', inS('private: false')],
    ['a lifted restriction', inS('projects: {p: {restricted: false}}')],
    ['a rename', inS('projects: {q: {previously: [p]}}')],
    ['somebody new', 'users: {new@x.org: {name: New, role: member, invite: none}}'],
  ])('%s', async (_, file) => {
    expect(await lastingIn(file)).toEqual([]);
  });
});

test('the plan says so: on the line of the change with why, in the sum, and in Markdown', async () => {
  const plan = await planOf(account, 'removed: [{user: raj@x.org}, {space: s, organization: P}]', {
    consent: true,
  });
  const layout = { width: 200, style: plainStyle, access: 'full' } as const;
  const text = renderPlan(plan, layout, 'plan', true);
  const screen = renderPlan(plan, { width: 200, style: plainStyle }, 'plan', true);
  expect(screen).toMatch(/x delete space s [^:]*CANNOT BE UNDONE/);
  expect(screen).toMatch(/x block raj@x\.org  loses everything  CANNOT BE UNDONE/);
  const markdown = renderMarkdown(plan, { mode: 'plan' });
  expect(text).toMatch(/delete space .*\(CANNOT BE UNDONE\)/);
  expect(text).toMatch(/block person raj@x\.org .*\(CANNOT BE UNDONE\)/);
  expect(text).toContain(
    'cannot be undone: its projects and their data are deleted with it, and its service keys no',
  );
  expect(text).toContain('Plan: 0 to add, 0 to change, 2 to destroy (2 cannot be undone).');
  expect(markdown).toMatch(
    /^\| `x` block `raj@x\.org` \| \*\*loses everything, CANNOT BE UNDONE\*\* \|/m,
  );
  expect(markdown).toContain('**Plan: 0 to add, 0 to change, 2 to destroy (2 cannot be undone).**');
});
