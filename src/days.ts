/** Calendar days in UTC, written `2027-03-31`, so that they sort as texts. */

const dayMs = 24 * 60 * 60 * 1000;

/** Whether a text is a valid calendar day. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}

/** The calendar day of a point in time. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** The number of days from one day to another; negative if the second one is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

/** The day a number of days later. */
export const daysAfter = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(day) + days * dayMs));

/** A number of days in words: `today`, `tomorrow`, `in 3 days`. */
export function inDays(days: number): string {
  if (days <= 0) return 'today';
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}

/** The shortest form of a point in time: midnight is just the day. */
export const momentText = (moment: string): string =>
  new Date(moment)
    .toISOString()
    .replace(/(?:T00:00:00)?\.000Z$/, (end) => (end[0] === 'T' ? '' : 'Z'));

/** Parses a number of days written as `30d`; undefined for anything else. */
export function daysIn(text: string): number | undefined {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  return days === undefined ? undefined : Number(days);
}
