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
): Promise<{ readonly sandbox: Sandbox; readonly env: Record<string, string> }> {
  const sandbox = openSandbox({ seed, ...(intercept && { intercept }) });
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
