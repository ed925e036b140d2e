import { describe, expect, test } from 'vitest';
import { connect } from '../../src/api/client.ts';
import { resolveEndpoint } from '../../src/api/index.ts';
import { proxyFor } from '../../src/api/proxy.ts';

const address = 'http://jo:word@proxy.example.com:8080';
const through = (url: string, except = ''): string =>
  proxyFor(new URL(url), { address, except })?.host ?? 'straight';

describe('a proxy', () => {
  test.each([
    ['https://api.arize.com', 'proxy.example.com:8080'],
    ['https://10.1.2.3:8443', 'proxy.example.com:8080'],
    // The key in plain text would cross the network, to a machine that is not asked for it.
    ['http://127.0.0.1:4000', 'straight'],
    ['https://localhost:4000', 'straight'],
    ['https://[::1]:4000', 'straight'],
    ['http://arize.example.com', 'straight'],
  ])('on the way to %s: %s', (url, expected) => {
    expect(through(url)).toBe(expected);
  });

  test.each([
    ['api.arize.com', true],
    ['API.ARIZE.COM.', true],
    ['arize.com', true],
    ['.arize.com', true],
    ['*.arize.com', true],
    ['rize.com', false],
    ['app.arize.com', false],
    ['api.arize.com:443', true],
    ['api.arize.com:8443', false],
    ['*', true],
    ['example.com , api.arize.com', true],
    ['example.com api.arize.com', true],
    [',', false],
    ['10.0.0.0/8', false],
  ])('is left out for api.arize.com where NO_PROXY is "%s": %s', (except, isStraight) => {
    expect(through('https://api.arize.com', except) === 'straight').toBe(isStraight);
  });

  test.each([
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://10.1.2.3', '10.0.0.0/99', false],
    ['https://10.1.2.3', '2.3', false],
    ['https://10.1.2.3:8443', '10.1.2.3:8443', true],
    ['https://[fd00::7]', 'fd00::/8', true],
    ['https://[fd00::7]', 'fd00::7', true],
    ['https://[fd00::7]:8443', '[fd00::7]:8443', true],
    ['https://[fd00::7]:8443', '[fd00::7]:443', false],
  ])('for %s, where NO_PROXY is "%s": %s', (url, except, isStraight) => {
    expect(through(url, except) === 'straight').toBe(isStraight);
  });

  test('without a protocol is spoken to in http', () => {
    const proxy = { address: 'proxy.example.com:3128', except: '' };
    expect(proxyFor(new URL('https://api.arize.com'), proxy)?.href).toBe(
      'http://proxy.example.com:3128/',
    );
  });

  test.each(['socks5://jo:word@proxy.example.com', 'http://jo:word@:80', 'ftp://proxy'])(
    'that cannot be used is refused before anything is sent, without its password: %s',
    (given) => {
      const env = { ARIZE_API_KEY: 'a-key', HTTPS_PROXY: given };
      let message = '';
      try {
        connect({ ...resolveEndpoint(env), version: '1.2.3' });
      } catch (error) {
        message = String(error);
      }
      expect(message).toBe('ApiError: HTTPS_PROXY is not the address of an http or https proxy.');
    },
  );

  test('is taken from either spelling, the small one first', () => {
    const key = { ARIZE_API_KEY: 'a-key' };
    expect(resolveEndpoint({ ...key, HTTPS_PROXY: 'a', NO_PROXY: 'b' }).proxy).toEqual({
      address: 'a',
      except: 'b',
    });
    const both = { HTTPS_PROXY: 'a', NO_PROXY: 'b', https_proxy: 'c', no_proxy: 'd' };
    expect(resolveEndpoint({ ...key, ...both }).proxy).toEqual({ address: 'c', except: 'd' });
    expect(resolveEndpoint({ ...key, HTTPS_PROXY: ' ', NO_PROXY: 'b' }).proxy).toBeUndefined();
  });
});
