import type { BuiltInRole } from '../model.ts';

/**
 * The newest spelling of an enum value: SCREAMING_SNAKE_CASE. Servers from before July 2026 answer `read-only`, GraphQL
 * `readOnly` (Arize docs: changelog of the SDKs).
 */
export const enumValue = (value: string): string =>
  value
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toUpperCase();

/** Whether a word of REST is spelled as servers before release 11.40 do, which refuse today's spelling. */
export const isOlderSpelling = (value: string): boolean => /[a-z]/.test(value);

const words: ReadonlyMap<string, BuiltInRole> = new Map([
  ['ADMIN', 'admin'],
  ['MEMBER', 'member'],
  ['READ_ONLY', 'read-only'],
  ['ANNOTATOR', 'annotator'],
]);

/** The built-in role behind any of its spellings; undefined for a word that this release does not know. */
export const builtInRoleIn = (value: string): BuiltInRole | undefined =>
  words.get(enumValue(value));

/** The built-in role that a response gives a person; undefined for another, and for one that is not known. */
export const assignedBuiltInRole = ({
  type,
  name,
}: {
  readonly type: string;
  readonly name: string | undefined;
}): BuiltInRole | undefined =>
  enumValue(type) === 'PREDEFINED' && name !== undefined ? builtInRoleIn(name) : undefined;

const wire = {
  admin: 'ADMIN',
  member: 'MEMBER',
  'read-only': 'READ_ONLY',
  annotator: 'ANNOTATOR',
} as const satisfies Record<BuiltInRole, string>;

/** A built-in role as REST v2 wants it written. */
export const wireName = <W extends BuiltInRole>(value: W): (typeof wire)[W] => wire[value];

/** What an id encodes: `Space:55338:/nHt` is type, number and salt. */
export interface DecodedId {
  readonly type: string;
  readonly number: number;
  readonly salt?: string;
}

/** Reads an id. The form is not promised by Arize, so it may be used to compare and to explain, never to build one. */
export function decodeId(id: string): DecodedId | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(id)) return undefined;
  const text = Buffer.from(id, 'base64').toString('utf8');
  const parts = /^([A-Za-z][A-Za-z0-9]*):(\d{1,15})(?::([\x21-\x7e]+))?$/.exec(text);
  const [, type, number, salt] = parts ?? [];
  if (type === undefined || number === undefined) return undefined;
  return { type, number: Number(number), ...(salt === undefined ? {} : { salt }) };
}

const organization = new Set(['Organization', 'AccountOrganization']);

/**
 * Whether two ids mean the same thing. REST and GraphQL spell an organization with two prefixes (`Organization:`,
 * `AccountOrganization:`), and padding may be missing, so ids that differ are compared by what they encode.
 */
export function sameId(a: string, b: string): boolean {
  if (a === b) return true;
  const left = decodeId(a);
  const right = decodeId(b);
  if (left === undefined || right === undefined || left.number !== right.number) return false;
  if (organization.has(left.type) && organization.has(right.type)) return true;
  return left.type === right.type && left.salt === right.salt;
}
