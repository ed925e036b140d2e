import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSandbox, readLog, resetSandbox } from '../../src/sandbox/index.ts';
import { built } from '../built.ts';
import { endsWithTests } from '../cli/run.ts';
import { ids, open, seed } from './world.ts';

/** Several processes and one state file. The others run what was built. */

const builtSandbox = pathToFileURL(built('sandbox/index.js')).href;

let folder = '';
let stateFile = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-lock-'));
  stateFile = join(folder, 'sandbox.json');
});
afterEach(() => rm(folder, { recursive: true }));

interface Other {
  pid: number;
  /** Waits for a line that it writes. */
  says(text: string): Promise<void>;
  kill(): void;
  ended: Promise<{ code: number | null; output: string }>;
}

/** Another process, in which `openSandbox` and `stateFile` are there. */
function other(code: string): Other {
  const script = `
    ${endsWithTests}
    const { openSandbox } = await import(${JSON.stringify(builtSandbox)});
    const stateFile = ${JSON.stringify(stateFile)};
    const post = (sandbox, name) => sandbox.handle(new Request('http://sandbox/v2/organizations', {
      method: 'POST', headers: { authorization: 'sandbox-key' }, body: JSON.stringify({ name }),
    }));
    ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (more: Buffer) => {
      output += more.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((done) => {
    child.on('close', (exit) => done({ code: exit, output }));
  });
  return {
    pid: child.pid ?? 0,
    says: (text) =>
      new Promise((done, fail) => {
        const look = (): void => {
          if (output.includes(text)) done();
        };
        listeners.add(look);
        look();
        void ended.then(() => fail(new Error(`It ended without saying ${text}: ${output}`)));
      }),
    kill: () => child.kill('SIGKILL'),
    ended,
  };
}

/** Opens ten times and makes five organizations each time. */
const tenRounds = (name: string): string => `
    for (let round = 0; round < 10; round += 1) {
      const sandbox = openSandbox({ stateFile, lockWaitMs: 600_000 });
      for (let number = 0; number < 5; number += 1) {
        const { status } = await post(sandbox, '${name}-' + round + '-' + number);
        if (status !== 201) throw new Error('status ' + status);
      }
      await sandbox.close();
    }`;

/** Makes one organization. */
const oneWrite = (name: string): string => `
    const sandbox = openSandbox({ stateFile, lockWaitMs: 600_000 });
    const { status } = await post(sandbox, '${name}');
    await sandbox.close();
    process.exitCode = status === 201 ? 0 : 1;`;

test('two processes that write at once both have everything in the file', async () => {
  const processes = [other(tenRounds('a')), other(tenRounds('b'))];
  const ends = await Promise.all(processes.map(({ ended }) => ended));
  expect(ends).toEqual([
    { code: 0, output: '' },
    { code: 0, output: '' },
  ]);
  const { organizations } = openSandbox({ stateFile, readOnly: true }).snapshot();
  expect(Object.keys(organizations ?? {})).toHaveLength(100);
  expect(readLog(stateFile)).toHaveLength(100);
  expect((await readdir(folder)).toSorted()).toEqual(['sandbox.json', 'sandbox.json.log']);
});

test('who has the file is said when waiting does not help', async () => {
  const holder = other(
    "openSandbox({ stateFile }); console.log('open'); setInterval(() => {}, 1000);",
  );
  await holder.says('open');
  const message = new RegExp(
    `sandbox\\.json: the sandbox is in use by process ${holder.pid} on .+, since \\d{4}-.+Z\\. ` +
      'Wait for it or stop it; a sandbox that is served can be used at the address that it printed. If it is no longer running a sandbox, remove .*sandbox\\.json\\.lock\\.$',
  );
  expect(() => openSandbox({ seed, stateFile, lockWaitMs: 60 })).toThrow(message);
  expect(() => resetSandbox(stateFile, 60)).toThrow(message);
  expect(openSandbox({ seed, stateFile, readOnly: true }).snapshot()).toMatchObject({
    account: { name: 'Example Corp' },
  });
  holder.kill();
  await holder.ended;
});

test('a second process waits for the first', async () => {
  const holder = other(`
    const sandbox = openSandbox({ stateFile });
    console.log('open');
    await post(sandbox, 'First');
    setTimeout(() => process.exit(), 300);`);
  await holder.says('open');
  const sandbox = openSandbox({ stateFile, lockWaitMs: 600_000 });
  expect(sandbox.snapshot().organizations).toEqual({ First: {} });
  await sandbox.close();
  expect((await holder.ended).code).toBe(0);
});

test('a killed process leaves a lock that is broken, and a state that can be read', async () => {
  const holder = other(`
    const sandbox = openSandbox({ stateFile });
    for (let number = 0; ; number += 1) {
      await post(sandbox, 'o' + number);
      if (number === 20) console.log('busy');
    }`);
  await holder.says('busy');
  holder.kill();
  await holder.ended;
  expect(await readdir(folder)).toContain('sandbox.json.lock');
  const sandbox = openSandbox({ stateFile, lockWaitMs: 0 });
  expect(Object.keys(sandbox.snapshot().organizations ?? {}).length).toBeGreaterThan(20);
  await sandbox.close();
});

test('of many processes that find a stale lock, one at a time has the file', async () => {
  const dead = other('process.exit()');
  await dead.ended;
  const stale = { pid: dead.pid, host: hostname(), since: '2026-01-01T00:00:00Z' };
  await writeFile(`${stateFile}.lock`, JSON.stringify(stale));
  const ends = await Promise.all(['a', 'b', 'c', 'd'].map((name) => other(oneWrite(name)).ended));
  expect(ends).toEqual(ends.map(() => ({ code: 0, output: '' })));
  const { organizations } = openSandbox({ stateFile, readOnly: true }).snapshot();
  expect(Object.keys(organizations ?? {})).toEqual(['a', 'b', 'c', 'd']);
});

test('the lock of another machine is not broken', async () => {
  const holder = { pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00Z' };
  await writeFile(`${stateFile}.lock`, JSON.stringify(holder));
  expect(() => openSandbox({ seed, stateFile, lockWaitMs: 0 })).toThrow(
    'in use by process 1 on elsewhere, since 2026-01-01T00:00:00Z',
  );
});

test('a lock with our own number is a former process’s, as containers have it', async () => {
  const former = { pid: process.pid, host: hostname(), since: '2026-01-01T00:00:00Z' };
  await writeFile(`${stateFile}.lock`, JSON.stringify(former));
  const sandbox = openSandbox({ seed, stateFile, lockWaitMs: 0 });
  await sandbox.close();
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that is lost is an error for each request, and is not made anew', async () => {
  const lost = join(folder, 'lost');
  const asked = other(`
    const { mkdirSync, rmSync } = await import('node:fs');
    mkdirSync(${JSON.stringify(lost)});
    process.chdir(${JSON.stringify(lost)});
    const sandbox = openSandbox({ stateFile: '.ax-access/sandbox.json' });
    const statuses = [(await post(sandbox, 'a')).status];
    rmSync(${JSON.stringify(lost)}, { recursive: true });
    const answer = await post(sandbox, 'b');
    console.log(statuses[0], answer.status, (await answer.json()).detail);`);
  const { code, output } = await asked.ended;
  expect(output).toMatch(/^201 400 .*sandbox\.json.*: the sandbox cannot be saved here: ENOENT/);
  expect(code).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test('reset forgets the account and the log, once', async () => {
  const { send, sandbox } = open({ stateFile });
  await send('DELETE', `/v2/spaces/${ids.open}`);
  await sandbox.close();
  expect([resetSandbox(stateFile), resetSandbox(stateFile)]).toEqual([true, false]);
  expect(await readdir(folder)).toEqual([]);
});

test('read only, nothing is written', async () => {
  const { send, sandbox } = open({ stateFile, readOnly: true });
  await send('DELETE', `/v2/spaces/${ids.open}`);
  await sandbox.close();
  expect(await readdir(folder)).toEqual([]);
});

test('a state that cannot be read is not taken either', async () => {
  await writeFile(stateFile, '{');
  expect(() => openSandbox({ seed, stateFile })).toThrow('the state of the sandbox is damaged');
  expect(await readdir(folder)).toEqual(['sandbox.json']);
  expect(await readFile(stateFile, 'utf8')).toBe('{');
});
