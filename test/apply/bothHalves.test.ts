import { describe, expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import type { Outcome } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Behaviour, FaultRule } from '../../src/sandbox/index.ts';
import { globalId } from '../../src/sandbox/index.ts';
import { openAccount } from '../account/account.ts';
import { short } from '../account/lines.ts';

/** What somebody has in a space is two things, a built-in role and a role: after a run, both are looked at. */

const roles = '{R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}';

const told = (outcome: Outcome): string =>
  outcome.status === 'failed'
    ? short(`failed ${outcome.change.address}: ${outcome.error.message}`)
    : short(`${outcome.status} ${outcome.change.address}`);

const sleep = (): Promise<void> => Promise.resolve();

/** Sends a request of somebody else. */
type Admin = (method: string, path: string, body: object) => Promise<unknown>;

interface Server {
  readonly faults?: readonly FaultRule[];
  readonly behaviour?: Partial<Behaviour>;
  /** Answers a write, after so many others. */
  readonly meddle?: (
    request: Request,
    sent: number,
    next: () => Promise<Response>,
  ) => Promise<Response>;
  /** Told after each write. */
  readonly after?: (request: Request, admin: Admin) => Promise<unknown>;
  readonly signal?: AbortSignal;
}

/** Plans, runs and looks again; what raj has in the space then, and what is said of it. */
async function run(before: string, file: string, server: Server = {}) {
  const { faults = [], behaviour = {}, meddle, after, signal } = server;
  let sent = 0;
  const account = openAccount(
    `
roles: ${roles}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {${before}}}}}`,
    {
      faults: [...faults],
      behaviour,
      ...(signal && { signal }),
      async intercept(request, next) {
        if (/^GET|graphql$/.test(`${request.method} ${request.url}`)) return next();
        sent += 1;
        const answer = await (meddle === undefined ? next() : meddle(request, sent - 1, next));
        await after?.(request, account.admin);
        return answer;
      },
    },
  );
  const { desired, live } = await account.look(`organizations: {P: {spaces: {s: {${file}}}}}`);
  const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
  const answered = await apply(planned, account.writer(), { sleep });
  const { outcomes } = signal?.aborted
    ? { outcomes: answered }
    : await verify(answered, desired, account.writer(), { before: live, sleep });
  const space = account.sandbox.snapshot().organizations?.['P']?.spaces?.['s'];
  return {
    told: outcomes.map(told),
    hints: outcomes.flatMap((outcome) =>
      outcome.status === 'failed' && 'hint' in outcome.error
        ? [short(String(outcome.error.hint))]
        : [],
    ),
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
      'failed space/P/s/member/raj: Arize accepted the request, but the change is not visible yet: the item that it replaces is still there.',
    ]);
  });

  test('to the removal of a member, who keeps a role', async () => {
    const { told: said } = await run(
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      'members: {}, bindings: {}',
      lies('DELETE /v2/spaces/*'),
    );
    expect(said).toEqual([
      'failed space/P/s/member/raj: Arize accepted the request, but the change is not visible yet: it is still there.',
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
    'failed space/P/s/member/raj: Arize accepted the request, but the change is not visible yet: space role binding "raj", which should be removed with it, is still there.',
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
      'failed space/P/s/member/raj: Arize accepted the request, but space role binding "raj" (R) is also gone.',
    ]);
  });
});

describe('a role in the place of a built-in role, on a server that keeps the built-in role', () => {
  const stays: Partial<Behaviour> = { custom_replaces_word: false };
  const before = 'members: {raj@x.org: member}';
  const file = 'members: {}, bindings: {raj@x.org: R}';
  const writes = ['POST', 'DELETE', 'POST'] as const;

  test('both are removed, and the role is bound again in the same step', async () => {
    const sent: string[] = [];
    const { told: said, has } = await run(before, file, {
      behaviour: stays,
      after: async ({ method }) => sent.push(method),
    });
    expect([said, has, sent]).toEqual([
      ['done space/P/s/member/raj'],
      [undefined, 'R'],
      [...writes],
    ]);
  });

  test.each(
    writes.flatMap((method, index) =>
      (['drop-before', 'drop-after', 'bad-gateway'] as const).map(
        (fault) => [fault, method, index] as const,
      ),
    ),
  )('%s of its %s (request %i)', async (fault, method, index) => {
    const { told: said, has } = await run(before, file, {
      behaviour: stays,
      faults: [{ on: `${method} /v2/spaces/*`, fault, times: 1, after: index === 2 ? 1 : 0 }],
    });
    expect([said, has]).toEqual([['done space/P/s/member/raj'], [undefined, 'R']]);
  });

  test('a run that is stopped after the removal binds the role all the same', async () => {
    const controller = new AbortController();
    const { has } = await run(before, file, {
      behaviour: stays,
      signal: controller.signal,
      after: async ({ method }) => method === 'DELETE' && controller.abort(),
    });
    expect(has).toEqual([undefined, 'R']);
  });

  test('what can not be bound again gets the built-in role back', async () => {
    const { told: said, has } = await run(before, file, {
      behaviour: stays,
      meddle: (request, sent, next) =>
        sent === 2 && request.method === 'POST'
          ? Promise.resolve(Response.json({ title: 'No', status: 403 }, { status: 403 }))
          : next(),
    });
    expect(has).toEqual(['member', undefined]);
    expect(said).toEqual([
      expect.stringMatching(
        /^failed space\/P\/s\/member\/raj: Arize kept "member" for raj in s beside the role "R", so both were removed, and binding the role again failed: .*403.*\. "member" was restored\.$/,
      ),
    ]);
  });

  test.each<[string, FaultRule]>([
    ['refuses to remove both', { on: 'DELETE *', fault: 'rate-limit', retryAfter: 1 }],
    ['removes neither', { on: 'DELETE *', fault: 'not-done' }],
  ])('one that %s: the failure names the edit that works', async (_, fault) => {
    const { hints, has } = await run(before, file, { behaviour: stays, faults: [fault] });
    expect(has).toEqual(['member', 'R']);
    expect(hints).toEqual([
      'To keep both, list raj with member under `members` and with "R" under `bindings`.',
    ]);
  });

  test('where the role is not bound, nothing is removed', async () => {
    const { told: said, has } = await run(before, file, {
      behaviour: stays,
      faults: [{ on: 'POST *', fault: 'not-done' }],
    });
    expect(has).toEqual(['member', undefined]);
    expect(said).toEqual([
      'failed space/P/s/member/raj: Arize accepted the role "R" for raj in s, but it isn\'t bound, so "member" stays.',
    ]);
  });
});

describe('a built-in role in the place of a role', () => {
  test('where the built-in role does not show, the role stays', async () => {
    const { told: said, has } = await run(
      'bindings: {raj@x.org: R}',
      'members: {raj@x.org: member}, bindings: {}',
      { faults: [{ on: 'POST *', fault: 'not-done' }] },
    );
    expect(has).toEqual([undefined, 'R']);
    expect(said).toEqual([
      'failed space/P/s/member/raj: Arize accepted "member" for raj in s, but it isn\'t visible, so the role "R" stays.',
    ]);
  });
});

describe('a role beside a built-in role that changes', () => {
  test.each([
    ['the file lists it', 'members: {raj@x.org: admin}, bindings: {raj@x.org: R}'],
    ['the file does not manage it', 'members: {raj@x.org: admin}'],
    [
      'bindings are additive',
      'manage: {bindings: additive}, members: {raj@x.org: admin}, bindings: {}',
    ],
  ])('is bound again where Arize drops it: %s', async (_, file) => {
    const { told: said, has } = await run(
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      file,
      { behaviour: { binding_survives_word: false } },
    );
    expect([said, has]).toEqual([['done space/P/s/member/raj'], ['admin', 'R']]);
  });

  test.each([
    ['goes', 'members: {raj@x.org: admin}, bindings: {}', undefined],
    ['becomes another', 'members: {raj@x.org: admin}, bindings: {raj@x.org: S}', 'S'],
  ])('and %s in the same run, under the id that it has then', async (_, file, role) => {
    const { told: said, has } = await run(
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      file,
      { behaviour: { binding_survives_word: false } },
    );
    expect([said, has]).toEqual([
      ['done space/P/s/member/raj', 'done space/P/s/binding/raj'],
      ['admin', role],
    ]);
  });
});
