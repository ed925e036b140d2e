import type { BuiltInRole } from '../model.ts';

/**
 * The latest spelling of an enum value: SCREAMING_SNAKE_CASE. Servers from before July 2026 send `read-only`, GraphQL
 * `readOnly` (Arize docs: changelog of the SDKs).
 */
export function enumValue(value: string): string {
  // A large account sends the same few words tens of thousands of times.
  const known = spelled.get(value);
  if (known !== undefined) return known;
  const latest = value
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toUpperCase();
  if (spelled.size < mostSpelled) spelled.set(value, latest);
  return latest;
}

const spelled = new Map<string, string>();

/** A server can send anything, and what it sends is kept while the process runs. */
const mostSpelled = 200;

/** Whether a value from REST is spelled as by servers before release 11.40, which refuse today's spelling. */
export const isOlderSpelling = (value: string): boolean => /[a-z]/.test(value);

const words: ReadonlyMap<string, BuiltInRole> = new Map([
  ['ADMIN', 'admin'],
  ['MEMBER', 'member'],
  ['READ_ONLY', 'read-only'],
  ['ANNOTATOR', 'annotator'],
]);

/** The built-in role for any of its spellings; undefined for one that this release does not know. */
export const builtInRoleIn = (value: string): BuiltInRole | undefined =>
  words.get(enumValue(value));

/** The built-in role that a response assigns to a person; undefined for a custom or an unknown role. */
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

/** A built-in role as REST v2 spells it. */
export const wireName = <W extends BuiltInRole>(value: W): (typeof wire)[W] => wire[value];

/** What an id encodes: `Space:55338:/nHt` is type, number and salt. */
export interface DecodedId {
  readonly type: string;
  readonly number: number;
  readonly salt?: string;
}

/** Decodes an id. Arize does not document the form, so use it to compare and to explain, never to build an id. */
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
 * Whether two ids refer to the same resource. REST and GraphQL use different prefixes for an organization
 * (`Organization:`, `AccountOrganization:`), and padding may be missing, so the decoded ids are compared.
 */
export function sameId(a: string, b: string): boolean {
  if (a === b) return true;
  const left = decodeId(a);
  const right = decodeId(b);
  if (left === undefined || right === undefined || left.number !== right.number) return false;
  if (organization.has(left.type) && organization.has(right.type)) return true;
  return left.type === right.type && left.salt === right.salt;
}
