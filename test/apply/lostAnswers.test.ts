import { beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/apply.ts';
import type { Sleep } from '../../src/apply/attempt.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Change, KindName, Outcome } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Behaviour, SandboxOptions, Seed } from '../../src/sandbox/index.ts';
import { openAccount } from '../account/account.ts';
import { short } from '../account/lines.ts';

/** What becomes of a write on its way: it may be done or not, and nobody hears of it. */
type Accident = (next: () => Promise<Response>) => Promise<Response>;

const cut = (): never => {
  throw new TypeError('fetch failed', { cause: new Error('other side closed') });
};
const late = (): never => {
  throw new DOMException('timed out', 'TimeoutError');
};
const broken = (): Response => Response.json({ title: 'Oops', status: 500 }, { status: 500 });

/** Busy, and asks to be asked again: the work may be done all the same. */
const busy = (): Response =>
  Response.json(
    { title: 'Service Unavailable', status: 503 },
    { status: 503, headers: { 'retry-after': '20' } },
  );

const lostBefore: Readonly<Record<string, Accident>> = {
  'the connection breaks before the work': () => Promise.reject(new TypeError('fetch failed')),
  'an error instead of the work': () => Promise.resolve(broken()),
  'no response in time, and no work': async () => late(),
  '503 with Retry-After, and no work': async () => busy(),
};
const lostAfter: Readonly<Record<string, Accident>> = {
  'the connection breaks after the work': (next) => next().then(cut),
  'an error after the work': (next) => next().then(broken),
  'no response in time, though the work is done': (next) => next().then(late),
  '503 with Retry-After, though the work is done': (next) => next().then(busy),
  'a page of a proxy after the work': (next) =>
    next().then(
      () => new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ),
};

/** Says yes to every write, and does nothing. */
const liar: Accident = () => Promise.resolve(Response.json({ id: 'made-up' }));
/** Refuses to show anything. */
const hide: Accident = () => Promise.resolve(Response.json({ status: 403 }, { status: 403 }));

const first = (index: number): boolean => index === 0;
const isMember = (request: string): boolean => request === 'POST /v2/spaces/…/users';

interface Ran {
  readonly outcomes: readonly Outcome[];
  readonly told: readonly string[];
  /** The writes that reached the account or were lost on the way to it. */
  readonly sent: readonly string[];
  readonly after: Seed;
  readonly counts: Readonly<Record<string, number>>;
}

const toldOf = (outcome: Outcome): string => {
  const { status, change } = outcome;
  const why =
    outcome.status === 'failed'
      ? `: ${outcome.error.message}`
      : outcome.status === 'skipped'
        ? `: ${outcome.because}`
        : '';
  return short(`${status} ${change.action} ${change.address}${why}`);
};

/** Runs a file; the accident happens to each write for which `strikes` says so. */
async function run(
  seed: string,
  file: string,
  accident: Accident = (next) => next(),
  {
    strikes = () => true,
    reads = (next) => next(),
    behaviour = {},
    sleep = () => Promise.resolve(),
    onWait,
  }: {
    strikes?: (index: number, seen: boolean) => boolean;
    /** What becomes of the reads after the first write. */
    reads?: Accident;
    behaviour?: Partial<Behaviour>;
    sleep?: Sleep;
    onWait?: ApplyOptions['onWait'];
  } = {},
): Promise<Ran> {
  const sent: string[] = [];
  const bodies = new Set<string>();
  const intercept: SandboxOptions['intercept'] = async (request, next) => {
    const { pathname } = new URL(request.url);
    if (request.method === 'GET' || pathname === '/graphql') {
      return sent.length > 0 ? reads(next) : next();
    }
    const what = `${request.method} ${pathname} ${await request.clone().text()}`;
    const seen = bodies.has(what);
    bodies.add(what);
    sent.push(`${request.method} ${pathname.replace(/^\/v2\/([\w-]+)\/[^/]+/, '/v2/$1/…')}`);
    return strikes(sent.length - 1, seen) ? accident(next) : next();
  };
  const account = openAccount(seed, { intercept, behaviour });
  const { desired, live } = await account.look(file);
  const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
  const outcomes = await apply(planned, account.writer(), {
    parallelism: 1,
    sleep,
    ...(onWait && { onWait }),
  });
  const { byOperation: counts } = account.sandbox.counts();
  return {
    outcomes,
    told: outcomes.map(toldOf),
    sent,
    after: account.sandbox.snapshot(),
    counts,
  };
}

const roles = 'roles: {R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}';
const inS = (content: string): string =>
  `organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {private: true, ${content}}}}}`;
const inSeed = (content: string): string => `${roles}\n${inS(content)}`;
const org = (members: string): string => `organizations: {P: {members: {${members}}}}`;

interface Sample {
  readonly kind: KindName;
  readonly action: Change['action'];
  readonly seed: string;
  readonly file: string;
  /** Where a change is more than one request. */
  readonly requests?: 2;
  /** What a change says itself of a server that does nothing, because it looks before it goes on. */
  readonly seen?: string;
}

const samples: readonly Sample[] = [
  { kind: 'role', action: 'create', seed: '', file: 'roles: {R: {permissions: [PROJECT_READ]}}' },
  {
    kind: 'role',
    action: 'update',
    seed: roles,
    file: 'roles: {Q: {previously: [R], permissions: [DATASET_READ]}, S: {permissions: [PROJECT_READ]}}',
  },
  {
    kind: 'role',
    action: 'delete',
    seed: roles,
    file: 'roles: {R: {permissions: [PROJECT_READ]}}',
  },
  {
    kind: 'user',
    action: 'create',
    seed: '',
    // Arize finds ann@x.org too when it is asked for this address.
    file: 'users: {n@x.org: {name: New, role: member, invite: email_link}}',
  },
  { kind: 'user', action: 'update', seed: '', file: 'users: {raj@x.org: {name: Rajesh}}' },
  { kind: 'user', action: 'delete', seed: '', file: 'removed: [{user: tom@x.org}]' },
  {
    kind: 'organization',
    action: 'create',
    seed: '',
    file: 'organizations: {N: {description: d}}',
  },
  {
    kind: 'organization',
    action: 'update',
    seed: org(''),
    file: 'organizations: {P: {description: d}}',
  },
  {
    kind: 'organization',
    action: 'delete',
    seed: org(''),
    file: 'removed: [{organization: P}]',
  },
  {
    kind: 'organization_member',
    action: 'create',
    seed: org('jane@x.org: admin'),
    file: org('jane@x.org: admin, raj@x.org: read-only'),
  },
  {
    kind: 'organization_member',
    action: 'update',
    seed: org('jane@x.org: admin, raj@x.org: member'),
    file: org('jane@x.org: admin, raj@x.org: read-only'),
  },
  {
    kind: 'organization_member',
    action: 'delete',
    seed: org('jane@x.org: admin, raj@x.org: member'),
    file: org('jane@x.org: admin'),
  },
  { kind: 'space', action: 'create', seed: org(''), file: 'organizations: {P: {spaces: {t: {}}}}' },
  {
    kind: 'space',
    action: 'update',
    seed: inSeed(''),
    file: 'organizations: {P: {spaces: {t: {previously: [s], description: d}}}}',
  },
  {
    kind: 'space',
    action: 'delete',
    seed: inSeed(''),
    file: 'removed: [{organization: P, space: s}]',
  },
  {
    kind: 'space_member',
    action: 'create',
    seed: inSeed('bindings: {raj@x.org: R}'),
    file: inS('bindings: {raj@x.org: R}, members: {raj@x.org: member}'),
  },
  {
    kind: 'space_member',
    action: 'create',
    seed: inSeed(''),
    file: inS('members: {raj@x.org: R}'),
  },
  {
    kind: 'space_member',
    action: 'update',
    seed: inSeed('members: {raj@x.org: member}'),
    file: inS('members: {raj@x.org: read-only}'),
  },
  {
    kind: 'space_member',
    action: 'update',
    seed: inSeed('bindings: {raj@x.org: R}'),
    file: inS('members: {raj@x.org: S}'),
  },
  {
    kind: 'space_member',
    action: 'update',
    seed: inSeed('bindings: {raj@x.org: R}'),
    file: inS('members: {raj@x.org: member}'),
    requests: 2,
    seen: 'Arize accepted "member" for raj in s, but it isn\'t visible, so the role "R" stays.',
  },
  {
    kind: 'space_member',
    action: 'update',
    seed: inSeed('members: {raj@x.org: member}'),
    file: inS('members: {}, bindings: {raj@x.org: R}'),
    seen: 'Arize accepted the role "R" for raj in s, but it isn\'t bound, so "member" stays.',
  },
  {
    kind: 'space_member',
    action: 'delete',
    seed: inSeed('members: {raj@x.org: member}'),
    file: inS('members: {}'),
  },
  {
    kind: 'space_binding',
    action: 'create',
    seed: inSeed('members: {raj@x.org: member}'),
    file: inS('bindings: {raj@x.org: R}'),
  },
  {
    kind: 'space_binding',
    action: 'update',
    seed: inSeed('bindings: {raj@x.org: R}'),
    file: inS('bindings: {raj@x.org: S}'),
  },
  {
    kind: 'space_binding',
    action: 'delete',
    seed: inSeed('bindings: {raj@x.org: R, mei@x.org: R}'),
    file: inS('bindings: {mei@x.org: R}'),
  },
  {
    kind: 'project',
    action: 'create',
    seed: inSeed(''),
    file: inS('projects: {p: {create: true}}'),
  },
  {
    kind: 'project',
    action: 'update',
    seed: inSeed('projects: {p: {}}'),
    file: inS('projects: {q: {previously: [p]}}'),
  },
  {
    kind: 'project',
    action: 'delete',
    seed: inSeed('projects: {p: {}}'),
    file: 'removed: [{organization: P, space: s, project: p}]',
  },
  {
    kind: 'project_binding',
    action: 'create',
    seed: inSeed('projects: {p: {}}'),
    file: inS('projects: {p: {bindings: {raj@x.org: R}}}'),
  },
  {
    kind: 'project_binding',
    action: 'update',
    seed: inSeed('projects: {p: {bindings: {raj@x.org: R}}}'),
    file: inS('projects: {p: {bindings: {raj@x.org: S}}}'),
  },
  {
    kind: 'project_binding',
    action: 'delete',
    seed: inSeed('projects: {p: {bindings: {raj@x.org: R}}}'),
    file: inS('projects: {p: {bindings: {}}}'),
  },
  {
    kind: 'project_restriction',
    action: 'create',
    seed: inSeed('projects: {p: {}}'),
    file: inS('projects: {p: {restricted: true}}'),
  },
  {
    kind: 'project_restriction',
    action: 'delete',
    seed: inSeed('projects: {p: {restricted: true}}'),
    file: inS('projects: {p: {restricted: false}}'),
  },
];

test('every kind is here with everything that can happen to it', () => {
  const here = new Set(samples.map(({ kind, action }) => `${kind} ${action}`));
  // A restriction is there or not: it has nothing to update. Keys come with secrets: test/keys.
  const all = kinds
    .filter(({ credential }) => !credential)
    .flatMap(({ name }) => [`${name} create`, `${name} update`, `${name} delete`]);
  const missing = all.filter((each) => !here.has(each));
  expect(missing).toEqual(['project_restriction update']);
});

describe.each(samples)(
  '$kind $action: $seed -> $file',
  ({ kind, action, seed, file, requests }) => {
    let calm: Ran;
    beforeAll(async () => {
      calm = await run(seed, file);
    });

    test.each(Object.entries(lostAfter))('%s: it is not sent again', async (_, accident) => {
      const lost = await run(seed, file, accident, { strikes: first });
      expect(
        lost.outcomes.map(({ status, change }) => [status, change.kind, change.action]),
      ).toEqual([['done', kind, action]]);
      expect(lost.after).toEqual(calm.after);
      const [head = ''] = calm.sent;
      // Of two requests, the first alone is half of the change: it is an upsert, and is sent again.
      expect(lost.sent).toEqual(requests === 2 ? [head, ...calm.sent] : calm.sent);
    });

    test.each(Object.entries(lostBefore))('%s: it is sent once more', async (_, accident) => {
      const lost = await run(seed, file, accident, { strikes: first });
      expect(lost.told).toEqual(calm.told);
      expect(lost.after).toEqual(calm.after);
      expect(lost.sent).toEqual([calm.sent[0], ...calm.sent]);
    });
  },
);

const everything = `
users: {new@x.org: {name: New, role: member, invite: email_link}}
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  N:
    members: {new@x.org: member}
    spaces:
      s:
        description: d
        members: {new@x.org: member}
        bindings: {new@x.org: R}
        projects: {p: {create: true, restricted: true, bindings: {new@x.org: R}}}`;

describe('a run of which every answer is lost', () => {
  test('is done, with the ids that those who need them ask for, and each request once', async () => {
    const calm = await run('', everything);
    const lost = await run('', everything, (next) => next().then(cut));
    expect(lost.told).toEqual(calm.told);
    expect(lost.sent).toEqual(calm.sent);
    expect(lost.after).toEqual(calm.after);
    expect(lost.counts['create_user']).toBe(1);
  });

  test('and of which each request gets lost on its way once: everything is sent twice', async () => {
    const calm = await run('', everything);
    const lost = await run('', everything, cut, { strikes: (_index, seen) => !seen });
    expect(lost.told).toEqual(calm.told);
    expect(lost.sent).toEqual(calm.sent.flatMap((each) => [each, each]));
    expect(lost.after).toEqual(calm.after);
  });

  test.each<Partial<Behaviour>>([
    { organization_roles_readable: false },
    { rest_organization_prefix: 'Organization' },
    { short_pages: true },
    { bots_in_user_list: false },
  ])('on a server like %o', async (behaviour) => {
    const lost = await run('', everything, (next) => next().then(cut), { behaviour });
    expect(lost.told.filter((line) => !line.startsWith('done '))).toEqual([]);
    expect(lost.sent).toHaveLength(10);
  });
});

describe('an answer that is no answer', () => {
  test('a success without an id counts as lost, and what needs the id gets it', async () => {
    const file = 'organizations: {N: {spaces: {s: {}}}}';
    const lost = await run('', file, (next) => next().then(() => Response.json({})));
    expect(lost.told).toEqual(['done create organization/N', 'done create space/N/s']);
    expect(lost.sent).toHaveLength(2);
  });
});

describe('what can not be brought to an end', () => {
  const file = 'organizations: {N: {spaces: {s: {}}}}';

  test('a fault that never ends: three tries, then it says so, and what needs it is skipped', async () => {
    const { told, sent } = await run('', file, () => Promise.resolve(broken()));
    expect(told).toEqual([
      'failed create organization/N: POST /v2/organizations: the response was lost (500). It was sent 3 times, and Arize did not show the change when it was read afterwards.',
      'skipped create space/N/s: it needs organization "N"',
    ]);
    expect(sent).toHaveLength(3);
  });

  test('a server that is busy: it is asked again when it says so, for five minutes in all', async () => {
    const waits: number[] = [];
    const seen: string[] = [];
    const { told, sent } = await run('', file, async () => busy(), {
      onWait: ({ address }, ms, reason) => seen.push(`${address}: ${ms}, ${reason}`),
      sleep: async (ms) => {
        waits.push(ms);
      },
    });
    expect(waits.every((ms) => ms >= 20_000)).toBe(true);
    const all = waits.reduce((sum, ms) => sum + ms, 0);
    expect(all).toBeGreaterThan(150_000);
    expect(all).toBeLessThanOrEqual(300_000);
    expect(sent).toHaveLength(waits.length + 1);
    // Whoever waits is told why.
    expect(seen).toEqual(waits.map((ms) => `organization/N: ${ms}, the response was lost (503)`));
    expect(told[0]).toContain(`the response was lost (503). It was sent ${sent.length} times`);
  });

  test('where Arize can not be read either, nothing is sent again, and nobody claims to know', async () => {
    const { outcomes, told, sent } = await run('', file, (next) => next().then(cut), {
      reads: hide,
    });
    expect(told[0]).toMatch(
      /^failed create organization\/N: POST \/v2\/organizations: the response was lost \(connection closed\), so it is unknown whether the change was made: GET \/v2\/organizations: .*\(403\).*\. It was sent once\.$/,
    );
    expect(outcomes[0]).toMatchObject({
      error: {
        outcome: 'unknown',
        hint: 'Look in Arize whether it was made, or plan again to see what is left.',
      },
    });
    expect(sent).toHaveLength(1);
  });

  describe('a membership that an admin right hides', () => {
    const from = org('jane@x.org: admin, raj@x.org: member');
    const to =
      'organizations: {P: {members: {jane@x.org: admin, raj@x.org: admin}, spaces: {t: {members: {raj@x.org: member}}}}}';

    test('is asked for again, which changes nothing, until an answer comes', async () => {
      const calm = await run(from, to);
      const at = calm.sent.findIndex(isMember);
      const lost = await run(from, to, (next) => next().then(cut), {
        strikes: (index) => index === at,
      });
      expect(lost.told).toEqual(calm.told);
      expect(lost.sent.filter(isMember)).toHaveLength(2);
      expect(lost.after).toEqual(calm.after);
    });

    test('and is not known when none comes', async () => {
      const { told, sent } = await run(from, to, (next) => next().then(cut));
      expect(told.at(-1)).toMatch(
        /^failed create space\/P\/t\/member\/raj: .* it is unknown whether the change was made: it is hidden by the person's right as an organization admin\. It was sent 3 times\.$/,
      );
      expect(sent.filter(isMember)).toHaveLength(3);
    });
  });

  test('somebody else made it meanwhile, and otherwise: it is left alone', async () => {
    const account = 'roles: {R: {permissions: [DATASET_READ], description: theirs}}';
    const other = openAccount(account);
    const theirs = await other.look('roles: {R: {permissions: [PROJECT_READ]}}');
    // The plan is of an account without the role; the run meets one that has it.
    const empty = await openAccount('').look('roles: {R: {permissions: [PROJECT_READ]}}');
    const planned = plan(diff(theirs.desired, empty.live), theirs.desired, empty.live, {
      allowDestructive: false,
    });
    let sent = 0;
    const met = openAccount(account, {
      intercept: (request, next) => {
        if (request.method !== 'POST' || request.url.endsWith('/graphql')) return next();
        sent += 1;
        return Promise.resolve(broken());
      },
    });
    const outcomes = await apply(planned, met.writer(), { sleep: () => Promise.resolve() });
    expect(outcomes.map(toldOf)).toEqual([
      'failed create role/R: POST /v2/roles: the response was lost (500). Arize was read afterwards: it exists, but with a different permissions.',
    ]);
    expect(sent).toBe(1);
  });

  test('what is refused the second time is reported as refused', async () => {
    let count = 0;
    const { told, sent } = await run('', file, () => {
      count += 1;
      if (count === 1) return Promise.resolve(broken());
      return Promise.resolve(Response.json({ title: 'No', status: 422 }, { status: 422 }));
    });
    expect(told[0]).toBe(
      'failed create organization/N: POST /v2/organizations: Arize rejected the request (422 No).',
    );
    expect(sent).toHaveLength(2);
  });
});

/** What is found after a run in which Arize accepted everything. */
async function verified(
  seed: string,
  file: string,
  accident: Accident,
  sleep: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly string[]> {
  const account = openAccount(seed, {
    intercept: (request, next) =>
      request.method === 'GET' || request.url.endsWith('/graphql') ? next() : accident(next),
  });
  const { desired, live } = await account.look(file);
  const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
  const outcomes = await apply(planned, account.writer(), { sleep });
  return (await verify(outcomes, desired, account.writer(), { sleep })).outcomes.map(toldOf);
}

describe('Arize is believed only when it shows what it said', () => {
  test.each(samples)('$kind $action: $seed -> $file', async ({ action, seed, file, seen }) => {
    const what = {
      create: 'it is not there',
      update: 'its .+ is not as requested',
      delete: 'it is still there',
    };
    const [line, ...more] = await verified(seed, file, liar);
    expect(more).toEqual([]);
    const told =
      seen ?? `Arize accepted the request, but the change is not visible yet: ${what[action]}\\.`;
    expect(line).toMatch(new RegExp(`^failed ${action} \\S.*: ${told}$`));
    // And with the truth, nothing is found wrong.
    expect(await verified(seed, file, (next) => next())).toEqual([
      line?.replace(/^failed/, 'done').replace(/: Arize .*/, ''),
    ]);
  });

  test('what shows only after a while is waited for', async () => {
    const later: (() => Promise<unknown>)[] = [];
    const accident: Accident = (next) => {
      later.push(next);
      return Promise.resolve(Response.json({ id: 'soon' }));
    };
    const sleep = async (): Promise<void> => {
      await later.pop()?.();
    };
    const file = 'roles: {R: {permissions: [PROJECT_READ]}}';
    expect(await verified('', file, accident, sleep)).toEqual(['done create role/R']);
  });

  test('what others change meanwhile is no fault of Arize', async () => {
    const seed = 'roles: {R: {permissions: [PROJECT_READ], description: a}}';
    const account = openAccount(seed);
    const file = 'roles: {R: {permissions: [PROJECT_READ], description: b}}';
    const { desired, live } = await account.look(file);
    const planned = plan(diff(desired, live), desired, live, { allowDestructive: true });
    const outcomes = await apply(planned, account.writer());
    const writer = account.writer();
    const [role] = (await writer.list('/v2/roles', 'roles')).filter(({ name }) => name === 'R');
    await writer.patch('/v2/roles/{role_id}', {
      params: { path: { role_id: role?.id ?? '' } },
      body: { permissions: ['DATASET_READ'] },
    });
    expect((await verify(outcomes, desired, writer)).outcomes.map(toldOf)).toEqual([
      'done update role/R',
    ]);
  });

  test('nothing is read where nothing was done', async () => {
    const account = openAccount('');
    const { desired } = await account.look('');
    const { reads } = account.sandbox.counts();
    expect(await verify([], desired, account.writer())).toEqual({ outcomes: [] });
    expect(account.sandbox.counts().reads).toBe(reads);
  });
});
