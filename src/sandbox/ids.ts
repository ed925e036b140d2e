import { createHash } from 'node:crypto';
import type { resources } from './resources/index.ts';

type Resources = typeof resources;

/** The types that stand in global ids: the account's own, and that of each resource. */
export type IdType = 'Account' | NonNullable<Resources[keyof Resources]['idType']>;

/** Second spellings: REST examples write the same organization and project with another prefix. */
const spellings = new Map<string, IdType>([
  ['Organization', 'AccountOrganization'],
  ['Project', 'Model'],
]);

function salt(type: string, number: number): string {
  return createHash('sha256').update(`${type}:${number}`).digest('base64').slice(0, 4);
}

/**
 * A global id: base64 of `Type:<number>:<salt>`. The salt follows from the rest, so that one seed
 * gives the same ids every time. `prefix` writes another word for the type.
 */
export function globalId(type: IdType, number: number, prefix: string = type): string {
  return Buffer.from(`${prefix}:${number}:${salt(type, number)}`).toString('base64');
}

/** A global id taken apart. `genuine` is false when the salt is not the one that was given. */
export interface DecodedId {
  type: string;
  number: number;
  genuine: boolean;
}

/** Takes a global id apart; undefined when it is none. Padding may be missing. */
export function decodeId(id: string): DecodedId | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(id)) return undefined;
  const match = /^([A-Za-z]+):(\d{1,15})(?::(.{4}))?$/.exec(Buffer.from(id, 'base64').toString());
  if (match === null) return undefined;
  const [, prefix = '', digits = '', mark] = match;
  const type = spellings.get(prefix) ?? prefix;
  const number = Number(digits);
  return { type, number, genuine: mark === salt(type, number) };
}

/** A space's uuid, as GraphQL shows it beside the id. */
export function uuidOf(type: IdType, number: number): string {
  const hex = createHash('sha256').update(`uuid:${type}:${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
