import { chainOf, kindOf } from '../kinds/index.ts';
import type { Desired, DesiredItem } from '../model.ts';

/**
 * The file as of a day: grants whose last day has passed count as unlisted. A person who leaves an
 * organization this way also leaves everything below it, whatever the file lists there.
 * @param today a day in UTC: `2027-03-31`
 */
export function asOf(desired: Desired, today: string): Desired {
  const items: DesiredItem[] = [];
  const expired: DesiredItem[] = [];
  for (const item of desired.items) {
    const current = currentOf(item, today);
    if (current === undefined) expired.push(item);
    else {
      const { until } = item;
      const isLapsed = current !== item && until !== undefined;
      items.push(onDay(isLapsed ? { ...current, lapsed: until } : current, today));
    }
  }
  const leaving = expired.filter(({ kind }) => kindOf(kind).cascadesTo !== undefined);
  const along = new Set(
    leaving.flatMap((item) =>
      items.filter(
        (other) => isBelow(item, other) && kindOf(item.kind).cascadesTo?.(item.key, other),
      ),
    ),
  );
  return {
    ...desired,
    today,
    items: items.filter((item) => !along.has(item)),
    expired: [
      ...expired,
      ...[...along].map((item) => {
        const cause = leaving.find((each) => kindOf(each.kind).cascadesTo?.(each.key, item));
        return cause?.until === undefined ? item : { ...item, until: cause.until };
      }),
    ],
  };
}

/** What an item says on a day; undefined once it no longer applies. */
function currentOf(item: DesiredItem, today: string): DesiredItem | undefined {
  if (item.until === undefined || item.until >= today) return item;
  return item.otherwise && currentOf(item.otherwise, today);
}

function onDay(item: DesiredItem, today: string): DesiredItem {
  const fields = kindOf(item.kind).credential?.onDay(item.fields, today) ?? item.fields;
  return fields === item.fields ? item : { ...item, fields };
}

/**
 * Whether a grant is deeper than another. One at the same level as an expired grant is listed in its own
 * right and stays.
 */
const isBelow = (item: DesiredItem, other: DesiredItem): boolean =>
  chainOf(other).length > chainOf(item).length;
