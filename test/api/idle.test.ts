import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { built } from '../built.ts';
import { served } from '../cli/account.ts';
import { proxied, servedSecurely } from '../cli/proxy.ts';
import { environment, scratch } from '../cli/run.ts';

/** A program that uses the library, and has nothing to do any more. */
const program = `
  const { connect, resolveEndpoint } = await import(${JSON.stringify(pathToFileURL(built('index.js')).href)});
  const client = connect({ ...resolveEndpoint(process.env), version: '1.2.3' });
  const users = await client.list('/v2/users', 'users', {});
  process.stdout.write(String(users.length));
  process.on('exit', () => process.stdout.write(' done'));
  // Longer than a connection is kept: one that held the process would be gone by itself then.
  setTimeout(() => process.exit(1), 2000).unref();
  process.on('beforeExit', () => process.stdout.write(', nothing left to do,'));
`;

test.each([
  ['straight', undefined],
  ['through a proxy, by http', false],
  ['through a proxy, by https', true],
])('connections that nobody uses keep no program alive: %s', async (_, isSecure) => {
  const straight = isSecure === undefined;
  const { port, env } = straight ? { port: 0, ...(await served()) } : await servedSecurely();
  const proxy = straight ? undefined : await proxied({ port }, isSecure);
  const address = `${isSecure === true ? 'https' : 'http'}://localhost:${proxy?.port}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: environment(await scratch(), { ...env, ...(proxy && { HTTPS_PROXY: address }) }),
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  await once(child, 'close');
  expect(told).toBe('3, nothing left to do, done');
});
