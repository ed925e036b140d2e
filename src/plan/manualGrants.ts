import { kindOf } from '../kinds/index.ts';
import type { Change, Desired, Live, Manual } from '../model.ts';

/**
 * The manual steps that give people another role, as the changes that they will make once someone does them: access rules
 * hold for these too.
 */
export function manualGrants(
  manual: readonly Manual[],
  { items }: Pick<Desired, 'items'>,
  live: Pick<Live, 'items'>,
): readonly Change[] {
  const asked = new Set(
    manual.flatMap(({ cause, address }) => (cause === 'console-only' ? [address] : [])),
  );
  if (asked.size === 0) return [];
  const there = new Map(live.items.map((item) => [item.address, item]));
  return items
    .filter(({ address, kind }) => asked.has(address) && kindOf(kind).access?.is === 'grant')
    .flatMap(({ kind, key, address, source, fields: after }): readonly Change[] => {
      const found = there.get(address);
      if (found === undefined) return [];
      const { id, fields: before } = found;
      const base = { kind, key, address, source, requires: [], cascade: [] };
      return [{ ...base, action: 'update', effect: 'reduces', id, before, after }];
    });
}
