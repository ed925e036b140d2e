import { daysIn, isDay, momentText } from '../days.ts';
import { roleRef, oneOf, set, text } from '../fields.ts';
import type { Typed } from '../fields.ts';
import type { Complain, ParsedEntry } from '../kind.ts';
import type { Fields } from '../model.ts';
import { parseRoleRef } from './grants.ts';
import { isMap, takeText } from './named.ts';
import { parseDeliver } from './secrets.ts';

/** What there is to say about a service key. */
export const keyFields = {
  role: roleRef({ createOnly: true }),
  organization_role: oneOf(['admin', 'member', 'read-only'], { createOnly: true }),
  account_role: oneOf(['admin', 'member'], { createOnly: true }),
  description: text({ createOnly: true }),
  expires: text({ createOnly: true }),
  to_file: text({ createOnly: true }),
  to_command: set({ createOnly: true, quoted: true }),
  to_command_env: set({ createOnly: true }),
  lifetime: text({ policy: true }),
  rotate_before: text({ policy: true }),
  overlap: text({ policy: true }),
  /** Shown by Arize, and in no file. */
  made: text(),
  last_used: text(),
  /** Live keys of the same name that were made before: each its id, a space, and when it was made. */
  older_keys: set(),
};

export type KeyFields = Typed<typeof keyFields>;

/** How many days ahead a key is best replaced, by how many it lives where that is said. */
export const usualAhead = (lifetime: number | undefined): number =>
  lifetime === undefined ? 14 : Math.min(14, Math.ceil(lifetime / 3));

/** Takes the value of a service key apart. */
export function parseKey(value: unknown, complain: Complain): ParsedEntry | undefined {
  if (!isMap(value)) return undefined;
  const given =
    value['role'] === undefined ? undefined : parseRoleRef(value['role'], true, inRole(complain));
  if (given?.fields['role'] === 'annotator') {
    complain('annotator-key', 'a service key can not be an annotator', {
      path: ['role'],
      suggestion: 'write admin, member or read-only, or the name of a role',
    });
    return undefined;
  }
  const taken: Record<string, Fields[string]> = { ...given?.fields };
  for (const name of ['organization_role', 'account_role', 'description']) {
    const word = takeText(value[name]);
    if (word !== undefined) taken[name] = word;
  }
  for (const name of ['rotate_before', 'overlap']) {
    const days = takeText(value[name])?.trim();
    if (days !== undefined && daysIn(days) !== undefined) taken[name] = days;
  }
  return {
    fields: {
      ...taken,
      ...parseEnd(value, complain),
      ...parseDeliver(value['deliver'], complain),
    },
  };
}

/** What is wrong with a role stands at the role. */
const inRole =
  (complain: Complain): Complain =>
  (code, message, more) =>
    complain(code, message, { ...more, path: ['role', ...(more?.path ?? [])] });

function parseEnd(value: Readonly<Record<string, unknown>>, complain: Complain): Fields {
  const end = takeText(value['expires'])?.trim();
  if (end === undefined) return {};
  const days = daysIn(end);
  if (days === undefined) {
    if (isDay(end.slice(0, 10)) && !Number.isNaN(Date.parse(end))) {
      return { expires: momentText(end) };
    }
    if (/^\d{4}-\d{2}-\d{2}/.test(end)) {
      complain('no-such-day', `the calendar has no ${end}`, { path: ['expires'] });
    }
    return {};
  }
  const ahead = daysIn(takeText(value['rotate_before'])?.trim() ?? '');
  const early = ahead ?? 0;
  if (ahead === undefined && value['rotate_before'] === undefined) {
    complain(
      'no-rotation',
      `without \`rotate_before\` this key is replaced on its last day at the earliest`,
      {
        path: ['expires'],
        severity: 'warning',
        suggestion: `say \`rotate_before: ${usualAhead(days)}d\`, so that the old and the new key both work for a while`,
      },
    );
  }
  if (early >= days) {
    complain(
      'rotated-too-early',
      `a key that lives ${days} days can not be replaced ${early} days before its end`,
      {
        path: ['rotate_before'],
        suggestion: 'write fewer days, or a longer `expires`',
      },
    );
  }
  return { lifetime: end };
}
