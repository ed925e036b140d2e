import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
    expect(stdout).toContain('Plan for Acme');
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
    'ARIZE_API_KEY and ARIZE_BASE_URL and ARIZE_GRAPHQL_ENDPOINT of the environment count more.',
  );
});

test.each<[string, readonly string[], number, string]>([
  ['that is not there', ['--profile', 'nope'], 1, 'There is no profile "nope"'],
  ['with no name of one', ['--profile', '../x'], 64, '--profile can not be "../x".'],
  ['that signs in with OAuth', ['--profile', 'sso'], 1, 'signs in with OAuth'],
])('a profile %s is refused', async (_, flags, expected, message) => {
  const home = await homeWith({ sso: '[auth]\nauth_method = "oauth"\n' });
  const { code, stdout, stderr } = await run(['plan', ...flags], { cwd: home });
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toContain(message);
});
