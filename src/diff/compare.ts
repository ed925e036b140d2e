import equal from 'fast-deep-equal';
import type { ManualStep, Kind } from '../kind.ts';
import type { DesiredItem, Fields, LiveItem, Value } from '../model.ts';
import { canonicalName } from '../names.ts';
import { ownName } from '../key.ts';

/** How an item of the file differs from its live counterpart. */
export interface Comparison {
  /** Only the differing fields that a request can change. */
  readonly before: Fields;
  readonly after: Fields;
  /** Differences that no request can settle, with the manual steps to take instead. */
  readonly manual: readonly ManualStep[];
  /** Fields that Arize does not show. */
  readonly unverified: readonly string[];
}

/**
 * Compares field by field. A field that the file leaves out is not managed. A field that Arize does not show is unverified,
 * never a difference.
 * @param assert whether to write fields that cannot be verified
 */
export function compare(
  kind: Kind,
  item: DesiredItem,
  found: LiveItem,
  assert: boolean,
): Comparison {
  const before: Record<string, Value> = {};
  const after: Record<string, Value> = {};
  const manual: ManualStep[] = [];
  const unverified: string[] = [];
  // The key holds the name in the file; the live item's field holds its current name.
  const all =
    kind.keyedBy === 'name'
      ? { ...item.fields, name: canonicalName(ownName(item.key)) }
      : item.fields;
  for (const [name, wanted] of Object.entries(all)) {
    const field = kind.fields[name];
    const has = found.fields[name];
    if (field === undefined || field.createOnly || field.policy || equal(has, wanted)) continue;
    if (has === undefined) {
      unverified.push(name);
      if (assert) after[name] = wanted;
    } else if (field.manual === undefined) {
      before[name] = has;
      after[name] = wanted;
    } else {
      manual.push({ field: name, text: `${printed(has)} -> ${printed(wanted)}. ${field.manual}` });
    }
  }
  manual.push(...(kind.credential?.manualSteps(item.key, item.fields, found.fields) ?? []));
  return { before, after, manual, unverified };
}

const printed = (value: Value): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
