import { isBuiltInRole, set, sortedSet } from '../fields.ts';
import { addressOf, refFrom } from '../kind.ts';
import type { Complain, JsonSchema, Kind } from '../kind.ts';
import type { Ref, RoleRef } from '../model.ts';
import { canonicalName } from '../names.ts';
import { isRecord } from '../records.ts';
import { parseRoleRef, printRoleRef, roleRefs } from './grants.ts';
import { organization } from './organization.ts';
import { role } from './role.ts';
import { roleName } from './schemas.ts';
import { below, canHold } from './serviceKeyFields.ts';
import { space } from './space.ts';

/**
 * Where a key works, and with which roles. As a field it is a list of addresses, each followed by its role:
 * `space/Platform Team/team-alpha/member`, `space/Platform Team/team-alpha/role/Data Scientist`.
 */
export interface Reach {
  readonly ref: Ref;
  /** Absent if the file does not say. */
  readonly role?: RoleRef;
}

const places: readonly Kind[] = [organization, space];

const refOf = (text: string): Ref | undefined => refFrom(places, text);

const printed = ({ ref, role: given }: Reach): string => {
  const kind = places.find(({ name }) => name === ref.kind);
  if (kind === undefined) throw new Error(`A key does not work in a ${ref.kind}.`);
  const place = addressOf(kind, ref.key);
  if (given === undefined) return place;
  return `${place}/${typeof given === 'string' ? given : addressOf(role, [given.custom])}`;
};

/** Reads an entry of the field; undefined if it is not one. */
function parsed(text: string): Reach | undefined {
  const parts = text.split('/');
  for (const { addressTemplate } of places) {
    const ref = refOf(parts.slice(0, addressTemplate.length).join('/'));
    const rest = parts.slice(addressTemplate.length);
    const [word] = rest;
    if (ref === undefined || parts[0] !== addressTemplate[0]) continue;
    if (word === undefined) return { ref };
    if (rest.length === 1) return isBuiltInRole(word) ? { ref, role: word } : undefined;
    const custom = refFrom([role], rest.join('/'))?.key[0];
    return custom === undefined ? undefined : { ref, role: { custom } };
  }
  return undefined;
}

/** The entries of the field. */
const reachIn = (field: readonly string[] = []): readonly Reach[] =>
  field.flatMap((text) => parsed(text) ?? []);

/** The field for these entries. */
export const reachField = (reach: readonly Reach[]): readonly string[] =>
  sortedSet(reach.map(printed));

/** The spaces among the entries. */
export const spacesIn = (field: readonly string[] | undefined): readonly Reach[] =>
  reachIn(field).filter(({ ref }) => ref.kind === 'space');

/** The roles in organizations. */
export const organizationsIn = (field: readonly string[] | undefined): readonly Reach[] =>
  reachIn(field).filter(({ ref }) => ref.kind === 'organization');

/** A field that holds where a key works. */
export const reach = () =>
  set({
    createOnly: true,
    renamed: (value, rename) =>
      reachField(
        reachIn(value).map(({ ref, role: given }) => {
          const [renamedRole] = roleRefs(given).map(rename);
          const name = renamedRole?.key.at(-1);
          return {
            ref: rename(ref),
            ...(given !== undefined && { role: name === undefined ? given : { custom: name } }),
          };
        }),
      ),
  });

/** What a key needs to exist: its organizations, its spaces and its roles. */
export const neededBy = (field: readonly string[] | undefined): readonly Ref[] => {
  const all = reachIn(field).flatMap(({ ref, role: given }): readonly Ref[] => [
    { kind: 'organization', key: ref.key.slice(0, 1) },
    ref,
    ...roleRefs(given),
  ]);
  return [...new Map(all.map((ref) => [JSON.stringify([ref.kind, ref.key]), ref])).values()];
};

const roleInSpace: JsonSchema = {
  title: 'role',
  description:
    'The role in this space: `admin`, `member`, `read-only`, or the name of a role. `{}` means that the role is not known; the key is then neither created nor replaced.',
  type: ['string', 'object'],
  pattern: '\\S',
  properties: { custom: roleName },
  additionalProperties: false,
  examples: ['member', 'Data Scientist'],
};

/** The JSON Schema of `organizations` of a key. */
export const reachSchema: JsonSchema = {
  title: 'organizations',
  description:
    'The organizations and spaces in which the key works. Arize cannot change them later: replace the key with "ax-access keys rotate".',
  type: 'object',
  minProperties: 1,
  maxProperties: 100,
  additionalProperties: {
    title: 'organization',
    description: 'The spaces of one organization in which the key works.',
    type: 'object',
    required: ['spaces'],
    additionalProperties: false,
    properties: {
      role: {
        description: 'The role in the organization. Default: `read-only`.',
        enum: ['admin', 'member', 'read-only'],
        examples: ['read-only'],
      },
      spaces: {
        title: 'spaces',
        description: 'The role in each space, by the name of the space.',
        type: 'object',
        minProperties: 1,
        additionalProperties: roleInSpace,
        examples: [{ 'team-alpha': 'member' }],
      },
    },
    examples: [{ role: 'read-only', spaces: { 'team-alpha': 'member', sandbox: 'read-only' } }],
  },
  examples: [{ 'Platform Team': { spaces: { 'team-alpha': 'member', sandbox: 'read-only' } } }],
};

/** Parses `organizations` of a key. */
export function parseReach(value: unknown, complain: Complain): readonly string[] | undefined {
  if (!isRecord(value)) return undefined;
  const found = Object.entries(value).flatMap(([owner, inner]): readonly Reach[] => {
    if (!isRecord(inner)) return [];
    const outer: Ref = { kind: 'organization', key: [canonicalName(owner)] };
    const spaces = isRecord(inner['spaces']) ? Object.entries(inner['spaces']) : [];
    return [
      ...(isBuiltInRole(inner['role']) ? [{ ref: outer, role: inner['role'] }] : []),
      ...spaces.flatMap(([name, given]): readonly Reach[] => {
        const atSpace = below(complain, ['organizations', owner, 'spaces', name]);
        const entry = parseRoleRef(given, true, atSpace);
        const { role: own } = entry?.fields ?? {};
        if (!canHold(own, atSpace) || entry === undefined) return [];
        const ref: Ref = { kind: 'space', key: [...outer.key, canonicalName(name)] };
        const isRole = isBuiltInRole(own) || (typeof own === 'object' && 'custom' in own);
        return [{ ref, ...(isRole && { role: own }) }];
      }),
    ];
  });
  if (found.filter(({ ref }) => ref.kind === 'space').length === 1) {
    complain('key-of-one-space', 'a key listed here works in at least two spaces', {
      path: ['organizations'],
      suggestion: 'list it under `service_keys` of its space, or add a space',
    });
  }
  return reachField(found);
}

/** The value of `organizations` for these entries; the inverse of `parseReach`. */
export function printReach(field: readonly string[]): object {
  const owners = new Map<string, { role?: unknown; spaces: Record<string, unknown> }>();
  for (const { ref, role: given } of reachIn(field)) {
    const [owner = '', name] = ref.key;
    const one = owners.get(owner) ?? { spaces: {} };
    owners.set(owner, one);
    if (name === undefined) one.role = given;
    else one.spaces[name] = printRoleRef(given);
  }
  return Object.fromEntries(owners);
}
