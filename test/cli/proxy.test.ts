import { expect, test } from 'vitest';
import { addOnly, folderWith } from './account.ts';
import { proxied, servedSecurely } from './proxy.ts';
import { run } from './run.ts';

const plan = async (env: Record<string, string>, ...more: readonly string[]) =>
  run(['plan', '--no-color', ...more], { cwd: await folderWith(addOnly), env });

test.each([
  ['http', false],
  ['https', true],
] as const)('goes through the proxy that HTTPS_PROXY names, by %s', async (protocol, isSecure) => {
  const { port, env } = await servedSecurely();
  const proxy = await proxied({ port }, isSecure);
  const address = `${protocol}://localhost:${proxy.port}`;
  const { code, stdout, stderr } = await plan(
    { ...env, HTTPS_PROXY: address },
    '-v',
    '--parallelism',
    '1',
  );
  expect(code).toBe(0);
  expect(stdout).toContain('Plan: 1 to add');
  expect(new Set(proxy.asked)).toEqual(
    new Set(['CONNECT api.arize.test:443', 'CONNECT app.arize.test:443']),
  );
  // Connections are used again.
  const [, sent] = /Sent (\d+) read requests/.exec(stderr) ?? [];
  expect(proxy.asked.length).toBeLessThan(Number(sent));
});

test('gives the proxy its password, and no one else', async () => {
  const { port, env } = await servedSecurely();
  const proxy = await proxied({ port });
  const https_proxy = `jo:s%40cret-word@127.0.0.1:${proxy.port}`;
  const { code, stdout, stderr } = await plan({ ...env, https_proxy, DEBUG: '*' });
  expect(code).toBe(0);
  expect(proxy.asked[0]).toBe(
    `CONNECT app.arize.test:443 Basic ${Buffer.from('jo:s@cret-word').toString('base64')}`,
  );
  for (const secret of ['cret-word', Buffer.from('jo:s@cret-word').toString('base64')]) {
    expect(stdout + stderr).not.toContain(secret);
  }
});

test.each([
  [407, 'It requires a username and password: set HTTPS_PROXY to http://USER:PASSWORD@'],
  [403, 'Ask the administrator of the proxy to allow app.arize.test'],
])('a proxy that answers %i is asked once, and gets no key', async (status, hint) => {
  const { env } = await servedSecurely();
  const proxy = await proxied({ status });
  const { code, stderr } = await plan({ ...env, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
  expect(code).toBe(1);
  expect(stderr).toContain(
    `GraphQL query Viewer: the proxy 127.0.0.1:${proxy.port} did not connect to app.arize.test (${status}).`,
  );
  expect(stderr).toContain(hint);
  expect(proxy.asked).toEqual(['CONNECT app.arize.test:443']);
});

test('a host in NO_PROXY is reached without the proxy', async () => {
  const { port, env } = await servedSecurely();
  const proxy = await proxied({ port });
  const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
  const { code, stderr } = await plan({ ...env, HTTPS_PROXY, NO_PROXY: 'arize.test' });
  expect(code).toBe(1);
  expect(stderr).toContain('cannot reach app.arize.test: the name does not resolve');
  expect(proxy.asked).toEqual([]);
});

test('a proxy whose name does not resolve is named', async () => {
  const { env } = await servedSecurely();
  const { code, stderr } = await plan({ ...env, HTTPS_PROXY: 'http://jo:word@proxy.invalid:8080' });
  expect(code).toBe(1);
  expect(stderr).toContain(
    'GraphQL query Viewer: cannot reach the proxy proxy.invalid:8080: the name does not resolve',
  );
  expect(stderr).toContain('Check HTTPS_PROXY');
  expect(stderr).not.toContain('word');
});

test('behind a proxy, too, Arize shows a certificate of its own', async () => {
  const { port, env } = await servedSecurely();
  const proxy = await proxied({ port });
  const HTTPS_PROXY = `http://localhost:${proxy.port}`;
  // The certificate is good for the proxy's name, and for another address.
  const other = await plan({ ...env, HTTPS_PROXY, ARIZE_BASE_URL: 'https://192.0.2.8' });
  expect(other.stderr).toContain(
    'cannot reach 192.0.2.8: its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID).',
  );
  const own = await plan({ ...env, HTTPS_PROXY, ARIZE_BASE_URL: 'https://192.0.2.7' });
  expect(own).toMatchObject({ code: 0, stderr: '' });
  const unknown = await plan({ ...env, HTTPS_PROXY, NODE_EXTRA_CA_CERTS: '' });
  expect(unknown.stderr).toContain('set NODE_EXTRA_CA_CERTS to the file with its CA certificate');
  expect(proxy.asked.length).toBeGreaterThan(2);
});
