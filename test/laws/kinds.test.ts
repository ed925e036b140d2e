import { describe, expect, test } from 'vitest';
import { addressOf } from '../../src/kind.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Key, KindName } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { failures, openWorld } from './world.ts';

/** What every kind promises: made, changed and taken away from the file alone, and each time nothing left to do. */

const people = `users:
  root@example.com: {name: Root, role: admin}
  deputy@example.com: {name: Deputy, role: admin}
  ann@example.com: {name: Ann, role: member}
`;

const seed: Seed = {
  users: {
    'root@example.com': { name: 'Root', role: 'admin' },
    'deputy@example.com': { name: 'Deputy', role: 'admin' },
    'ann@example.com': { name: 'Ann', role: 'member' },
    'svc@bots.example.com': { name: 'svc', role: 'member', bot: true },
  },
  // In an order of its own, as accounts have it.
  roles: { Reader: { permissions: ['PROJECT_READ', 'DATASET_READ'] } },
  organizations: {
    Org: {
      members: { 'root@example.com': 'admin', 'svc@bots.example.com': 'member' },
      spaces: {
        alpha: {
          private: true,
          members: { 'svc@bots.example.com': 'member' },
          bindings: { 'svc@bots.example.com': 'Reader' },
          projects: { fraud: { bindings: { 'svc@bots.example.com': 'Reader' } } },
        },
      },
    },
  },
};

/** In `Org`; Ann may be listed as its member. */
const org = (text: string, members = 'root@example.com: admin'): string =>
  `organizations: {Org: {members: {${members}}, ${text}}}\n`;
const both = 'root@example.com: admin, ann@example.com: member';
const alpha = (text: string): string => org(`spaces: {alpha: {${text}}}`, both);
const fraud = (text: string): string => alpha(`projects: {fraud: {${text}}}`);

interface Sample {
  /** What the others need, and stays. */
  readonly base?: string;
  readonly made: string;
  /** Absent for what has nothing to change. */
  readonly changed?: string;
  readonly gone: string;
  readonly key: Key;
  /** Where the change gives it another name. */
  readonly renamed?: Key;
}

const samples: Readonly<Record<KindName, Sample>> = {
  role: {
    made: 'roles: {Reader: {permissions: [PROJECT_READ, DATASET_READ]}, "a/b %": {permissions: [PROJECT_READ, DATASET_READ]}}',
    changed:
      'roles: {Reader: {permissions: [PROJECT_READ, DATASET_READ]}, "a/b %": {description: d, permissions: [DATASET_READ]}}',
    gone: 'roles: {Reader: {permissions: [PROJECT_READ, DATASET_READ]}}',
    key: ['a/b %'],
  },
  user: {
    made: `${people}  new@example.com: {name: New, role: member, invite: none}`,
    changed: `${people}  new@example.com: {name: Newer, role: member, developer: false}`,
    gone: `${people}removed: [{user: new@example.com}]`,
    key: ['new@example.com'],
  },
  organization: {
    made: 'organizations: {"a/b": {}}',
    changed: 'organizations: {"a/b": {description: d}}',
    gone: 'removed: [{organization: a/b}]',
    key: ['a/b'],
  },
  organization_member: {
    made: org('', both),
    changed: org('', 'root@example.com: admin, ann@example.com: read-only'),
    gone: org(''),
    key: ['Org', 'ann@example.com'],
  },
  space: {
    made: org('spaces: {"a/b": {private: true}}'),
    changed: org('spaces: {"a/b": {private: true, description: d}}'),
    gone: 'removed: [{organization: Org, space: a/b}]',
    key: ['Org', 'a/b'],
  },
  space_member: {
    base: alpha(''),
    made: alpha('members: {ann@example.com: member}'),
    changed: alpha('members: {ann@example.com: read-only}'),
    gone: alpha('members: {}'),
    key: ['Org', 'alpha', 'ann@example.com'],
  },
  space_binding: {
    made: alpha('bindings: {ann@example.com: Reader}'),
    changed: alpha('bindings: {ann@example.com: Project Viewer}'),
    gone: alpha('bindings: {}'),
    key: ['Org', 'alpha', 'ann@example.com'],
  },
  service_key: {
    base: alpha(''),
    made: alpha('service_keys: {"a/b": {role: member, deliver: {file: a.key}}}'),
    gone: 'removed: [{organization: Org, space: alpha, service_key: a/b}]',
    key: ['Org', 'alpha', 'a/b'],
  },
  project: {
    made: alpha('projects: {"a/b": {create: true}}'),
    changed: alpha('projects: {c: {previously: [a/b]}}'),
    gone: 'removed: [{organization: Org, space: alpha, project: c}]',
    key: ['Org', 'alpha', 'a/b'],
    renamed: ['Org', 'alpha', 'c'],
  },
  project_binding: {
    made: fraud('bindings: {ann@example.com: Reader}'),
    changed: fraud('bindings: {ann@example.com: Project Viewer}'),
    gone: fraud('bindings: {}'),
    key: ['Org', 'alpha', 'fraud', 'ann@example.com'],
  },
  project_restriction: {
    made: fraud('restricted: true'),
    gone: fraud('restricted: false'),
    key: ['Org', 'alpha', 'fraud'],
  },
};

/** The spaces of `Org`; the bot of a revoked key stays, and can do nothing any more. */
const spacesOf = ({ organizations }: Seed): unknown =>
  JSON.parse(
    JSON.stringify(organizations?.['Org']?.spaces).replaceAll(
      /"service-key-\d+@bots\.sandbox\.invalid":"[a-z]+",|,"service-key-\d+@bots\.sandbox\.invalid":"[a-z]+"/g,
      '',
    ),
  );

test('every kind has a sample', () => {
  expect(Object.keys(samples).toSorted()).toEqual(kinds.map(({ name }) => name).toSorted());
});

describe.each(kinds)('$name', (kind) => {
  test('is made, changed and taken away, and after each there is nothing left to do', async () => {
    const sample = samples[kind.name];
    const world = openWorld(seed);
    const before = world.sandbox.snapshot();

    /** Brings the account to a text, and gives the one change of this kind that it took. */
    async function reach(text: string): Promise<string> {
      const { plan } = await world.planFile(`version: 1\n${text}\n`, true);
      expect(failures(await world.applyPlan(plan))).toEqual([]);
      const again = await world.planFile(`version: 1\n${text}\n`, true);
      expect(again.plan.changes).toEqual([]);
      expect(again.plan.manual).toEqual([]);
      const own = plan.changes.filter((change) => change.kind === kind.name);
      return own.map(({ action, address }) => `${action} ${address}`).join('\n');
    }

    const address = addressOf(kind, sample.key);
    if (sample.base !== undefined) await reach(sample.base);
    expect(await reach(sample.made)).toBe(`create ${address}`);
    const renamed = addressOf(kind, sample.renamed ?? sample.key);
    const changed = sample.changed === undefined ? undefined : await reach(sample.changed);
    expect(changed).toBe(sample.changed && `update ${renamed}`);
    expect(await reach(sample.gone)).toBe(`delete ${renamed}`);

    // Beside what the samples need, the account is back where it was: bots and all.
    const after = world.sandbox.snapshot();
    expect(after.roles).toEqual(before.roles);
    expect(Object.keys(after.organizations ?? {})).toEqual(Object.keys(before.organizations ?? {}));
    expect(spacesOf(after)).toEqual(spacesOf(before));
  });
});
