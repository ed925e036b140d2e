import { expect, test } from 'vitest';
import { accountOf } from '../../bench/account.mjs';
import { isRecord } from '../../src/records.ts';
import { served } from './account.ts';
import { Gate } from './gate.ts';
import { ctrlC, onTerminal } from './pty.ts';
import { start } from './run.ts';

/** Arize answers a limited number of queries a minute: a run that has to wait for it says how long. */

/** What a query may cost on a server that allows less than Arize documents, so that a small account needs many. */
const limit = 400;

/** An account that takes more queries than Arize answers in a minute. */
async function large() {
  const hundred = new Gate();
  let queries = 0;
  const { env } = await served(
    async (request, next) => {
      const response = await next();
      if (request.method === 'GET') return response;
      queries += 1;
      if (queries === 100) hundred.open();
      const answer: unknown = await response.clone().json();
      const data = isRecord(answer) && isRecord(answer['data']) ? answer['data'] : {};
      const { rateLimit: price } = data;
      if (!isRecord(price)) return response;
      const cost = Number(price['cost']);
      if (cost <= limit)
        return Response.json({ data: { ...data, rateLimit: { ...price, limit } } });
      const message = `The query has a complexity of ${cost}, more than the limit of ${limit}`;
      return Response.json({ errors: [{ message }] });
    },
    accountOf(400, { admins: 40, publicShare: 10 }),
  );
  return { env, hundred: hundred.opened };
}

const announced =
  /^Reading takes about \d+ (?:s|min): it needs \d{3} queries, and Arize allows 100 a minute\.$/gm;

test('on a terminal, with a bar of all queries', async () => {
  const { env } = await large();
  const terminal = await onTerminal(['import'], { env });
  await terminal.shows(
    /^\[#+\.+\] Reading Arize AX: \d+ of \d{3} queries, about \d+ (?:s|min) left$/m,
  );
  terminal.type(ctrlC);
  expect(await terminal.ended).toBe(130);
  expect(terminal.history().match(announced)).toHaveLength(1);
  expect(terminal.history()).not.toContain('waiting');
});

test.each([['in a log', [], 1] as const, ['not with -q', ['-q'], 0] as const])(
  '%s, once',
  async (_, more, times) => {
    const { env, hundred } = await large();
    const { child, ended, says } = await start(['import', ...more], { env });
    await (times === 0 ? hundred : says('Arize allows'));
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr.match(announced) ?? []).toHaveLength(times);
    expect(stderr).not.toContain('waiting');
  },
);
