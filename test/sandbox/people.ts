import type { World } from './world.ts';
import type { SandboxOptions, Seed } from '../../src/sandbox/index.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { parseSeed } from '../../src/sandbox/index.ts';
import { ids, open, seed } from './world.ts';

const platform = seed.organizations?.['Platform'];
const alpha = platform?.spaces?.['alpha'];

/** The small account with a person for every kind of right: who holds which key is in the key's name. */
export const peopleSeed: Seed = parseSeed(
  {
    ...seed,
    keys: {
      ...seed.keys,
      'spaceadmin-key': 'sue@example.com',
      'gatekeeper-key': 'gus@example.com',
      'keeper-key': 'kim@example.com',
      'restrictor-key': 'rob@example.com',
      'hr-key': 'hal@example.com',
      'ui-key': 'uma@example.com',
      'outsider-key': 'oz@example.com',
    },
    users: {
      ...seed.users,
      'sue@example.com': { name: 'Sue', role: 'member' },
      'gus@example.com': { name: 'Gus', role: 'member' },
      'kim@example.com': { name: 'Kim', role: 'member' },
      'rob@example.com': { name: 'Rob', role: 'member' },
      'hal@example.com': { name: 'Hal', role: 'member' },
      'uma@example.com': { name: 'Uma', role: 'member', developer: false },
      'oz@example.com': { name: 'Oz', role: 'member' },
    },
    roles: {
      ...seed.roles,
      Gatekeeper: {
        permissions: ['ROLE_BINDING_READ', 'ROLE_BINDING_CREATE', 'ROLE_BINDING_DELETE'],
      },
      Keeper: { permissions: ['SERVICE_KEY_READ', 'SERVICE_KEY_CREATE', 'SERVICE_KEY_REVOKE'] },
      Restrictor: { permissions: ['PROJECT_RESTRICT'] },
      HR: { permissions: ['USER_CREATE', 'USER_UPDATE', 'USER_DELETE', 'ORGANIZATION_CREATE'] },
    },
    organizations: {
      ...seed.organizations,
      Platform: {
        ...platform,
        members: {
          ...platform?.members,
          'sue@example.com': 'member',
          'gus@example.com': 'member',
          'kim@example.com': 'member',
          'rob@example.com': 'member',
          'hal@example.com': 'member',
          'uma@example.com': 'member',
        },
        spaces: {
          ...platform?.spaces,
          alpha: {
            ...alpha,
            members: { ...alpha?.members, 'sue@example.com': 'admin' },
            bindings: {
              ...alpha?.bindings,
              'gus@example.com': 'Gatekeeper',
              'kim@example.com': 'Keeper',
              'rob@example.com': 'Restrictor',
              'hal@example.com': 'HR',
            },
          },
        },
      },
    },
  },
  'people',
);

export const people = {
  ...ids,
  sue: globalId('User', 10),
  gus: globalId('User', 11),
  kim: globalId('User', 12),
  rob: globalId('User', 13),
  hal: globalId('User', 14),
  uma: globalId('User', 15),
  oz: globalId('User', 16),
};

export function openPeople(options: SandboxOptions = {}): World {
  return open({ seed: peopleSeed, ...options });
}

/** A field of an answer that must be a text. */
export function textOf(body: unknown, field: string): string {
  const value: unknown = isRecord(body) ? body[field] : undefined;
  if (typeof value !== 'string') throw new Error(`${field} is no text in ${JSON.stringify(body)}`);
  return value;
}

/** The rows of a list that an answer holds, by any name. */
export function rowsOf(body: unknown): unknown[] {
  const list = isRecord(body) ? Object.values(body).find(Array.isArray) : undefined;
  if (list === undefined) throw new Error(`There is no list in ${JSON.stringify(body)}`);
  return list;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
