import { describe, expect, test } from 'vitest';
import { ApiError, explain, resolveEndpoint } from '../../src/api/index.ts';

type Env = Record<string, string>;

const key = 'ak-0123456789abcdef';
const resolve = (env: Env, flags = {}) => resolveEndpoint({ ARIZE_API_KEY: key, ...env }, flags);

/** What a person reads when the settings are wrong. */
function refusal(env: Env, flags: Parameters<typeof resolveEndpoint>[1] = {}): string {
  try {
    const { baseUrl, graphqlUrl } = resolve(env, flags);
    return `no error: ${baseUrl} ${graphqlUrl}`;
  } catch (error) {
    return error instanceof ApiError && error.kind === 'settings'
      ? explain(error)
      : 'another error';
  }
}

describe('the addresses', () => {
  test.each<[env: Env, baseUrl: string, graphqlUrl: string]>([
    [{}, 'https://api.arize.com', 'https://app.arize.com/graphql'],
    [{ ARIZE_BASE_URL: '' }, 'https://api.arize.com', 'https://app.arize.com/graphql'],
    [
      { ARIZE_REGION: 'eu-west-1a' },
      'https://api.eu-west-1a.arize.com',
      'https://app.eu-west-1a.arize.com/graphql',
    ],
    [
      { ARIZE_BASE_URL: 'https://api.eu-west-1a.arize.com/' },
      'https://api.eu-west-1a.arize.com',
      'https://app.eu-west-1a.arize.com/graphql',
    ],
    [
      { ARIZE_BASE_DOMAIN: 'arize.acme.internal' },
      'https://api.arize.acme.internal',
      'https://app.arize.acme.internal/graphql',
    ],
    [
      { ARIZE_BASE_URL: 'https://arize.acme.example' },
      'https://arize.acme.example',
      'https://arize.acme.example/graphql',
    ],
    [
      { ARIZE_BASE_URL: 'https://acme.example:8443/arize/' },
      'https://acme.example:8443/arize',
      'https://acme.example:8443/graphql',
    ],
    [
      { ARIZE_SINGLE_HOST: 'arize.acme.example', ARIZE_SINGLE_PORT: '8443' },
      'https://arize.acme.example:8443',
      'https://arize.acme.example:8443/graphql',
    ],
    [
      { ARIZE_SINGLE_HOST: '127.0.0.1:4000', ARIZE_API_SCHEME: 'http' },
      'http://127.0.0.1:4000',
      'http://127.0.0.1:4000/graphql',
    ],
    [
      { ARIZE_API_HOST: 'api.acme.example', ARIZE_API_SCHEME: 'http', ARIZE_API_PORT: '8080' },
      'http://api.acme.example:8080',
      'http://app.acme.example:8080/graphql',
    ],
    [
      { ARIZE_GRAPHQL_ENDPOINT: 'https://ui.acme.example/gql' },
      'https://api.arize.com',
      'https://ui.acme.example/gql',
    ],
  ])('%j', (env, baseUrl, graphqlUrl) => {
    expect(resolve(env)).toEqual({ baseUrl, graphqlUrl, apiKey: key, notes: [] });
  });

  test('flags win over the environment', () => {
    const env = { ARIZE_REGION: 'eu-west-1a', ARIZE_GRAPHQL_ENDPOINT: 'https://x.example/graphql' };
    const flags = { baseUrl: 'http://localhost:1', graphqlUrl: 'http://localhost:2/graphql' };
    expect(resolve(env, flags)).toMatchObject(flags);
  });

  test('an address with /v2 is corrected, with a note', () => {
    expect(resolve({ ARIZE_BASE_URL: 'https://api.arize.com/v2/' })).toEqual({
      baseUrl: 'https://api.arize.com',
      graphqlUrl: 'https://app.arize.com/graphql',
      apiKey: key,
      notes: [
        'The address of Arize ends with /v2; it is ignored, because ax-access adds it to each request.',
      ],
    });
  });
});

describe('wrong settings', () => {
  test('no key', () => {
    const missing = refusal({ ARIZE_API_KEY: '' });
    expect(missing).toMatchInlineSnapshot(`
      "No API key: ARIZE_API_KEY is not set.
        Create one in Arize AX under Settings > API Keys, as an account admin so that it can see everything. Then set it with export ARIZE_API_KEY=... (in CI, a secret of that name), or use --profile with a profile of the ax CLI. Without an account, try --sandbox."
    `);
    expect(refusal({ ARIZE_API_KEY: ' \n' })).toBe(missing);
  });

  test('two variables that say where Arize is', () => {
    expect(refusal({ ARIZE_REGION: 'eu-west-1a', ARIZE_BASE_URL: 'https://x.example' }))
      .toMatchInlineSnapshot(`
        "ARIZE_BASE_URL and ARIZE_REGION conflict: each sets the address of Arize.
          Keep one of them and unset the other."
      `);
    const routes: Env = {
      ARIZE_BASE_URL: 'https://x.example',
      ARIZE_REGION: 'eu-west-1a',
      ARIZE_SINGLE_HOST: 'x.example',
      ARIZE_BASE_DOMAIN: 'x.example',
      ARIZE_API_HOST: 'x.example',
    };
    for (const [first, one] of Object.entries(routes)) {
      for (const [second, other] of Object.entries(routes)) {
        if (first === second) continue;
        const text = refusal({ [first]: one, [second]: other });
        expect(text).toContain(first);
        expect(text).toContain(second);
        expect(text).toContain('conflict: each sets the address of Arize');
      }
    }
  });

  test('a variable that only adds to another', () => {
    expect(refusal({ ARIZE_SINGLE_PORT: '8443' })).toMatchInlineSnapshot(`
      "ARIZE_SINGLE_PORT has no effect without ARIZE_SINGLE_HOST.
        Set ARIZE_SINGLE_HOST too, or unset ARIZE_SINGLE_PORT."
    `);
    expect(refusal({ ARIZE_API_PORT: '8443', ARIZE_BASE_URL: 'https://x.example' }))
      .toMatchInlineSnapshot(`
        "ARIZE_API_PORT has no effect without ARIZE_API_HOST, and ARIZE_BASE_URL is set instead.
          Unset ARIZE_API_PORT, or set ARIZE_API_HOST instead of ARIZE_BASE_URL."
      `);
    expect(refusal({ ARIZE_API_SCHEME: 'http' })).toMatchInlineSnapshot(`
      "ARIZE_API_SCHEME has no effect without ARIZE_API_HOST or ARIZE_SINGLE_HOST.
        Set ARIZE_API_HOST too, or unset ARIZE_API_SCHEME."
    `);
  });

  test('malformed values', () => {
    expect(refusal({ ARIZE_BASE_URL: 'api.arize.com' })).toMatchInlineSnapshot(`
      "ARIZE_BASE_URL is not a valid address.
        Use an address such as https://api.arize.com."
    `);
    expect(refusal({ ARIZE_BASE_URL: 'ftp://api.arize.com' })).toMatchInlineSnapshot(`
      "ARIZE_BASE_URL must start with https://.
        Use an address such as https://api.arize.com."
    `);
    expect(refusal({ ARIZE_BASE_URL: 'https://me:pw@api.arize.com' })).toMatchInlineSnapshot(`
      "ARIZE_BASE_URL contains a username or password.
        Remove it: Arize needs only the API key in ARIZE_API_KEY."
    `);
    expect(refusal({ ARIZE_BASE_URL: 'https://api.arize.com?x=1' })).toMatchInlineSnapshot(`
      "ARIZE_BASE_URL contains a query or fragment ("?" or "#").
        Remove it. Use an address such as https://api.arize.com."
    `);
    expect(refusal({ ARIZE_GRAPHQL_ENDPOINT: '/graphql' })).toMatchInlineSnapshot(`
      "ARIZE_GRAPHQL_ENDPOINT is not a valid address.
        Use an address such as https://app.arize.com/graphql."
    `);
    expect(refusal({ ARIZE_REGION: 'eu.evil.example/' })).toMatchInlineSnapshot(`
      "ARIZE_REGION is not a region name.
        Use a name such as eu-west-1a. An address belongs in ARIZE_BASE_URL."
    `);
    expect(refusal({ ARIZE_SINGLE_HOST: 'https://x.example' })).toMatchInlineSnapshot(`
      "ARIZE_SINGLE_HOST is not a host name.
        Use a host name without https:// or a path, such as arize.example.com. A full address belongs in ARIZE_BASE_URL."
    `);
    expect(refusal({ ARIZE_BASE_DOMAIN: 'x.example/path' })).toMatchInlineSnapshot(`
      "ARIZE_BASE_DOMAIN is not a host name.
        Use a host name without https:// or a path, such as arize.example.com. A full address belongs in ARIZE_BASE_URL."
    `);
    expect(refusal({ ARIZE_SINGLE_HOST: 'x.example', ARIZE_SINGLE_PORT: '70000' }))
      .toMatchInlineSnapshot(`
      "ARIZE_SINGLE_PORT is not a port number.
        Use a number from 1 to 65535."
    `);
    expect(refusal({ ARIZE_API_HOST: 'x.example', ARIZE_API_SCHEME: 'ws' })).toMatchInlineSnapshot(`
      "ARIZE_API_SCHEME must be https or http.
        Set it to https, or unset it."
    `);
    expect(refusal({}, { baseUrl: 'arize' })).toMatchInlineSnapshot(`
      "--base-url is not a valid address.
        Use an address such as https://api.arize.com."
    `);
  });
});

describe('the key', () => {
  test('loses the spaces and line ends around it, with a note', () => {
    const { apiKey, notes } = resolve({ ARIZE_API_KEY: ` ${key}\r\n` });
    expect({ apiKey, notes }).toEqual({
      apiKey: key,
      notes: ['ARIZE_API_KEY has spaces or line breaks around it; they are ignored.'],
    });
  });

  test.each([
    ['a line end', 'ak-secret\nmore', 'control or non-ASCII characters'],
    ['a control character', 'ak-\u0000secret', 'control or non-ASCII characters'],
    ['letters outside ASCII', 'ak-secrét', 'control or non-ASCII characters'],
    ['a space', 'Bearer ak-secret', 'spaces'],
  ])('with %s inside is refused, and not shown', (_, apiKey, odd) => {
    expect(refusal({ ARIZE_API_KEY: apiKey })).toBe(
      `ARIZE_API_KEY is not an API key: it contains ${odd}.\n  Copy it again from Arize AX, on one line and without quotes.`,
    );
  });
});
