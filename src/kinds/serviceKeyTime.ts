import { dayOf, daysBetween, daysIn, inDays, momentText } from '../days.ts';
import type { Asked } from '../kind.ts';
import type { Grant } from '../model.ts';

/** What time does to service keys: when one is replaced, when its forerunner goes, and what to say in between. */

/** What the file asks for. */
interface WantedKey {
  readonly role?: Grant;
  readonly expires?: string;
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
}

/** For how many days a replaced key goes on working, unless the file says so. */
const usualOverlap = 7;

/** For how many days ahead an end is told that nothing follows. */
const soon = 14;

const laterThan = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && Date.parse(a) > Date.parse(b);

const daysLeft = (expires: string, today: string): number =>
  daysBetween(today, dayOf(new Date(expires)));

/** Whether a key is to be replaced, or its forerunners are to go. */
export function dueOf(
  wanted: WantedKey,
  found: LiveKey,
  today: string,
  asked?: Asked,
): Asked | undefined {
  const { expires, made, older_keys: older = [] } = found;
  if (asked === 'replace') return lacks(wanted) === undefined ? asked : undefined;
  if (asked === 'retire') return older.length > 0 ? asked : undefined;
  if (expires !== undefined && laterThan(wanted.expires, expires)) {
    const ahead = daysIn(wanted.rotate_before ?? '') ?? 0;
    if (daysLeft(expires, today) <= ahead && lacks(wanted) === undefined) return 'replace';
  }
  const overlap =
    daysIn(wanted.overlap ?? '') ?? (wanted.rotate_before === undefined ? undefined : usualOverlap);
  if (older.length === 0 || overlap === undefined || made === undefined) return undefined;
  return daysBetween(dayOf(new Date(made)), today) >= overlap ? 'retire' : undefined;
}

/** What the file must say before a key can be made. */
export function lacks({ role, to_file: file, to_command: command }: WantedKey): string | undefined {
  const missing = [
    ...(role === undefined ? ['`role`'] : []),
    ...(file === undefined && command === undefined ? ['`deliver`, a place for its secret'] : []),
  ];
  return missing.length === 0 ? undefined : missing.join(' and ');
}

/** The words for why a key is replaced. */
export function replacedBecause(
  expires: string,
  overlap: string | undefined,
  today: string,
): string {
  const left = daysLeft(expires, today);
  const ends = left < 0 ? `ended on ${momentText(expires)}` : `ends ${inDays(left)}`;
  return `${ends}: a new key is made and delivered, the old one is revoked ${overlap ?? `${usualOverlap}d`} later`;
}

/** What a reader should know about a key that is there. */
export function remarkOn(wanted: WantedKey, found: LiveKey, today: string): string | undefined {
  if (dueOf(wanted, found, today) !== undefined) return undefined;
  const { expires, older_keys: older = [] } = found;
  if (expires === undefined) {
    return wanted.expires === undefined
      ? 'never ends. Say `expires`, and replace it with "ax-access keys rotate".'
      : 'never ends, though the file says `expires`. Replace it with "ax-access keys rotate".';
  }
  const left = daysLeft(expires, today);
  if (left <= Math.max(soon, daysIn(wanted.rotate_before ?? '') ?? 0)) {
    const ends = left < 0 ? `has ended on ${momentText(expires)}` : `ends ${inDays(left)}`;
    const missing = lacks(wanted);
    if (!laterThan(wanted.expires, expires)) {
      return `${ends}, and the file names no later end: write a later \`expires\`, or a lifetime such as 90d.`;
    }
    if (missing !== undefined) {
      return `${ends}, and can not be replaced: the file does not say ${missing}.`;
    }
  }
  if (older.length > 0 && wanted.overlap === undefined && wanted.rotate_before === undefined) {
    return `has ${older.length === 1 ? 'a forerunner' : `${older.length} forerunners`} of the same name that still work${older.length === 1 ? 's' : ''}. Say \`overlap: 7d\` to have them revoked, or use "ax-access keys revoke --older".`;
  }
  return undefined;
}
