import { levelsOf } from '../access/paths.ts';
import { builtInRank } from '../kinds/grants.ts';
import { kindOf } from '../kinds/index.ts';
import { isBuiltInRole } from '../fields.ts';
import type { Change, Desired, Fields, Live, Manual, Ref } from '../model.ts';

/**
 * The manual steps that give people more, as the changes that they will make once someone does them: access rules hold for
 * these too. Steps that take access away are left out, as no run can count on them.
 */
export function manualRaises(
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
      if (rankIn({ kind, key, address, fields: after }) <= rankIn(found)) return [];
      const base = { kind, key, address, source, requires: [], cascade: [] };
      return [{ ...base, action: 'update', effect: 'grants', id, before, after }];
    });
}

const rankIn = (item: Ref & { readonly address: string; readonly fields: Fields }): number =>
  Math.max(...levelsOf(item).map((level) => (isBuiltInRole(level) ? builtInRank[level] : 0)));
