import { describe, expect, test } from 'vitest';
import { RunTimeoutError } from '../../src/api/stop.ts';
import { apply } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/apply.ts';
import { diff } from '../../src/diff/diff.ts';
import type { Outcome, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { openAccount } from '../account/account.ts';
import { short } from '../account/lines.ts';
import type { Opened } from '../account/account.ts';

interface Run {
  readonly account: Opened;
  readonly plan: Plan;
  readonly outcomes: readonly string[];
  /** What was sent, without the reading before. */
  readonly sent: readonly string[];
}

const told = (outcome: Outcome): string => {
  const { status, change } = outcome;
  const why =
    outcome.status === 'failed'
      ? `: ${outcome.error.message}`
      : outcome.status === 'skipped'
        ? `: ${outcome.because}`
        : '';
  return short(`${status} ${change.action} ${change.address}${why}`);
};

/** Refuses the writes that it names, as Arize would; the others reach the sandbox. */
type Refuse = (method: string, path: string, body: string) => boolean;

async function run(
  seed: string,
  file: string,
  {
    consent = true,
    refuse = () => false,
    ...options
  }: ApplyOptions & { consent?: boolean; refuse?: Refuse } = {},
): Promise<Run> {
  const sent: string[] = [];
  const account = openAccount(seed, {
    async intercept(request, next) {
      const { pathname } = new URL(request.url);
      if (request.method === 'GET' || pathname === '/graphql') return next();
      const path = pathname.replace('/v2/', '');
      const body = await request.clone().text();
      sent.push(`${request.method} ${path.replace(/(?<=^[\w-]+\/)[^/]+/, '…')}`);
      return refuse(request.method, path, body)
        ? Response.json({ title: 'Refused', status: 422, detail: 'Not today' }, { status: 422 })
        : next();
    },
  });
  const { desired, live } = await account.look(file);
  const planned = plan(diff(desired, live), desired, live, { allowDestructive: consent });
  const outcomes = await apply(planned, account.writer(), options);
  return { account, plan: planned, outcomes: outcomes.map(told), sent };
}

const inS = (content: string): string =>
  `organizations: {P: {members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}, spaces: {s: {${content}}}}}`;

describe('what is sent', () => {
  test('everything of a new organization, each with the ids of what this run made', async () => {
    const file = `
users: {new@x.org: {name: New, role: member, invite: none}}
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  N:
    members: {new@x.org: admin}
    spaces:
      s:
        private: true
        members: {new@x.org: member}
        bindings: {new@x.org: R}
        projects: {p: {create: true, restricted: true, bindings: {new@x.org: R}}}`;
    const { account, outcomes, sent } = await run('', file);
    expect(outcomes).toEqual([
      'done create role/R',
      'done create user/new',
      'done create organization/N',
      'done create organization/N/member/new',
      'done create space/N/s',
      'done create space/N/s/member/new',
      'done create space/N/s/binding/new',
      'done create project/N/s/p',
      'done create project/N/s/p/binding/new',
      'done create project/N/s/p/restriction',
    ]);
    expect(sent).toHaveLength(10);
    expect(account.sandbox.snapshot().organizations).toEqual({
      N: {
        members: { 'new@x.org': 'admin' },
        spaces: {
          s: {
            private: true,
            members: { 'new@x.org': 'member' },
            bindings: { 'new@x.org': 'R' },
            projects: { p: { restricted: true, bindings: { 'new@x.org': 'R' } } },
          },
        },
      },
    });
  });

  test('a role that changes is one request; nobody is removed and added again', async () => {
    const roles = 'roles: {R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}';
    const { sent } = await run(
      `${roles}\n${inS('members: {raj@x.org: member}, bindings: {mei@x.org: R}, projects: {p: {bindings: {tom@x.org: R}}}')}`,
      `organizations: {P: {members: {raj@x.org: admin, mei@x.org: member, tom@x.org: member}, spaces: {s: {members: {raj@x.org: admin}, bindings: {mei@x.org: S}, projects: {p: {bindings: {tom@x.org: S}}}}}}}`,
    );
    expect(sent).toEqual([
      'POST organizations/…/users',
      'POST spaces/…/users',
      'PATCH role-bindings/…',
      'PATCH role-bindings/…',
    ]);
  });

  test('a role becomes a word: the word first, so that nobody is without either', async () => {
    const { sent, account } = await run(
      `roles: {R: {permissions: [PROJECT_READ]}}\n${inS('bindings: {raj@x.org: R}')}`,
      inS('members: {raj@x.org: member}'),
    );
    expect(sent).toEqual(['POST spaces/…/users', 'DELETE role-bindings/…']);
    expect(account.sandbox.snapshot().organizations?.['P']?.spaces).toEqual({
      s: { members: { 'raj@x.org': 'member' } },
    });
  });

  test('what goes along with its cause is no request of its own', async () => {
    const { sent } = await run(
      inS('members: {raj@x.org: member, mei@x.org: member}, projects: {p: {restricted: true}}'),
      'removed: [{space: s, organization: P}]',
    );
    expect(sent).toEqual(['DELETE spaces/…']);
  });

  test('without consent nothing is taken away', async () => {
    const { outcomes, sent } = await run(
      inS('members: {raj@x.org: member}'),
      inS('members: {mei@x.org: member}'),
      { consent: false },
    );
    expect(outcomes).toEqual([
      'done create space/P/s/member/mei',
      'held delete space/P/s/member/raj',
    ]);
    expect(sent).toEqual(['POST spaces/…/users']);
  });

  test('a plan that a guard blocks writes nothing', async () => {
    const account = openAccount('');
    const { desired, live } = await account.look(
      'removed: [{user: jane@x.org}, {user: raj@x.org}]',
    );
    const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
    await expect(apply(planned, account.writer())).rejects.toThrow('A guard blocks this plan.');
    expect(account.sandbox.counts().writes).toBe(0);
  });
});

describe('what fails', () => {
  test('others go on, what needs it is skipped, and nothing is taken from anybody', async () => {
    const { outcomes } = await run(
      inS('private: false, members: {tom@x.org: admin, mei@x.org: admin}'),
      `
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: member, kim@x.org: member}
    spaces:
      s: {private: true, members: {raj@x.org: member, tom@x.org: admin}}
      t: {members: {raj@x.org: member}, projects: {p: {create: true}}}
      u: {members: {raj@x.org: member}}`,
      { refuse: (_method, path, body) => path === 'spaces' && body.includes('"t"') },
    );
    expect(outcomes).toEqual([
      'done create organization/P/member/kim',
      'failed create space/P/t: POST /v2/spaces: Arize rejected the request (422 Refused: Not today).',
      'done create space/P/u',
      'done create space/P/s/member/raj',
      'skipped create space/P/t/member/raj: it needs space "t" in "P"',
      'done create space/P/u/member/raj',
      'skipped create project/P/t/p: it needs space "t" in "P"',
      'skipped update space/P/s: an earlier change failed, so this run removes no access',
      'skipped delete space/P/s/member/mei: an earlier change failed, so this run removes no access',
    ]);
  });

  test('in the second stage: the others of the stage go on, the third is not begun', async () => {
    const { outcomes } = await run(
      inS('private: false, projects: {p: {}, q: {}}, members: {raj@x.org: member}'),
      inS('private: true, projects: {p: {restricted: true}, q: {restricted: true}}, members: {}'),
      { refuse: (method) => method === 'PATCH' },
    );
    expect(outcomes.map((line) => line.replace(/: PATCH .*/, ': …'))).toEqual([
      'failed update space/P/s: …',
      'done create project/P/s/p/restriction',
      'done create project/P/s/q/restriction',
      'skipped delete space/P/s/member/raj: an earlier change failed, so this run removes no access',
    ]);
  });

  test('what needs something that was skipped is skipped, too', async () => {
    const { outcomes, sent } = await run(
      '',
      'organizations: {N: {spaces: {s: {projects: {p: {create: true, restricted: true}}}}}}',
      { refuse: (method, path) => method === 'POST' && path === 'organizations' },
    );
    expect(outcomes.map((line) => line.replace(/(?<=^failed.*?: ).*/, '…'))).toEqual([
      'failed create organization/N: …',
      'skipped create space/N/s: it needs organization "N"',
      'skipped create project/N/s/p: it needs space "s" in "N"',
      'skipped create project/N/s/p/restriction: an earlier change failed, so this run removes no access',
    ]);
    expect(sent).toEqual(['POST organizations']);
  });

  test('in the third stage: the others go on, and what needs it is skipped', async () => {
    const { outcomes } = await run(
      `roles: {R: {permissions: [PROJECT_READ]}}\n${inS('members: {raj@x.org: member}, bindings: {mei@x.org: R}')}`,
      `roles: {}\n${inS('members: {}, bindings: {}')}`,
      { refuse: (method, path) => method === 'DELETE' && path.startsWith('role-bindings') },
    );
    expect(outcomes.map((line) => line.replace(/: DELETE .*/, ': …'))).toEqual([
      'failed delete space/P/s/binding/mei: …',
      'done delete space/P/s/member/raj',
      'skipped delete role/R: it needs space role binding "mei" in "P" / "s"',
    ]);
  });

  test('what failed is done by the next run', async () => {
    let broken = true;
    const account = openAccount(inS(''), {
      intercept: (request, next) =>
        broken && request.method === 'POST' && request.url.endsWith('/users')
          ? Promise.resolve(Response.json({ title: 'Refused', status: 422 }, { status: 422 }))
          : next(),
    });
    const file = inS('members: {raj@x.org: member}, bindings: {mei@x.org: Project Viewer}');
    const again = async (): Promise<readonly string[]> => {
      const { desired, live } = await account.look(file);
      const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
      const outcomes = await apply(planned, account.writer());
      return outcomes.map(({ status, change }) => short(`${status} ${change.address}`));
    };
    expect(await again()).toEqual(['failed space/P/s/member/raj', 'done space/P/s/binding/mei']);
    broken = false;
    expect(await again()).toEqual(['done space/P/s/member/raj']);
    expect(await again()).toEqual([]);
  });
});

describe('while it runs', () => {
  test('once it is interrupted, what is in flight is finished and nothing new is begun', async () => {
    const stop = new AbortController();
    const { outcomes, sent } = await run(
      inS(''),
      inS('members: {raj@x.org: member, mei@x.org: member}, bindings: {tom@x.org: Project Viewer}'),
      { parallelism: 1, signal: stop.signal, onStart: () => stop.abort() },
    );
    expect(outcomes).toEqual([
      'done create space/P/s/member/mei',
      'skipped create space/P/s/member/raj: the run was interrupted',
      'skipped create space/P/s/binding/tom: the run was interrupted',
    ]);
    expect(sent).toHaveLength(1);
  });

  test('once its time is used up, nothing new is begun, and it says why', async () => {
    const late = new AbortController();
    const { outcomes, sent } = await run(
      inS(''),
      inS('members: {raj@x.org: member, mei@x.org: member}'),
      { parallelism: 1, signal: late.signal, onStart: () => late.abort(new RunTimeoutError(60)) },
    );
    expect(outcomes).toEqual([
      'done create space/P/s/member/mei',
      'skipped create space/P/s/member/raj: the run reached its time limit (60 min, --time-limit)',
    ]);
    expect(sent).toHaveLength(1);
  });

  test('progress tells of every change that begins, and of every outcome', async () => {
    const seen: string[] = [];
    await run(inS(''), inS('members: {raj@x.org: member}, projects: {p: {create: true}}'), {
      parallelism: 1,
      onStart: ({ address }) => seen.push(short(`begin ${address}`)),
      onOutcome: ({ status, change }) => seen.push(short(`${status} ${change.address}`)),
    });
    expect(seen).toEqual([
      'begin space/P/s/member/raj',
      'done space/P/s/member/raj',
      'begin project/P/s/p',
      'done project/P/s/p',
    ]);
  });

  test('at most so many changes at once, and never two kinds', async () => {
    let [inFlight, most] = [0, 0];
    const kinds = new Set<string>();
    const mixed: string[] = [];
    const names = Array.from({ length: 10 }, (_, i) => `s${i}`);
    const spaces = names.map((name) => `${name}: {members: {raj@x.org: member}}`).join(', ');
    await run(
      'organizations: {P: {members: {raj@x.org: member}}}',
      `organizations: {P: {spaces: {${spaces}}}}`,
      {
        parallelism: 3,
        onStart({ kind }) {
          inFlight += 1;
          most = Math.max(most, inFlight);
          if (inFlight === 1) kinds.clear();
          kinds.add(kind);
          if (kinds.size > 1) mixed.push([...kinds].join());
        },
        onOutcome() {
          inFlight -= 1;
        },
      },
    );
    expect([most, mixed]).toEqual([3, []]);
  });
});

const roles = (names: string) => `roles: {${names}}`;
const role = (name: string) => `${name}: {permissions: [PROJECT_READ]}`;

describe('somebody else at work', () => {
  test('what another run made meanwhile, just so, counts as made', async () => {
    const account = openAccount('', {});
    const { desired, live } = await account.look(roles(role('New')));
    const planned = plan(diff(desired, live), desired, live, { allowDestructive: false });
    expect((await apply(planned, account.writer())).map(told)).toEqual(['done create role/New']);
    const again = await apply(planned, account.writer());
    expect(again).toMatchObject([{ status: 'done', already: true }]);
  });

  test('what another run made otherwise is a conflict', async () => {
    const account = openAccount('', {});
    const { desired, live } = await account.look(roles(role('New')));
    const planned = plan(diff(desired, live), desired, live, { allowDestructive: false });
    const other = await account.look(roles('New: {permissions: [TAG_READ]}'));
    await apply(
      plan(diff(other.desired, other.live), other.desired, other.live, { allowDestructive: false }),
      account.writer(),
    );
    const [outcome] = await apply(planned, account.writer());
    expect(outcome?.status).toBe('failed');
  });

  const before = `${roles(role('Old'))}\n${inS('members: {raj@x.org: member}')}`;
  const after = `roles: {New: {permissions: [TAG_READ]}}\n${inS('members: {}')}`;

  test('before anything is taken the account is looked at again; what has moved stays, and so does the rest', async () => {
    const asked: string[][] = [];
    const { outcomes, sent } = await run(before, after, {
      parallelism: 1,
      recheck(changes) {
        asked.push(changes.map(({ address }) => short(address)));
        return Promise.resolve(
          new Map([
            ['space/P/s/member/raj@x.org', { is: 'moved', what: 'it now has role "admin"' }],
          ]),
        );
      },
    });
    expect(asked).toEqual([['space/P/s/member/raj', 'role/Old']]);
    expect(outcomes).toEqual([
      'done create role/New',
      'failed delete space/P/s/member/raj: It has changed since the plan was made: it now has role "admin".',
      'done delete role/Old',
    ]);
    expect(sent).toEqual(['POST roles', 'DELETE roles/…']);
  });

  test('what is done already is not asked for', async () => {
    const { outcomes, sent } = await run(before, after, {
      recheck: () => Promise.resolve(new Map([['role/Old', { is: 'done' }]])),
    });
    expect(outcomes.filter((each) => each.startsWith('done'))).toHaveLength(3);
    expect(sent.map((each) => each.split('/')[0])).toEqual(['POST roles', 'DELETE spaces']);
  });

  test('where it can not be looked at again nothing is taken', async () => {
    const { outcomes } = await run(before, after, {
      recheck: () => Promise.reject(new Error('No answer.')),
    });
    const why = 'the account could not be read again before removing access: No answer';
    expect(outcomes).toEqual([
      'done create role/New',
      `skipped delete space/P/s/member/raj: ${why}`,
      `skipped delete role/Old: ${why}`,
    ]);
  });

  test('a run that has written nothing before has just looked', async () => {
    const { outcomes } = await run(before, inS('members: {}'), {
      recheck: () => Promise.reject(new Error('No answer.')),
    });
    expect(outcomes).toEqual(['done delete space/P/s/member/raj']);
  });
});
