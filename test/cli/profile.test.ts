import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addOnly, folderWith, served } from './account.ts';
import { run } from './run.ts';

/** A folder that is a home too, with profiles of the `ax` command in it. */
async function homeWith(
  profiles: Readonly<Record<string, string>>,
  active?: string,
): Promise<string> {
  const home = await folderWith(addOnly);
  await mkdir(join(home, '.arize/profiles'), { recursive: true });
  for (const [name, text] of Object.entries(profiles)) {
    const file = name === 'default' ? 'config.toml' : `profiles/${name}.toml`;
    await writeFile(join(home, '.arize', file), text);
  }
  if (active !== undefined) await writeFile(join(home, '.arize/.active_profile'), `${active}\n`);
  return home;
}

/** A profile for an account that is served on this machine. */
const profileFor = ({
  ARIZE_API_KEY: key,
  ARIZE_BASE_URL: url,
}: Record<string, string>): string => {
  const { host } = new URL(url ?? '');
  return `[auth]\napi_key = "${key}"\n[routing]\napi_host = "${host}"\napi_scheme = "http"\napp_host = "${host}"\napp_scheme = "http"\n`;
};

test('a profile is used where it lies: the one that is named, the active one, the default', async () => {
  const { env } = await served();
  const text = profileFor(env);
  const broken = '[auth]\nauth_method = "oauth"\n';
  const named = await homeWith({ work: text, default: broken });
  const active = await homeWith({ work: text, default: broken }, 'work');
  const usual = await homeWith({ default: text });
  const results = await Promise.all([
    run(['plan', '--profile', 'work'], { cwd: named }),
    run(['plan'], { cwd: active }),
    run(['plan'], { cwd: usual }),
  ]);
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const { stdout, stderr } of results) {
    expect(stdout).toContain('access.yaml -> Acme');
    expect(stderr).toMatch(/^Profile (work|default): .*\.toml\.\n/);
    expect(`${stdout}${stderr}`).not.toContain(env['ARIZE_API_KEY']);
  }
});

test('the environment counts more, and that is said', async () => {
  const { env } = await served();
  const home = await homeWith({ work: '[auth]\napi_key = "ak-other"\n' });
  const { code, stderr } = await run(['plan', '--profile', 'work'], { cwd: home, env });
  expect(code).toBe(0);
  expect(stderr).toContain(
    'ARIZE_API_KEY and ARIZE_BASE_URL and ARIZE_GRAPHQL_ENDPOINT from the environment take precedence.',
  );
});

/** What a command says that is refused, with a key in a profile; no request reaches the host that it would go to. */
async function refusal(more: (env: Record<string, string>) => Record<string, string>, rest = '') {
  const { sandbox, env } = await served();
  const elsewhere = await served();
  const home = await homeWith({ default: `${profileFor(env)}${rest}` });
  const { code, stdout, stderr } = await run(['plan', '--profile', 'default'], {
    cwd: home,
    env: more(elsewhere.env),
  });
  const requests = [sandbox, elsewhere.sandbox].map((each) => each.counts().reads);
  expect({ code, stdout, requests }).toEqual({ code: 1, stdout: '', requests: [0, 0] });
  expect(stderr).not.toContain(env['ARIZE_API_KEY']);
  return stderr;
}

describe('a key and the addresses it goes to come from one place', () => {
  test.each(['ARIZE_GRAPHQL_ENDPOINT', 'ARIZE_BASE_URL'])(
    "a profile's key does not follow %s alone",
    async (name) => {
      expect(await refusal((env) => ({ [name]: env[name] ?? '' }))).toContain(
        `The API key comes from profile default, but its address from the environment (${name}). A key is only sent to its own address. Nothing was sent.\n  Unset ${name}, or set ARIZE_API_KEY to the key for that address.`,
      );
    },
  );

  test('nor a port or a scheme', async () => {
    expect(await refusal(() => ({ ARIZE_API_SCHEME: 'https', ARIZE_API_PORT: '8443' }))).toContain(
      'from the environment (ARIZE_API_PORT and ARIZE_API_SCHEME).',
    );
  });

  test('and the key of the environment does not go to the host of a profile', async () => {
    expect(await refusal(() => ({ ARIZE_API_KEY: 'ak-mine' }))).toContain(
      'ARIZE_API_KEY is set, but profile default sets the address: ',
    );
  });

  test('but a profile may name the variable, and a variable may say what the profile says', async () => {
    const { env } = await served();
    const text = profileFor({ ...env, ARIZE_API_KEY: '${ARIZE_API_KEY}' });
    const home = await homeWith({ default: text });
    const { ARIZE_API_KEY = '', ARIZE_GRAPHQL_ENDPOINT = '' } = env;
    const both = { ARIZE_API_KEY, ARIZE_GRAPHQL_ENDPOINT };
    const { code, stderr } = await run(['plan', '--profile', 'default'], { cwd: home, env: both });
    expect(code).toBe(0);
    expect(stderr).not.toContain('precedence');
  });
});

test.each<[string, readonly string[], number, string]>([
  ['that is not there', ['--profile', 'nope'], 64, 'No such profile: "nope"'],
  ['with no name of one', ['--profile', '../x'], 64, 'Invalid value "../x" for --profile.'],
  ['that signs in with OAuth', ['--profile', 'sso'], 1, 'uses OAuth'],
])('a profile %s is refused', async (_, flags, expected, message) => {
  const home = await homeWith({ sso: '[auth]\nauth_method = "oauth"\n' });
  const { code, stdout, stderr } = await run(['plan', ...flags], { cwd: home });
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toContain(message);
});
