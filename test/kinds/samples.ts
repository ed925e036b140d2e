import type { Key } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';

/** One entry of a kind, which the contract makes, changes, renames, imports, undoes and removes. */
export interface Sample {
  /** Names something that the account below does not have, in something that it has. */
  readonly key: Key;
  /** What the file says of it to make it. */
  readonly value: unknown;
  /** Another value of the same entry. Absent for what has nothing to change. */
  readonly changed?: unknown;
}

/** What every sample starts from: two admins, a service identity, and a place of each kind. */
export const seed: Seed = {
  users: {
    'root@example.com': { name: 'Root', role: 'admin' },
    'deputy@example.com': { name: 'Deputy', role: 'admin' },
    'ann@example.com': { name: 'Ann', role: 'member' },
    'bob@example.com': { name: 'Bob', role: 'member' },
    'svc@bots.example.com': { name: 'svc', role: 'member', bot: true },
  },
  // In an order of its own, as accounts have it.
  roles: { Reader: { permissions: ['PROJECT_READ', 'DATASET_READ'] } },
  organizations: {
    Org: {
      members: {
        'root@example.com': 'admin',
        'ann@example.com': 'member',
        'svc@bots.example.com': 'member',
      },
      spaces: {
        alpha: {
          private: true,
          members: { 'svc@bots.example.com': 'member' },
          bindings: { 'svc@bots.example.com': 'Reader' },
          projects: { fraud: { bindings: { 'svc@bots.example.com': 'Reader' } } },
        },
        beta: {},
      },
    },
    // Known again under other names, by their people and by a project.
    Dept: {
      members: { 'ann@example.com': 'member', 'bob@example.com': 'member' },
      spaces: {
        omega: {
          private: true,
          members: { 'ann@example.com': 'member', 'bob@example.com': 'member' },
        },
        sigma: { private: true, projects: { ledger: { restricted: true } } },
      },
    },
  },
};

/** A sample of every kind, by the name of the kind. */
export const samples: Readonly<Record<string, Sample>> = {
  role: {
    key: ['a/b %'],
    value: { permissions: ['PROJECT_READ', 'DATASET_READ'], description: 'c' },
    changed: { permissions: ['DATASET_READ'], description: 'd' },
  },
  user: {
    key: ['new@example.com'],
    value: { name: 'New', role: 'member', invite: 'none', developer: true },
    changed: { name: 'Newer', role: 'member', developer: false },
  },
  organization: { key: ['a/b'], value: { description: 'c' }, changed: { description: 'd' } },
  organization_member: {
    key: ['Org', 'bob@example.com'],
    value: 'member',
    changed: 'read-only',
  },
  space: {
    key: ['Org', 'a/b'],
    value: { description: 'c', private: false },
    changed: { description: 'd', private: true },
  },
  space_member: {
    key: ['Org', 'alpha', 'ann@example.com'],
    value: 'member',
    changed: 'read-only',
  },
  space_binding: {
    key: ['Org', 'alpha', 'ann@example.com'],
    value: 'Reader',
    changed: 'Project Viewer',
  },
  service_key: {
    key: ['Org', 'alpha', 'a/b'],
    value: { role: 'Reader', deliver: { file: 'a.key' } },
  },
  shared_key: {
    key: ['a/b'],
    value: {
      organizations: {
        Dept: { role: 'member', spaces: { omega: 'Reader', sigma: 'read-only' } },
      },
      deliver: { file: 'b.key' },
    },
  },
  // An import names a project only where there is something to say about it.
  project: { key: ['Org', 'alpha', 'a/b'], value: { create: true, restricted: true } },
  project_binding: {
    key: ['Org', 'alpha', 'fraud', 'ann@example.com'],
    value: 'Reader',
    changed: 'Project Viewer',
  },
  project_restriction: { key: ['Org', 'alpha', 'fraud'], value: true },
};
