import { expect, test } from 'vitest';
import type { Account } from '../../src/sandbox/account.ts';
import {
  everyResource,
  restoreAccount,
  saveAccount,
  stateVersion,
} from '../../src/sandbox/account.ts';
import { newestState } from './stateFiles.ts';

const kept = newestState();
const account = (): Account => restoreAccount(kept.account, kept.version);

/** Tables by the fields of other tables that hold the number of one of their rows. */
const references = {
  organization: 'organizations',
  space: 'spaces',
  project: 'projects',
  role: 'roles',
  user: 'users',
  apiKey: 'apiKeys',
  SPACE: 'spaces',
  PROJECT: 'projects',
} as const;

/** Every row that points at a row which is gone, or at a person who is blocked. */
function dangling(of: Account): string[] {
  const isGone = (field: string, number: unknown): boolean => {
    const [, table] = Object.entries(references).find(([name]) => name === field) ?? [];
    if (table === undefined || typeof number !== 'number') return false;
    const row = of[table].get(number);
    return row === undefined || ('email' in row && row.status === 'INACTIVE');
  };
  return Object.entries(saveAccount(of)).flatMap(([table, saved]) => {
    const rows = typeof saved === 'object' && saved !== null && 'rows' in saved ? saved.rows : [];
    return (Array.isArray(rows) ? rows : []).flatMap((row: Record<string, unknown>) => {
      const fields = Object.entries(row).map(([name, value]) =>
        name === 'resource'
          ? ([String(row['resourceType']), value] as const)
          : ([name, value] as const),
      );
      // What is over may speak of what is gone: revoked keys and the audit log are history.
      const isHistory = table === 'audit' || row['status'] === 'REVOKED';
      const wrong = fields.filter(([name, value]) => !isHistory && isGone(name, value));
      return wrong.map(([name, value]) => `${table}: ${name} ${String(value)}`);
    });
  });
}

// A resource that is added brings a state file of its version, with rows of it: see the page of the sandbox.
test('the newest state file has rows of every resource', () => {
  expect(kept.version).toBe(stateVersion);
  const tables = Object.values(saveAccount(account())).filter((part) => typeof part === 'object');
  expect(tables).toHaveLength(everyResource.length);
  expect(JSON.stringify(tables)).not.toContain('"rows":[]');
  expect(dangling(account())).toEqual([]);
});

test.each([
  ['organization', (of: Account) => of.organizations.clear(of.organizations.all())],
  ['space', (of: Account) => of.spaces.clear(of.spaces.all())],
  ['project', (of: Account) => of.projects.clear(of.projects.all())],
  ['role', (of: Account) => of.roles.clear(of.roles.all())],
  [
    'person',
    (of: Account) => {
      for (const user of of.users.all()) {
        of.users.end(user);
        user.status = 'INACTIVE';
      }
    },
  ],
])('what hangs on each %s goes with it', (_, end) => {
  const left = account();
  end(left);
  expect(dangling(left)).toEqual([]);
});

test('no operation is there twice', () => {
  const routes = everyResource.flatMap(({ routes: each = [] }) => each);
  const paths = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
  expect(new Set(paths).size).toBe(paths.length);
  expect(new Set(routes.map(({ operation }) => operation)).size).toBe(paths.length);
});
