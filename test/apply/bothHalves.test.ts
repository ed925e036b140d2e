import { describe, expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import type { Outcome } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Behaviour, FaultRule } from '../../src/sandbox/index.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { openAccount, short } from '../account/account.ts';

/** What somebody has in a space is two things, a built-in role and a role: after a run, both are looked at. */

const roles = '{R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}';

const told = (outcome: Outcome): string =>
  outcome.status === 'failed'
    ? short(`failed ${outcome.change.address}: ${outcome.error.message}`)
    : short(`${outcome.status} ${outcome.change.address}`);

const sleep = (): Promise<void> => Promise.resolve();

interface Server {
  /** Told after each write. */
  readonly after?: (request: Request, admin: Admin) => Promise<unknown>;
  readonly faults?: readonly FaultRule[];
  readonly behaviour?: Partial<Behaviour>;
}

/** Sends a request of somebody else. */
type Admin = (method: string, path: string, body: object) => Promise<unknown>;

/** Plans, runs and looks again; what raj has in the space before and after, and what is said of it. */
async function run(
  before: string,
  file: string,
  { faults = [], behaviour = {}, after }: Server = {},
) {
  const account = openAccount(
    `
roles: ${roles}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {${before}}}}}`,
    {
      faults: [...faults],
      behaviour,
      async intercept(request, next) {
        const answer = await next();
        if (!/^GET|graphql$/.test(`${request.method} ${request.url}`)) {
          await after?.(request, account.admin);
        }
        return answer;
      },
    },
  );
  const { desired, live } = await account.look(`organizations: {P: {spaces: {s: {${file}}}}}`);
  const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
  const answered = await apply(planned, account.writer(), { sleep });
  const { outcomes } = await verify(answered, desired, account.writer(), { before: live, sleep });
  const space = account.sandbox.snapshot().organizations?.['P']?.spaces?.['s'];
  return {
    told: outcomes.map(told),
    has: [space?.members?.['raj@x.org'], space?.bindings?.['raj@x.org']],
  };
}

const lies = (on: string): Server => ({ faults: [{ on, fault: 'not-done' }] });

describe('a server that says yes and does nothing', () => {
  test.each([
    ['members: {raj@x.org: member}', 'the file leaves `bindings` out'],
    ['members: {raj@x.org: member}, bindings: {}', 'the file lists no binding'],
  ])('to the removal of a role that becomes a built-in role: %s (%s)', async (file) => {
    const { told: said, has } = await run(
      'bindings: {raj@x.org: R}',
      file,
      lies('DELETE /v2/role-bindings/*'),
    );
    expect(has).toEqual(['member', 'R']);
    expect(said).toEqual([
      'failed space/P/s/member/raj: Arize said yes and did not do it: read again, what it replaces is still there beside it.',
    ]);
  });

  test('to the removal of a member, who keeps a role', async () => {
    const { told: said } = await run(
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      'members: {}, bindings: {}',
      lies('DELETE /v2/spaces/*'),
    );
    expect(said).toEqual([
      'failed space/P/s/member/raj: Arize said yes and did not do it: read again, it is still there.',
    ]);
  });
});

test('a role that should go along with the member, and is there again', async () => {
  const binding = {
    role_id: globalId('Role', 5),
    user_id: globalId('User', 3),
    resource_type: 'SPACE',
    resource_id: globalId('Space', 1),
  };
  const { told: said } = await run(
    'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
    'members: {}, bindings: {}',
    {
      after: async ({ method }, admin) =>
        method === 'DELETE' && admin('POST', '/v2/role-bindings', binding),
    },
  );
  expect(said).toEqual([
    'failed space/P/s/member/raj: Arize said yes and did not do it: read again, space role binding "raj", which goes along with it, is still there.',
  ]);
});

describe('a server that drops the role when the built-in role is set', () => {
  const drops: Server = { behaviour: { binding_survives_word: false } };

  test('beside a role that the file lists', async () => {
    const { told: said, has } = await run(
      'bindings: {raj@x.org: R}',
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      drops,
    );
    expect(has).toEqual(['member', undefined]);
    expect(said).toEqual([
      'failed space/P/s/member/raj: Arize accepted the request, but space role binding "raj" (R) is gone since.',
    ]);
  });
});
