import { describe, expect, test } from 'vitest';
import { RunTimeoutError } from '../../src/api/stop.ts';
import type { ConnectOptions, ReadClient, WriteClient } from '../../src/api/index.ts';
import { account, html, problem, unreachable } from './account.ts';

const noUsers = (): Response => Response.json({ users: [], pagination: { has_more: false } });
const noData = (): Response => Response.json({ data: {} });
const read = (client: ReadClient): Promise<unknown> => client.list('/v2/users', 'users');
const ask = (client: ReadClient): Promise<unknown> =>
  client.query('Nothing', '{ viewer { id } }', {}, (data) => data);
const write = (client: WriteClient): Promise<unknown> =>
  client.post('/v2/organizations', { body: { name: 'Platform' } });

const cut = (): never => {
  throw unreachable('ECONNRESET', 'read ECONNRESET');
};
const late = (): never => {
  throw new DOMException('timed out', 'TimeoutError');
};
const limited = (retryAfter?: string, date?: string) => (): Response =>
  problem(429, 'Rate limit exceeded', undefined, {
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    ...(date === undefined ? {} : { date }),
  });

type Answer = () => Response;

describe('a read that fails once is sent again', () => {
  const noon = 'Tue, 24 Nov 2026 12:00:00 GMT';
  const halfPast = 'Tue, 24 Nov 2026 12:00:30 GMT';
  test.each<[name: string, first: Answer, wait: number, reason: string]>([
    ['429 with seconds', limited('7'), 7000, 'rate limited (429)'],
    [
      '429 with a date, by the clock of the server',
      limited(halfPast, noon),
      30_000,
      'rate limited (429)',
    ],
    ['429 with a date that is over', limited(noon, halfPast), 1000, 'rate limited (429)'],
    ['429 with nonsense', limited('soon'), 1000, 'rate limited (429)'],
    ['429 with zero', limited('0'), 1000, 'rate limited (429)'],
    ['429 with nothing', limited(), 1000, 'rate limited (429)'],
    [
      '503 with seconds',
      () => problem(503, 'x', '', { 'retry-after': '3' }),
      3000,
      'server error (503)',
    ],
    ['500', () => problem(500, 'x'), 1000, 'server error (500)'],
    ['a page with 502', () => html(502, '<html>'), 1000, 'server error (502)'],
    ['a cut connection', cut, 1000, 'unreachable (ECONNRESET)'],
    ['no response in time', late, 1000, 'no response in time'],
  ])('%s', async (_, first, wait, reason) => {
    const { reading, waits, events } = account((_request, count) =>
      count === 1 ? first() : noUsers(),
    );
    expect(await read(reading)).toEqual([]);
    expect(waits).toEqual([wait]);
    expect(events).toContainEqual({
      type: 'waiting',
      method: 'GET',
      path: '/v2/users',
      attempt: 1,
      ms: wait,
      reason,
    });
    expect(reading.stats()).toEqual({ requests: 2, rest: 2, graphql: 0, retries: 1 });
  });
});

test('a read is sent six times, with waits that double', async () => {
  const { reading, waits, requests } = account(() => problem(500, 'x'));
  await expect(read(reading)).rejects.toMatchObject({ kind: 'server', tries: 6 });
  expect(requests).toHaveLength(6);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
});

test.each([
  ['least', 0, [750, 1500, 3000, 6000, 12_000]],
  ['most', 1, [1250, 2500, 5000, 10_000, 20_000]],
])('chance makes the waits a quarter longer or shorter: %s', async (_, random, expected) => {
  const { reading, waits } = account(cut, { random: () => random });
  await expect(read(reading)).rejects.toMatchObject({ kind: 'unreachable' });
  expect(waits).toEqual(expected);
});

test('one request waits five minutes in all and no longer', async () => {
  const { reading, waits } = account(limited('100'));
  await expect(read(reading)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ApiError: GET /v2/users: Arize rate limited the request (429 Rate limit exceeded). Tried 4 times. The next try would be in 100 s, but one request waits at most 300 s in total.]`,
  );
  expect(waits).toEqual([100_000, 100_000, 100_000]);
});

test('a wait that is longer than allowed is not begun', async () => {
  const { reading, waits } = account(limited('61'), { budgetMs: 60_000 });
  await expect(read(reading)).rejects.toMatchObject({ kind: 'rate-limited', tries: 1 });
  expect(waits).toEqual([]);
});

describe('a read that fails for good is sent once', () => {
  test.each<[name: string, answer: Answer]>([
    ['400', () => problem(400, 'x')],
    ['401', () => problem(401, 'x')],
    ['403', () => problem(403, 'x')],
    ['404', () => problem(404, 'x')],
    ['a redirect', () => new Response(null, { status: 307, headers: { location: '/v3' } })],
    ['a page with 200', () => html(200, '<html>')],
    ['malformed JSON', () => new Response('{')],
  ])('%s', async (_, answer) => {
    const { reading, requests } = account(answer);
    await expect(read(reading)).rejects.toMatchObject({ tries: 1 });
    expect(requests).toHaveLength(1);
  });
});

const lost = (code: string) => (): never => {
  throw unreachable(code, `getaddrinfo ${code} api.arize.com`);
};

describe('a name that does not resolve', () => {
  test.each([
    ['ENOTFOUND', []],
    ['EAI_AGAIN', [1000]],
  ])('%s ends a run at once, or after a second', async (code, expected) => {
    const { reading, waits, requests } = account(lost(code));
    await expect(read(reading)).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(ask(reading)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(waits).toEqual([...expected, ...expected]);
    expect(requests).toHaveLength(2 * (1 + expected.length));
  });

  test.each(['ENOTFOUND', 'EAI_AGAIN'])(
    '%s of a host that answered before is tried again like anything else',
    async (code) => {
      const { reading, waits } = account((_request, count) =>
        count === 1 ? noUsers() : lost(code)(),
      );
      await read(reading);
      await expect(read(reading)).rejects.toMatchObject({ tries: 6 });
      expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
      // The other host has not answered yet.
      await expect(ask(reading)).rejects.toMatchObject({ kind: 'unreachable' });
      expect(waits.length).toBeLessThanOrEqual(6);
    },
  );

  test.each(['ECONNREFUSED', 'ECONNRESET'])('%s keeps its tries', async (code) => {
    const { reading } = account(lost(code));
    await expect(read(reading)).rejects.toMatchObject({ tries: 6 });
  });
});

const made = (): Response => Response.json({ id: 'o', name: 'Platform' }, { status: 201 });

const busy = (): Response => problem(503, 'x', '', { 'retry-after': '9' });

describe('a write', () => {
  test.each<[name: string, first: Answer, wait: number]>([
    ['429', limited('7'), 7000],
    ['429 without Retry-After', limited(), 1000],
  ])('that was not done is sent again, with its body: %s', async (_, first, wait) => {
    const { writing, waits, requests } = account((_request, count) =>
      count === 1 ? first() : made(),
    );
    expect(await write(writing)).toEqual({ id: 'o' });
    expect(waits).toEqual([wait]);
    expect(await Promise.all(requests.map((request) => request.json()))).toEqual([
      { name: 'Platform' },
      { name: 'Platform' },
    ]);
  });

  test.each<[name: string, answer: Answer]>([
    ['500', () => problem(500, 'x')],
    ['502', () => html(502, '<html>')],
    ['503', () => problem(503, 'x')],
    ['503 with Retry-After', busy],
    ['a cut connection', cut],
    ['no response in time', late],
  ])('that may have been done is not: %s', async (_, answer) => {
    const { writing, waits, requests } = account(answer);
    await expect(write(writing)).rejects.toMatchObject({ outcome: 'unknown', tries: 1 });
    expect([requests.length, waits.length]).toEqual([1, 0]);
  });

  test('says how long to wait before anybody asks again', async () => {
    const { writing } = account(busy);
    await expect(write(writing)).rejects.toMatchObject({ retryAfterMs: 9000 });
  });

  test('to something that has an id is sent again when the server asks for it', async () => {
    const { writing, waits } = account((_request, count) =>
      count === 1 ? busy() : new Response(null, { status: 204 }),
    );
    await writing.put('/v2/api-keys/{api_key_id}/revoke', {
      params: { path: { api_key_id: 'k' } },
    });
    expect(waits).toEqual([9000]);
  });
});

const tooMany = (): Response => Response.json({ errors: [{ message: 'Rate limit exceeded' }] });

describe('GraphQL', () => {
  test('waits long enough for the minute to pass when it is refused', async () => {
    const { reading, waits } = account(tooMany);
    await expect(ask(reading)).rejects.toMatchObject({ kind: 'rate-limited', tries: 6 });
    expect(waits).toEqual([15_000, 15_000, 15_000, 15_000, 15_000]);
  });

  test('is sent again like any read', async () => {
    const { reading, waits } = account((_, count) => (count === 1 ? cut() : noData()));
    expect(await ask(reading)).toEqual({});
    expect(waits).toEqual([1000]);
  });

  test('is not sent again when it is too complex, or wrong', async () => {
    const messages = [
      ['complexity 2000', 'too-complex'],
      ['Cannot query field "operation" on type "Integration"', 'graphql'],
    ] as const;
    await Promise.all(
      messages.map(async ([message, kind]) => {
        const { reading } = account(() => Response.json({ errors: [{ message }] }));
        await expect(ask(reading)).rejects.toMatchObject({ kind, tries: 1 });
      }),
    );
  });

  test('keeps to the queries a minute, and says so; REST does not wait', async () => {
    const { reading, waits, events, requests } = account(
      (request) => (request.method === 'GET' ? noUsers() : noData()),
      { queriesPerMinute: 2 },
    );
    await ask(reading);
    await ask(reading);
    expect(waits).toEqual([]);
    await ask(reading);
    await ask(reading);
    await ask(reading);
    await read(reading);
    expect(waits).toEqual([60_000, 60_000]);
    expect(requests).toHaveLength(6);
    expect(events.filter(({ type }) => type === 'waiting')[0]).toEqual({
      type: 'waiting',
      method: 'POST',
      path: '/graphql Nothing',
      attempt: 1,
      ms: 60_000,
      reason: 'to stay within the queries per minute',
      isForLimit: true,
      budget: { answered: 2, total: 3, ms: 60_000, perMinute: 2 },
    });
  });
});

const stopping = (when: (stop: AbortController) => Partial<ConnectOptions>) => {
  const stop = new AbortController();
  return { stop, options: { signal: stop.signal, ...when(stop) } };
};

describe('a run that is stopped', () => {
  test('sends nothing any more', async () => {
    const { stop, options } = stopping(() => ({}));
    const { reading, writing, requests } = account(noUsers, options);
    stop.abort();
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'aborted',
      message: 'GET /v2/users: the run was stopped before the request was sent.',
    });
    await expect(write(writing)).rejects.toMatchObject({ kind: 'aborted', outcome: 'refused' });
    expect(requests).toEqual([]);
  });

  test('does not wait for a retry', async () => {
    const { options } = stopping((stop) => ({
      sleep: (_ms, signal) => {
        stop.abort();
        return signal?.aborted === true ? Promise.reject(new Error('woken')) : Promise.resolve();
      },
    }));
    const { reading, requests } = account(limited('60'), options);
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'aborted',
      message: 'GET /v2/users: the run was stopped before the request was sent again.',
    });
    expect(requests).toHaveLength(1);
  });

  test('lets a write in flight finish', async () => {
    const { stop, options } = stopping(() => ({}));
    const { reading, writing } = account(async (request) => {
      stop.abort();
      if (request.signal.aborted) throw request.signal.reason;
      return Response.json({ id: 'o' }, { status: 201 });
    }, options);
    const writes = write(writing);
    expect(await writes).toEqual({ id: 'o' });
    await expect(read(reading)).rejects.toMatchObject({ kind: 'aborted' });
  });

  test('ends a read in flight', async () => {
    const { stop, options } = stopping(() => ({}));
    const { reading } = account((request) => {
      stop.abort();
      if (request.signal.aborted) throw request.signal.reason;
      return noUsers();
    }, options);
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'aborted',
      message: 'GET /v2/users: stopped before the response arrived.',
    });
  });

  test('whose time is used up says so, and is no interruption', async () => {
    const { stop, options } = stopping(() => ({}));
    const { reading, requests } = account((request) => {
      stop.abort(new RunTimeoutError(60));
      if (request.signal.aborted) throw request.signal.reason;
      return noUsers();
    }, options);
    const why = 'the run reached its time limit (60 min, --time-limit)';
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'time-up',
      message: `GET /v2/users: the run was stopped before the request was answered: ${why}.`,
    });
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'time-up',
      message: `GET /v2/users: the run was stopped before the request was sent: ${why}.`,
      hint: 'Raise --time-limit, or run it with -v to see what takes so long.',
    });
    expect(requests).toHaveLength(1);
  });
});
