import { chainOf, kindOf } from '../kinds/index.ts';
import type { Desired, DesiredItem } from '../model.ts';

/**
 * The file as it counts on a day: grants whose last day is over are unlisted. A person who leaves an organization that way
 * leaves what is below it too, no matter what the file says there.
 * @param today a day, UTC: `2027-03-31`
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

/** What an item says on a day; undefined when it says nothing any more. */
function currentOf(item: DesiredItem, today: string): DesiredItem | undefined {
  if (item.until === undefined || item.until >= today) return item;
  return item.otherwise && currentOf(item.otherwise, today);
}

function onDay(item: DesiredItem, today: string): DesiredItem {
  const fields = kindOf(item.kind).credential?.onDay(item.fields, today) ?? item.fields;
  return fields === item.fields ? item : { ...item, fields };
}

/** Whether a grant sits deeper than another: what stands beside an expired one is said by itself, and stays. */
const isBelow = (item: DesiredItem, other: DesiredItem): boolean =>
  chainOf(other).length > chainOf(item).length;
