import { createHash } from 'node:crypto';

/** The kinds of thing that have a global id. `Model` is what a project is called inside Arize. */
export type IdType =
  | 'Account'
  | 'User'
  | 'AccountOrganization'
  | 'AccountOrganizationMember'
  | 'Space'
  | 'SpaceMember'
  | 'Model'
  | 'Role'
  | 'RoleBinding'
  | 'ApiKey'
  | 'AuditLog'
  | 'SAMLIdP';

/** Second spellings: REST examples write the same organization and project with another prefix. */
const spellings: Record<string, IdType> = {
  Account: 'Account',
  User: 'User',
  AccountOrganization: 'AccountOrganization',
  Organization: 'AccountOrganization',
  AccountOrganizationMember: 'AccountOrganizationMember',
  Space: 'Space',
  SpaceMember: 'SpaceMember',
  Model: 'Model',
  Project: 'Model',
  Role: 'Role',
  RoleBinding: 'RoleBinding',
  ApiKey: 'ApiKey',
  AuditLog: 'AuditLog',
  SAMLIdP: 'SAMLIdP',
};

function salt(type: IdType, number: number): string {
  return createHash('sha256').update(`${type}:${number}`).digest('base64').slice(0, 4);
}

/**
 * The global id of a thing: base64 of `Type:<number>:<salt>`. The salt follows from the rest, so
 * that one seed gives the same ids every time. `prefix` writes another word for the type.
 */
export function globalId(type: IdType, number: number, prefix: string = type): string {
  return Buffer.from(`${prefix}:${number}:${salt(type, number)}`).toString('base64');
}

/** A global id taken apart. `genuine` is false when the salt is not the one we gave. */
export interface DecodedId {
  type: IdType;
  number: number;
  genuine: boolean;
}

/** Takes a global id apart; undefined when it is none. Padding may be missing. */
export function decodeId(id: string): DecodedId | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(id)) return undefined;
  const match = /^([A-Za-z]+):(\d{1,15})(?::(.{4}))?$/.exec(Buffer.from(id, 'base64').toString());
  const [, prefix = '', digits = '', mark] = match ?? [];
  const type = Object.hasOwn(spellings, prefix) ? spellings[prefix] : undefined;
  if (type === undefined) return undefined;
  const number = Number(digits);
  return { type, number, genuine: mark === salt(type, number) };
}

/** A space's uuid, as GraphQL shows it beside the id. */
export function uuidOf(type: IdType, number: number): string {
  const hex = createHash('sha256').update(`uuid:${type}:${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
