import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LogEntry } from '../../src/sandbox/index.ts';
import { openSandbox, readLog } from '../../src/sandbox/index.ts';
import { ids, open } from './world.ts';

const at: string = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

test('the log has method, path, status and whose key it was, and no secret', async () => {
  const { send, ask, sandbox } = open({ faults: [{ on: 'DELETE *', fault: 'drop-after' }] });
  await send('GET', '/v2/users?limit=1', undefined, 'member-key');
  await send('POST', '/v2/organizations', { name: 'Lab' });
  await send('GET', '/v2/nothing', undefined, 'who');
  await ask('query Me { viewer { id } }');
  await send('DELETE', `/v2/spaces/${ids.open}`).catch(() => undefined);
  const admin = { at, email: 'jane@example.com' };
  const expected: LogEntry[] = [
    {
      at,
      email: 'raj@example.com',
      method: 'GET',
      path: '/v2/users?limit=1',
      operation: 'list_users',
      status: 200,
    },
    {
      ...admin,
      method: 'POST',
      path: '/v2/organizations',
      operation: 'create_organization',
      status: 409,
    },
    { at, method: 'GET', path: '/v2/nothing', operation: 'unknown', status: 401 },
    { ...admin, method: 'POST', path: '/graphql', operation: 'Me', status: 200 },
    {
      ...admin,
      method: 'DELETE',
      path: `/v2/spaces/${ids.open}`,
      operation: 'delete_space',
      status: 'dropped',
      fault: 'drop-after',
    },
  ];
  expect(sandbox.log()).toEqual(expected);
  expect(sandbox.log(1)).toMatchObject([{ method: 'DELETE' }]);
  expect(JSON.stringify(sandbox.log())).not.toContain('-key');
});

test('the log lies beside the state, goes on after a restart and keeps the last thousand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const stateFile = join(folder, 'state.json');
  const first = open({ stateFile });
  await first.send('GET', '/v2/users');
  await first.sandbox.close();
  // What a process that was killed in the middle of a line leaves, and lines that are no entries.
  await appendFile(`${stateFile}.log`, 'null\n{}\n["GET"]\n{"at":"2026');
  expect(readLog(stateFile)).toMatchObject([{ operation: 'list_users' }]);
  const second = open({ stateFile });
  for (let count = 0; count < 2100; count += 1) await second.send('GET', '/v2/roles?limit=1');
  expect(readLog(stateFile)).toEqual(second.sandbox.log());
  expect(readLog(stateFile)).toHaveLength(1000);
  expect(readLog(stateFile, 2)).toHaveLength(2);
  const lines = (await readFile(`${stateFile}.log`, 'utf8')).split('\n').length;
  expect(lines).toBeLessThanOrEqual(2002);
  await second.sandbox.close();
});

test('without a state file there is none to read', () => {
  expect(readLog(join(tmpdir(), 'no-such-state.json'))).toEqual([]);
  expect(openSandbox().log()).toEqual([]);
});
