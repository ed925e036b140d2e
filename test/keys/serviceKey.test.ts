import { describe, expect, test } from 'vitest';
import { lineOf, short } from '../account/lines.ts';
import { openDesk, toldOf } from './desk.ts';
import type { Desk } from './desk.ts';

const seed = `
roles: {Writer: {permissions: [PROJECT_SPAN_CREATE]}}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {private: true}, t: {}}}}
`;
const keys = (content: string, rest = ''): string =>
  `organizations: {P: {spaces: {s: {service_keys: {${content}}}}}}\n${rest}`;
const traces = (more = ''): string =>
  keys(`traces: {role: Writer, organization_role: read-only, deliver: {file: a.key}${more}}`);
const today = '2026-01-01';

const fails =
  (message: string, Kind = Error) =>
  (): Promise<never> =>
    Promise.reject(new Kind(message));

const breaks = (next: () => Promise<Response>): Promise<Response> =>
  next().then(() => {
    throw new TypeError('fetch failed');
  });
const refuse = (status: number): Response => Response.json({ title: 'Oops', status }, { status });

describe('a key that is missing', () => {
  test('is made, its secret arrives, and then there is nothing left to do', async () => {
    const desk = openDesk(seed);
    const file = traces(', description: for tests, expires: 2026-06-01');
    expect((await desk.run(file, today)).map(toldOf)).toEqual([
      'done + space/P/s/service_key/traces {role: <Writer>, organization_role: read-only, description: for tests, expires: 2026-06-01, to_file: a.key}',
    ]);
    expect(desk.arrived.map(({ sink }) => sink)).toEqual([{ file: 'a.key' }]);
    expect(await desk.opens(desk.arrived[0]?.secret)).toBe(true);
    expect((await desk.planFile(file, today)).changes).toEqual([]);
  });

  test('its secret is in no plan and no outcome', async () => {
    const desk = openDesk(seed);
    const outcomes = await desk.run(traces(), today);
    const secret = desk.arrived[0]?.secret ?? '';
    expect(secret).toMatch(/^ak-/);
    expect(JSON.stringify(outcomes)).not.toContain(secret);
    expect(JSON.stringify(await desk.planFile(traces(), today))).not.toContain(secret);
  });

  test('a lifetime counts from the day', async () => {
    const desk = openDesk(seed);
    const { changes } = await desk.planFile(traces(', expires: 90d'), '2026-02-01');
    expect(changes.map(lineOf)).toEqual([
      '+ space/P/s/service_key/traces {role: <Writer>, organization_role: read-only, to_file: a.key, expires: 2026-05-02}',
    ]);
  });

  test('nothing is made when its secret could not be kept', async () => {
    const desk = openDesk(seed, { secrets: { check: fails('no such place') } });
    const outcomes = await desk.run(traces(), today);
    expect(outcomes.map((each) => each.status === 'failed' && each.error.message)).toEqual([
      'no such place',
    ]);
    expect(desk.sent).toEqual([]);
  });

  test('it is revoked again when its secret does not arrive', async () => {
    const desk = openDesk(seed, { secrets: { deliver: fails('the vault is sealed') } });
    const outcomes = await desk.run(traces(), today);
    expect(outcomes.map((each) => each.status === 'failed' && each.error.message)).toEqual([
      'The key was created, but its secret was not delivered: the vault is sealed. The key was revoked.',
    ]);
    expect(desk.sent).toEqual(['POST /v2/api-keys', 'PUT /v2/api-keys/…/revoke']);
    expect(desk.keys()).toEqual([]);
  });
});

describe('a key whose answer is lost', () => {
  const accidents: Readonly<Record<string, (next: () => Promise<Response>) => Promise<Response>>> =
    {
      'the connection breaks': breaks,
      'a server error': (next) =>
        next().then(() => Response.json({ title: 'Oops', status: 500 }, { status: 500 })),
      '503 with Retry-After': (next) =>
        next().then(() =>
          Response.json(
            { title: 'Service Unavailable', status: 503 },
            { status: 503, headers: { 'retry-after': '1' } },
          ),
        ),
      'no response in time': (next) =>
        next().then(() => {
          throw new DOMException('timed out', 'TimeoutError');
        }),
    };
  test.each(Object.entries(accidents))(
    '%s: it is found by its name, revoked, and not asked for again',
    async (_, accident) => {
      const other = `api_keys: [{name: traces, user: bot@x.org, expires_at: 2026-01-20T00:00:00Z}]
organizations: {P: {members: {bot@x.org: member}, spaces: {s: {members: {bot@x.org: member}}}}}`;
      const desk = openDesk(other, { accident });
      const file = keys(
        'traces: {role: member, expires: 90d, rotate_before: 30d, deliver: {file: b.key}}',
      );
      const outcomes = await desk.run(file, today);
      expect(outcomes.map((each) => each.status === 'failed' && each.error.message)).toEqual([
        expect.stringContaining('but its secret is lost. The key was revoked.'),
      ]);
      expect(desk.sent).toEqual(['POST /v2/api-keys', 'PUT /v2/api-keys/…/revoke']);
      // The key that it was to replace works on.
      expect(desk.keys()).toEqual(['traces']);
      expect(desk.arrived).toEqual([]);
    },
  );

  test('and that was not made: it is not asked for again, and said to be unknown', async () => {
    const desk = openDesk(seed, { accident: fails('fetch failed', TypeError) });
    const [outcome] = await desk.run(traces(), today);
    expect(outcome).toMatchObject({ status: 'failed', error: { outcome: 'unknown' } });
    expect(outcome?.status === 'failed' && outcome.error.message).toMatch(
      /Arize lists no new key "traces", so it is unknown whether one was created\.$/,
    );
    expect(desk.sent).toEqual(['POST /v2/api-keys']);
  });

  test.each([403, 500])('and that cannot be revoked (%i) is said to work', async (status) => {
    const desk = openDesk(seed, {
      accident: breaks,
      afterwards: async (request, next) => (request.method === 'PUT' ? refuse(status) : next()),
    });
    const [outcome] = await desk.run(traces(), today);
    expect(outcome).toMatchObject({ status: 'failed', error: { outcome: 'unknown' } });
    const error = outcome?.status === 'failed' ? outcome.error : undefined;
    expect(error?.message).toMatch(/its secret is lost\. Revoking it failed too: .*Oops/);
    expect(error).toMatchObject({
      hint: expect.stringMatching(/^The key still works.*: revoke the key with the id QXBp/),
    });
    expect(desk.keys()).toEqual(['traces']);
    expect(desk.sent.filter((each) => each.startsWith('POST'))).toHaveLength(1);
  });

  test('and that cannot be looked for is said to be unknown', async () => {
    let looks = 0;
    const desk = openDesk(seed, {
      accident: breaks,
      afterwards: async (request, next) => {
        if (new URL(request.url).pathname !== '/v2/api-keys') return next();
        looks += 1;
        return looks > 3 ? next() : refuse(403);
      },
    });
    const [outcome] = await desk.run(traces(), today);
    expect(outcome).toMatchObject({ status: 'failed', error: { outcome: 'unknown' } });
    expect(outcome?.status === 'failed' && outcome.error.message).toMatch(
      /^The response was lost .* the keys could not be listed \(.*Oops.*\), so it is unknown whether one was created\.$/,
    );
  });

  test.each([
    ['its response is lost', true],
    ['its secret does not arrive', false],
  ])('is revoked although the run was stopped: %s', async (_, isLost) => {
    const stop = new AbortController();
    const desk = openDesk(seed, {
      signal: stop.signal,
      accident: async (next) => {
        stop.abort();
        return isLost ? breaks(next) : next();
      },
      secrets: { deliver: fails('the vault is sealed') },
    });
    // The account is read no more after a stop.
    await expect(desk.run(traces(), today)).rejects.toThrow('the run was stopped');
    expect(desk.sent).toEqual(['POST /v2/api-keys', 'PUT /v2/api-keys/…/revoke']);
    expect(desk.keys()).toEqual([]);
  });
});

test('the end of a key cannot be undone, and another beside it takes nothing away', async () => {
  const ends = 'cannot be undone';
  const desk = openDesk(seed);
  const file = traces(', expires: 90d, rotate_before: 30d, overlap: 7d');
  const lasting = async (content: string, day: string) =>
    (await desk.planFile(content, day)).changes.map(({ irreversible }) =>
      irreversible === undefined ? 'nothing is lost' : `${ends}: ${irreversible}`,
    );
  const why = `${ends}: a revoked key never works again, and a new key has a different secret`;
  await desk.run(file, today);
  expect(await lasting(file, '2026-03-02')).toEqual(['nothing is lost']);
  await desk.run(file, '2026-03-02');
  expect(await lasting(file, '2026-01-08')).toEqual([why]);
  const removed = 'removed: [{service_key: traces, space: s, organization: P}]';
  expect(await lasting(removed, '2026-01-08')).toEqual([why]);
});

describe('a key that ends', () => {
  const file = traces(', expires: 90d, rotate_before: 30d, overlap: 7d');
  const plans = async (desk: ReturnType<typeof openDesk>, day: string) =>
    (await desk.planFile(file, day)).changes.map((change) => [
      short(lineOf(change).replaceAll(/QXBp[\w=]+/g, 'id')),
      change.reason,
      change.effect,
    ]);

  test('is replaced in time, and the old one is revoked when the overlap has passed', async () => {
    const desk = openDesk(seed);
    await desk.run(file, today);
    expect(await plans(desk, '2026-03-01')).toEqual([]);
    expect(await plans(desk, '2026-03-02')).toEqual([
      [
        '~ space/P/s/service_key/traces {expires: 2026-04-01} -> {role: <Writer>, organization_role: read-only, to_file: a.key, expires: 2026-05-31}',
        'expires in 30 days: a new key is created and delivered, the old one is revoked 7d later',
        'grants',
      ],
    ]);
    expect((await desk.run(file, '2026-03-02')).map(({ status }) => status)).toEqual(['done']);
    const [old, fresh] = desk.arrived.map(({ secret }) => secret);
    expect(old).not.toBe(fresh);
    expect([await desk.opens(old), await desk.opens(fresh)]).toEqual([true, true]);

    // The sandbox makes its keys on the first of January.
    expect(await plans(desk, '2026-01-07')).toEqual([]);
    expect(await plans(desk, '2026-01-08')).toEqual([
      [
        '~ space/P/s/service_key/traces {older_keys: [id created 2026-01-01, expires 2026-04-01]} -> {older_keys: []}',
        'replaced on 2026-01-01, and the overlap has passed',
        'destroys',
      ],
    ]);
    expect((await desk.run(file, '2026-01-08', false)).map(({ status }) => status)).toEqual([
      'held',
    ]);
    expect(await desk.opens(old)).toBe(true);
    expect((await desk.run(file, '2026-01-08')).map(({ status }) => status)).toEqual(['done']);
    expect([await desk.opens(old), await desk.opens(fresh)]).toEqual([false, true]);
    expect(await plans(desk, '2026-01-09')).toEqual([]);
  });

  test('goes with all of its name by a tombstone', async () => {
    const desk = openDesk(seed);
    await desk.run(file, today);
    await desk.run(file, '2026-03-02');
    expect(desk.keys()).toEqual(['traces', 'traces']);
    const gone = 'removed: [{service_key: traces, space: s, organization: P, reason: leaked}]';
    const [outcome] = await desk.run(gone, today);
    expect(outcome).toMatchObject({
      status: 'done',
      change: { action: 'delete', reason: 'leaked' },
    });
    expect(desk.keys()).toEqual([]);
  });

  test('roles are never compared, and leaving a key out takes nothing away', async () => {
    const desk = openDesk(seed);
    await desk.run(traces(), today);
    const other = keys('traces: {role: admin, account_role: admin, deliver: {file: b.key}}');
    expect((await desk.planFile(other, today)).changes).toEqual([]);
    expect((await desk.planFile(keys(''), today)).changes).toEqual([]);
  });
});

test.each<[string, string, string, string]>([
  ['that never ends', '', today, 'never expires. Set `expires`'],
  [
    'that ends, and nothing follows',
    ', expires: 2026-01-10',
    today,
    'expires in 9 days, and the file sets no later date',
  ],
  ['that has ended', ', expires: 2026-01-10', '2026-01-12', 'expired on 2026-01-10'],
])('a key %s is told', async (_, more, day, expected) => {
  const desk = openDesk(seed);
  await desk.run(traces(more), today);
  const { notices } = await desk.planFile(traces(more), day);
  expect(notices.map(({ message }) => message)).toEqual([
    expect.stringContaining(`service key "traces" ${expected}`),
  ]);
});

describe('a key with a lifetime and no `rotate_before`', () => {
  const file = traces(', expires: 30d');
  const told = async (desk: ReturnType<typeof openDesk>, day: string) => {
    const { notices, changes } = await desk.planFile(file, day);
    return [...notices.map(({ message }) => message), ...changes.map(({ reason }) => reason)];
  };

  test('is told in time, replaced on its last day, and its end is no revocation', async () => {
    const desk = openDesk(seed);
    await desk.run(file, today);
    expect(await told(desk, '2026-01-16')).toEqual([]);
    expect(await told(desk, '2026-01-17')).toEqual([
      'service key "traces" expires in 14 days, and is not replaced before its last day. Set `rotate_before: 10d` so that the old and the new key overlap.',
    ]);
    expect(await told(desk, '2026-01-31')).toEqual([
      'expires today: a new key is created and delivered, the old one works until it expires',
    ]);
    expect(await told(desk, '2026-02-01')).toEqual([
      'expired on 2026-01-31: a new key is created and delivered',
    ]);
    await desk.run(file, '2026-02-01');
    // The old one is listed still, and works no more.
    expect(desk.keys()).toEqual(['traces', 'traces']);
    expect(await told(desk, '2026-02-02')).toEqual([]);
  });

  test('that still works beside its successor is told', async () => {
    const desk = openDesk(seed);
    await desk.run(traces(', expires: 2026-03-01'), today);
    await desk.run(traces(', expires: 2026-06-01, rotate_before: 30d'), '2026-02-01');
    const { notices } = await desk.planFile(traces(', expires: 2026-06-01'), '2026-02-02');
    expect(notices).toMatchObject([
      {
        message:
          'service key "traces" has an older key of the same name that still works. Set `overlap: 7d` to have it revoked.',
        next: {
          does: 'Or revoke it now',
          words: 'keys revoke traces --space s --organization P --older'.split(' '),
        },
      },
    ]);
  });
});

describe('a live key that works for longer than the file says', () => {
  const by =
    'The Arize API cannot shorten the lifetime of a key: write the live date into the file, or replace the key and revoke the old one.';
  test.each<[string, string, string, readonly string[]]>([
    [
      'ends later',
      ', expires: 2027-06-30',
      ', expires: 2026-12-10',
      [`expires: 2027-06-30 -> 2026-12-10. ${by}`],
    ],
    ['never expires', '', ', expires: 2026-12-10', [`expires: never -> 2026-12-10. ${by}`]],
    [
      'outlives its lifetime',
      ', expires: 400d',
      ', expires: 90d',
      [`expires: 2027-02-05 -> 2026-04-01. ${by}`],
    ],
    ['ends as the file says', ', expires: 2026-12-10', ', expires: 2026-12-10T00:00:00Z', []],
    ['ends earlier', ', expires: 2026-12-10', ', expires: 2027-06-30', []],
    ['has no end in the file', ', expires: 2026-12-10', '', []],
  ])('%s', async (_, live, wanted, expected) => {
    const desk = openDesk(seed);
    await desk.run(traces(live), today);
    const { manual, changes } = await desk.planFile(traces(wanted), today);
    expect(changes).toEqual([]);
    expect(manual.map(({ message }) => message)).toEqual(expected);
    expect(manual.every(({ cause }) => cause === 'console-only')).toBe(true);
  });

  test('is no manual step where the run replaces it', async () => {
    const desk = openDesk(seed);
    await desk.run(traces(', expires: 2027-06-30'), today);
    const file = traces(', expires: 2026-12-10');
    const { manual, changes } = await desk.planFile(file, today, true, 'replace');
    expect([manual, changes.map(({ action }) => action)]).toEqual([[], ['update']]);
  });
});

test('the file must say enough to make a key', async () => {
  const desk = openDesk(seed);
  const { changes, manual } = await desk.planFile(keys('traces: {}'), today);
  expect(changes).toEqual([]);
  expect(manual).toMatchObject([
    {
      cause: 'unsafe',
      message:
        '"traces" is not a key of this space, and creating one requires `role` and `deliver`, a destination for its secret (such as `deliver: {file: secrets/a.key}`).',
    },
  ]);
});

/** Two keys of one name, of which the one that ends later counts as the newest. */
const namesakes = (inT: string): string => `
users: {jane@x.org: {name: Jane, role: admin}, old@x.org: {name: old, role: member, bot: true}, new@x.org: {name: new, role: member, bot: true}}
api_keys: [{name: traces, user: old@x.org, expires_at: 2027-01-01T00:00:00Z}, {name: traces, user: new@x.org}]
organizations:
  P:
    members: {old@x.org: member, new@x.org: member}
    spaces: {s: {members: {old@x.org: member, new@x.org: member}}, t: {members: {${inT}}}}
`;

describe('a key with the name of another, which works in other spaces, too', () => {
  const overlap = traces(', overlap: 1d');
  const tombstone = 'removed: [{service_key: traces, space: s, organization: P}]';

  test.each(['old@x.org', 'new@x.org'])(
    'neither is revoked by the overlap, if %s has both',
    async (both) => {
      const alone = openDesk(namesakes(''));
      expect((await alone.planFile(overlap, '2026-06-01')).changes).toHaveLength(1);
      const desk = openDesk(namesakes(`${both}: member`));
      expect((await desk.planFile(overlap, '2026-06-01')).changes).toEqual([]);
    },
  );

  test('stays where the entry of a space is removed', async () => {
    const alone = openDesk(namesakes(''));
    await alone.run(tombstone, today);
    expect(alone.keys()).toEqual([]);
    const desk = openDesk(namesakes('old@x.org: member'));
    const { changes } = await desk.planFile(tombstone, today);
    expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'delete space/P/s/service_key/traces',
    ]);
    await desk.run(tombstone, today);
    expect(desk.keys()).toEqual(['traces']);
  });

  test('is not the key of the space, and none is made beside it', async () => {
    const desk = openDesk(namesakes('old@x.org: member, new@x.org: member'));
    const file = keys('traces: {role: member, deliver: {file: a.key}}');
    const { changes, manual } = await desk.planFile(file, today);
    expect(changes).toEqual([]);
    expect(manual.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^A key of this name works in several spaces: QXBp\S+ created .*List it under `service_keys` at the top/,
      ),
    ]);
  });

  test.each([
    [
      tombstone,
      'write {shared_key: traces} under `removed`',
      'old@x.org: member, new@x.org: member',
    ],
    ['removed: [{shared_key: traces}]', '{service_key: …, space: …, organization: …}', ''],
  ])('%s is refused where only the other sort has the name', async (file, said, inT) => {
    const desk = openDesk(namesakes(inT));
    const { changes, manual } = await desk.planFile(file, today);
    expect(changes).toEqual([]);
    expect(manual.map(({ message }) => message)).toEqual([expect.stringContaining(said)]);
    expect(manual[0]?.message).toMatch(/: QXBp\S+ created /);
  });
});

test('a lost answer revokes no key of another run, which may have the same name', async () => {
  let isFirst = false;
  const desk: Desk = openDesk(seed, {
    accident: async (next) => {
      isFirst = !isFirst;
      if (!isFirst) return next();
      await desk.run(traces(), today);
      await next();
      throw new TypeError('fetch failed');
    },
  });
  const [outcome] = await desk.run(traces(), today);
  expect(outcome).toMatchObject({ status: 'failed', error: { outcome: 'unknown' } });
  expect(outcome?.status === 'failed' && outcome.error.message).toMatch(
    /\(QXBp\S+, QXBp\S+\), so it is unknown which one was created here, and none was revoked/,
  );
  expect(desk.keys()).toEqual(['traces', 'traces']);
});
