import { isDay } from '../days.ts';
import { isBuiltInRole, roleRef } from '../fields.ts';
import type { Field, FieldOptions } from '../fields.ts';
import type { AccessRule, Complain, EffectContext, Kind, ParsedEntry } from '../kind.ts';
import type { Effect, Fields, RoleRef, Ref, BuiltInRole } from '../model.ts';
import { canonicalName } from '../names.ts';
import { builtInPermissions } from './permissions.ts';
import { isRecord } from '../records.ts';

/** What all grants have in common: how they are written, and which of two gives more. */

/**
 * A string is a built-in role where those are allowed, otherwise the name of a role. `{custom: …}` is always
 * a name.
 */
function grantOf(value: unknown, wordsAllowed: boolean): RoleRef | undefined {
  if (typeof value === 'string') {
    if (wordsAllowed && isBuiltInRole(value)) return value;
    return { custom: canonicalName(value) };
  }
  if (isRecord(value) && typeof value['custom'] === 'string') {
    return { custom: canonicalName(value['custom']) };
  }
  return undefined;
}

/**
 * Parses the value of a grant: `admin`, `Data Scientist`, `{custom: member}`, `{role: …, until: 2027-03-31}`,
 * or `{}` for any role.
 * @param words whether built-in roles are allowed; in `bindings` they are not
 */
export function parseRoleRef(
  given: unknown,
  words: boolean,
  complain: Complain,
): ParsedEntry | undefined {
  if (!isRecord(given)) return parseRole(given, words, complain);
  const { until, except, ...role } = given;
  const written = parseRole(role, words, complain);
  const day = typeof until === 'string' ? until.trim() : undefined;
  if (day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !isDay(day)) {
    complain('no-such-day', `"${day}" is not a valid date`, {
      path: ['until'],
      suggestion: 'write the last day of the grant, such as 2027-03-31',
    });
    return undefined;
  }
  return (
    written && {
      ...written,
      ...(day !== undefined && { until: day }),
      ...(Array.isArray(except) && {
        except: except.filter((each) => typeof each === 'string'),
      }),
    }
  );
}

function parseRole(value: unknown, words: boolean, complain: Complain): ParsedEntry | undefined {
  const wrapped = isRecord(value) && 'role' in value;
  if (wrapped && 'custom' in value) {
    complain('two-roles', 'this sets a role twice, as `role` and as `custom`', {
      suggestion: 'keep one of them',
    });
    return undefined;
  }
  const inner = wrapped ? value['role'] : value;
  if (isRecord(inner) && Object.keys(inner).length === 0) return { fields: {} };
  if (!words && isBuiltInRole(inner)) {
    complain(
      'word-in-bindings',
      `"${inner}" is a built-in role; \`bindings\` only accepts predefined and custom roles`,
      {
        suggestion: `put "${inner}" under \`members\`; for a custom role of that name, write {custom: ${inner}}`,
      },
    );
    return undefined;
  }
  if (typeof inner === 'string' && inner.trim() === '') return undefined;
  const role = grantOf(inner, words);
  return role === undefined ? undefined : { fields: { role } };
}

/** The shortest form of a grant that parses to the same value. */
export function printRoleRef(role: RoleRef | undefined): unknown {
  if (role === undefined) return {};
  if (typeof role === 'string' || isBuiltInRole(role.custom)) return role;
  return role.custom;
}

/** Whether items of a kind are grants to people, whose maps may contain teams. */
export const isGrantKind = ({ keyedBy, parent }: Pick<Kind, 'keyedBy' | 'parent'>): boolean =>
  keyedBy === 'person' && parent !== undefined;

/** The role that a grant gives. */
export const roleIn = ({ role }: Fields): RoleRef | undefined =>
  isBuiltInRole(role) || (typeof role === 'object' && 'custom' in role) ? role : undefined;

/** Every grant has its role in one field. */
export const grantAccess: AccessRule = { is: 'grant', gives: roleIn };

/** The name of the role in a grant, unless it is a built-in role. */
export const customRole = (role: RoleRef | undefined): string | undefined =>
  typeof role === 'object' ? role.custom : undefined;

/** The field for the role of a grant: a built-in role, or a role by its name. */
export const roleField = (options: FieldOptions<RoleRef> = {}): Field<RoleRef> =>
  roleRef({
    ...options,
    renamed: (given, rename) =>
      typeof given === 'string'
        ? given
        : { custom: rename({ kind: 'role', key: [given.custom] }).key.at(-1) ?? given.custom },
  });

/** The roles that a grant refers to. Built-in roles are not items. */
export const roleRefs = (role: RoleRef | undefined): readonly Ref[] =>
  typeof role === 'object' ? [{ kind: 'role', key: [role.custom] }] : [];

/** The rank of built-in roles: "Admin > Member > Read Only > Annotator" in the Arize docs on roles. */
export const builtInRank: Readonly<Record<BuiltInRole, number>> = {
  admin: 4,
  member: 3,
  'read-only': 2,
  annotator: 1,
};

/**
 * Whether replacing one grant by another can remove access. Unknown grants and roles count as if they did,
 * because marking too much is better than missing a reduction.
 */
export function effectOfGrant(
  { role: before }: { readonly role?: RoleRef },
  { role: after }: { readonly role?: RoleRef },
  judging: EffectContext,
): Effect {
  if (after === undefined) return 'grants';
  if (before === undefined) return after === 'admin' ? 'grants' : 'reduces';
  if (typeof before === 'string' && typeof after === 'string') {
    return builtInRank[after] < builtInRank[before] ? 'reduces' : 'grants';
  }
  const allowed = (role: RoleRef, when: 'now' | 'then'): readonly string[] | undefined =>
    typeof role === 'string' ? builtInPermissions[role] : judging.permissions(role.custom, when);
  const had = allowed(before, 'now');
  const has = allowed(after, 'then');
  if (had === undefined || has === undefined || before === 'admin') return 'reduces';
  return had.every((permission) => has.includes(permission)) ? 'grants' : 'reduces';
}
