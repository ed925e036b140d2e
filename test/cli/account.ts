import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSandbox, serve } from '../../src/sandbox/index.ts';
import type { Sandbox, SandboxOptions, Seed } from '../../src/sandbox/index.ts';
import { scratch } from './run.ts';

/** A small account: two admins, so that no guard stands in the way, and somebody to take access from. */
export const seed: Seed = {
  account: { name: 'Acme', id: 7 },
  users: {
    'ana@example.com': { name: 'Ana', role: 'admin' },
    'bo@example.com': { name: 'Bo', role: 'admin' },
    'cy@example.com': { name: 'Cy', role: 'member' },
  },
  organizations: {
    Research: {
      members: {
        'ana@example.com': 'admin',
        'cy@example.com': 'member',
      },
      spaces: { lab: { private: true } },
    },
  },
};

/** Adds a role (which is safe) and takes Cy out of the organization (which needs consent). */
export const addAndRemove = `version: 1
roles:
  Reader: {permissions: [PROJECT_READ]}
organizations:
  Research:
    members:
      ana@example.com: admin
`;

/** Adds a role, and nothing else. */
export const addOnly = `version: 1
roles:
  Reader: {permissions: [PROJECT_READ]}
`;

/** A fresh folder with an access.yaml, and the seed of the account as JSON, which is YAML too. */
export async function folderWith(file: string): Promise<string> {
  const folder = await scratch();
  await writeFile(join(folder, 'access.yaml'), file);
  await writeFile(join(folder, 'seed.yaml'), JSON.stringify(seed));
  return folder;
}

/** The account on loopback for one test, and the environment in which the command finds it. */
export async function served(
  intercept?: SandboxOptions['intercept'],
  account: Seed = seed,
): Promise<{ readonly sandbox: Sandbox; readonly env: Record<string, string> }> {
  const sandbox = openSandbox({ seed: account, ...(intercept && { intercept }) });
  const { url, graphqlUrl, close } = await serve(sandbox);
  onTestFinished(close);
  return {
    sandbox,
    env: {
      ARIZE_API_KEY: sandbox.keys()[0]?.key ?? '',
      ARIZE_BASE_URL: url,
      ARIZE_GRAPHQL_ENDPOINT: graphqlUrl,
    },
  };
}

/** What people and organizations are called, with their ids. */
async function idsIn(
  env: Record<string, string>,
  list: 'users' | 'organizations',
): Promise<ReadonlyMap<string, string>> {
  const { ARIZE_BASE_URL: url, ARIZE_API_KEY: key } = env;
  const answer = await fetch(`${url}/v2/${list}`, { headers: { authorization: `Bearer ${key}` } });
  const { [list]: found }: Record<string, { id: string; name: string }[]> = JSON.parse(
    await answer.text(),
  );
  return new Map(found?.map(({ id, name }) => [name, id]));
}

/** Gives somebody a role in the organization, or takes them out, behind the tool's back. */
export async function give(
  env: Record<string, string>,
  who: string,
  role: string | undefined,
): Promise<void> {
  const { ARIZE_BASE_URL: url, ARIZE_API_KEY: key } = env;
  const user = (await idsIn(env, 'users')).get(who);
  const organization = (await idsIn(env, 'organizations')).get('Research');
  const path = `${url}/v2/organizations/${organization}/users`;
  const { ok } = await fetch(role === undefined ? `${path}/${user}` : path, {
    method: role === undefined ? 'DELETE' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(role !== undefined && {
      body: JSON.stringify({ user_id: user, role: { type: 'PREDEFINED', name: role } }),
    }),
  });
  if (!ok) throw new Error(`${who} could not be given ${role ?? 'nothing'}.`);
}
