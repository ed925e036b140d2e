import { expect, test } from 'vitest';
import { ApiError, resolveEndpoint } from '../../src/api/index.ts';
import { readProfile } from '../../src/api/profile.ts';

const key = 'api_key = "ak-secret"';

/** What a profile comes to: where Arize is, and with which key. */
const usedBy = (text: string, env: Readonly<Record<string, string>> = {}): readonly string[] => {
  const { env: found } = readProfile(text, 'p.toml', env);
  const { baseUrl, graphqlUrl, apiKey } = resolveEndpoint(found);
  return [baseUrl, graphqlUrl, apiKey];
};

test.each<[string, string, string, string]>([
  ['nothing but a key', `[auth]\n${key}`, 'https://api.arize.com', 'https://app.arize.com/graphql'],
  [
    'a region',
    `[auth]\n${key}\n[routing]\nregion = "eu-west-1a"\napi_scheme = "https"\nsingle_host = ""\nsingle_port = 0`,
    'https://api.eu-west-1a.arize.com',
    'https://app.eu-west-1a.arize.com/graphql',
  ],
  [
    'one host',
    `[auth]\n${key}\n[routing]\nsingle_host = "arize.x.org"\nsingle_port = 8443`,
    'https://arize.x.org:8443',
    'https://arize.x.org:8443/graphql',
  ],
  [
    'a domain',
    `[auth]\n${key}\n[routing]\nbase_domain = "arize.x.org"`,
    'https://api.arize.x.org',
    'https://app.arize.x.org/graphql',
  ],
  [
    'hosts of its own',
    `[auth]\n${key}\n[routing]\napi_host = "a.x.org"\napp_host = "b.x.org"`,
    'https://a.x.org',
    'https://b.x.org/graphql',
  ],
])('%s', (_, text, base, graphql) => {
  expect(usedBy(text)).toEqual([base, graphql, 'ak-secret']);
});

test('variables stand for their values, and may have a default', () => {
  const text = '[auth]\napi_key = "${MY_KEY}"\n[routing]\nregion = "${MY_REGION:us-east-1b}"';
  expect(usedBy(text, { MY_KEY: 'ak-1' })).toEqual([
    'https://api.us-east-1b.arize.com',
    'https://app.us-east-1b.arize.com/graphql',
    'ak-1',
  ]);
});

test.each<[string, string, string]>([
  [
    'a variable that is not set',
    '[auth]\napi_key = "${MY_KEY}"',
    'from the environment variable MY_KEY',
  ],
  ['OAuth', `[auth]\nauth_method = "oauth"\n${key}`, 'p.toml uses OAuth'],
  ['no TOML', `[auth]\n${key}\nnonsense`, 'p.toml:3:'],
  ['half a key', '[auth]\napi_key = "ak-secret', 'p.toml:2:'],
])('%s is refused, and no key is shown', (_, text, expected) => {
  const refused = (): unknown => readProfile(text, 'p.toml', {});
  expect(refused).toThrow(ApiError);
  expect(refused).toThrow(expected);
  expect(refused).not.toThrow('ak-secret');
});

test('what has no effect is told', () => {
  const text = `[auth]\n${key}\n[security]\nrequest_verify = false\n[network]\nproxy_url = "http://p"\nca_bundle = "/ca"`;
  expect(readProfile(text, 'p.toml', {}).notes).toEqual([
    'p.toml turns off certificate verification. ax-access ignores this setting.',
    'p.toml names a proxy. ax-access ignores this setting; set HTTPS_PROXY instead.',
    'p.toml names a CA bundle. ax-access ignores this setting; set NODE_EXTRA_CA_CERTS instead.',
  ]);
});
