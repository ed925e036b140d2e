import { dayOf, daysBetween, daysIn, inDays, momentText } from '../days.ts';
import type { KeyRequest, ManualStep, Remark } from '../kind.ts';
import type { FollowUp, Key, RoleRef } from '../model.ts';
import type { ListedKey } from './keys.ts';
import { spacesIn } from './keyReach.ts';
import { usualAhead } from './serviceKeyFields.ts';

/**
 * How service keys change over time: when a key is replaced, when the old one is revoked, and what to report
 * meanwhile.
 */

/** What the file sets. */
interface WantedKey {
  readonly role?: RoleRef;
  /** Where it works, for a key of several spaces; its roles are there. */
  readonly reach?: readonly string[];
  readonly expires?: string;
  readonly lifetime?: string;
  readonly rotate_before?: string;
  readonly overlap?: string;
  readonly to_file?: string;
  readonly to_command?: readonly string[];
}

/** What Arize shows. */
interface LiveKey {
  readonly made?: string;
  readonly expires?: string;
  readonly older_keys?: readonly string[];
  readonly other_keys?: readonly string[];
}

/** The days for which a replaced key keeps working, unless the file sets `overlap`. */
const usualOverlap = 7;

/** How many days before a key expires it is reported that no new one follows. */
const soon = 14;

const laterThan = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && Date.parse(a) > Date.parse(b);

const daysLeft = (expires: string, today: string): number =>
  daysBetween(today, dayOf(new Date(expires)));

/** An older key as Arize lists it: its id, when it was created, and when it expires. */
export const olderText = ({
  id,
  created_at: made,
  expires_at: expires,
}: Pick<ListedKey, 'id' | 'created_at' | 'expires_at'>): string =>
  `${id} created ${dayOf(new Date(made))}${expires === undefined ? '' : `, expires ${momentText(expires)}`}`;

/** The id in such a text. */
export const idInText = (text: string): string => text.split(' ')[0] ?? '';

/** The keys that a change revokes: all of a name, or only those that the newest one has replaced. */
export function revokedBy(
  id: string,
  { made, older_keys: older = [] }: LiveKey,
  after: LiveKey | undefined,
): readonly string[] {
  const replaced = after === undefined || after.older_keys !== undefined ? older : [];
  const own = made === undefined ? id : `${id} created ${made}`;
  return [
    ...(after === undefined ? [own] : []),
    ...replaced.map((text) => text.split(', ')[0] ?? ''),
  ];
}

/** The older keys that have not expired. */
export const working = ({ older_keys: older = [] }: LiveKey, today: string): readonly string[] =>
  older.filter((text) => {
    const [, expires] = text.split(', expires ');
    return expires === undefined || daysLeft(expires, today) >= 0;
  });

/** The days for which a replaced key keeps working; undefined if the file does not have it revoked. */
const overlapOf = ({ overlap, rotate_before: ahead }: WantedKey): number | undefined =>
  daysIn(overlap ?? '') ?? (ahead === undefined ? undefined : usualOverlap);

/** Whether a key is due for replacement, or its older keys for revocation. */
export function dueOf(
  wanted: WantedKey,
  found: LiveKey,
  today: string,
  asked?: KeyRequest,
): KeyRequest | undefined {
  const { expires, made } = found;
  if (asked === 'replace') return lacks(wanted) === undefined ? asked : undefined;
  if (asked === 'retire') return (found.older_keys ?? []).length > 0 ? asked : undefined;
  if (expires !== undefined && laterThan(wanted.expires, expires)) {
    const ahead = daysIn(wanted.rotate_before ?? '') ?? 0;
    if (daysLeft(expires, today) <= ahead && lacks(wanted) === undefined) return 'replace';
  }
  const overlap = overlapOf(wanted);
  if (working(found, today).length === 0 || overlap === undefined || made === undefined)
    return undefined;
  return daysBetween(dayOf(new Date(made)), today) >= overlap ? 'retire' : undefined;
}

/** What the file must set before a key can be created. */
export function lacks({
  role,
  reach,
  to_file: file,
  to_command: command,
}: WantedKey): string | undefined {
  const spaces = reach === undefined ? [{ role }] : spacesIn(reach);
  const missing = [
    ...(spaces.every((each) => each.role !== undefined)
      ? []
      : [reach === undefined ? '`role`' : 'a role in each space']),
    ...(file === undefined && command === undefined
      ? ['`deliver`, a destination for its secret (such as `deliver: {file: secrets/a.key}`)']
      : []),
  ];
  return missing.length === 0 ? undefined : missing.join(' and ');
}

/** Says why a key is replaced, and what happens to the old one. */
export function replacedBecause(expires: string, wanted: WantedKey, today: string): string {
  const left = daysLeft(expires, today);
  const fresh = 'a new key is created and delivered';
  if (left < 0) return `expired on ${momentText(expires)}: ${fresh}`;
  const overlap = overlapOf(wanted);
  const old =
    overlap === undefined || overlap > left
      ? 'the old one works until it expires'
      : `the old one is revoked ${overlap}d later`;
  return `expires ${inDays(left)}: ${fresh}, ${old}`;
}

/**
 * Reports a live key that works for longer than the file says. Arize has no call that shortens its lifetime.
 */
export function outlived(key: Key, wanted: WantedKey, found: LiveKey): readonly ManualStep[] {
  const { expires } = wanted;
  if (expires === undefined) return [];
  if (found.expires !== undefined && !laterThan(found.expires, expires)) return [];
  const ends = found.expires === undefined ? 'never' : momentText(found.expires);
  const missing = lacks(wanted);
  const first = missing === undefined ? '' : `set ${missing}, `;
  return [
    {
      field: 'expires',
      text: `${ends} -> ${momentText(expires)}. The Arize API cannot shorten the lifetime of a key: write the live date into the file, or ${first}replace the key and revoke the old one.`,
      next: about('rotate', key),
    },
  ];
}

/** A command about exactly this key, although other spaces may have one of its name. */
export function about(verb: 'rotate' | 'revoke', key: Key, ...flags: readonly string[]): FollowUp {
  const [name = '', space, organization] = key.toReversed();
  const where = [
    ...(space === undefined ? [] : ['--space', space]),
    ...(organization === undefined ? [] : ['--organization', organization]),
  ];
  return { words: ['keys', verb, name, ...where, ...flags], reads: 'both' };
}

/** What to know about a live key. */
export const remarksOn = (
  key: Key,
  wanted: WantedKey,
  found: LiveKey,
  today: string,
): readonly Remark[] =>
  [remarkOn(key, wanted, found, today), onNamesakes(found)].flatMap((remark) => remark ?? []);

/** Other keys of the same name, which no new key replaces because they work in other spaces. */
function onNamesakes({ other_keys: others = [] }: LiveKey): Remark | undefined {
  const [first, second] = others;
  if (first === undefined) return undefined;
  const [them, theirs] =
    second === undefined
      ? ['another key that works', 'it']
      : [`${others.length} other keys that work`, 'one'];
  return {
    text: `shares its name with ${them} in other spaces: ${others.join('; ')}. No run revokes ${second === undefined ? 'it' : 'them'}.`,
    next: {
      does: `To revoke ${theirs}, name its id`,
      words: ['keys', 'revoke', idInText(first)],
      reads: 'both',
    },
  };
}

function remarkOn(key: Key, wanted: WantedKey, found: LiveKey, today: string): Remark | undefined {
  if (dueOf(wanted, found, today) !== undefined) return undefined;
  const { expires } = found;
  const missing = lacks(wanted);
  if (expires === undefined) {
    return wanted.expires === undefined
      ? {
          text: `never expires. Set \`expires\`${missing === undefined ? '' : ` and ${missing}`}.`,
          next: { does: 'Then replace it', ...about('rotate', key) },
        }
      : undefined;
  }
  const left = daysLeft(expires, today);
  if (left <= Math.max(soon, daysIn(wanted.rotate_before ?? '') ?? 0)) {
    const ends = left < 0 ? `expired on ${momentText(expires)}` : `expires ${inDays(left)}`;
    if (!laterThan(wanted.expires, expires)) {
      return {
        text: `${ends}, and the file sets no later date: write a later \`expires\`, or a lifetime such as 90d.`,
      };
    }
    if (missing !== undefined) {
      return { text: `${ends}, and cannot be replaced: the file does not set ${missing}.` };
    }
    if (wanted.rotate_before === undefined) {
      return {
        text: `${ends}, and is not replaced before its last day. Set \`rotate_before: ${usualAhead(daysIn(wanted.lifetime ?? ''))}d\` so that the old and the new key overlap.`,
      };
    }
  }
  const { length } = working(found, today);
  if (length > 0 && overlapOf(wanted) === undefined) {
    const [what, them] = length === 1 ? ['an older key', 'it'] : [`${length} older keys`, 'them'];
    return {
      text: `has ${what} of the same name that still work${length === 1 ? 's' : ''}. Set \`overlap: ${usualOverlap}d\` to have ${them} revoked.`,
      next: { does: `Or revoke ${them} now`, ...about('revoke', key, '--older') },
    };
  }
  return undefined;
}
