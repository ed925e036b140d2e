import type { KeyRow } from '../../keys/list.ts';
import { chainOf, kindOf, kindsIn } from '../../kinds/index.ts';
import type { Desired, Ref } from '../../model.ts';
import type { Inspected, Found } from './finding.ts';
import { fieldsYaml, removedYaml } from './fix.ts';

/** Service keys that never expire, and those that no one uses. */
export const keysToCheck = ({ keys = [], before, desired }: Inspected): readonly Found[] =>
  keys.flatMap((key) => {
    const [space] = key.spaces;
    const place = [...before.places.values()].find(
      ({ ref }) =>
        ref?.key.length === 2 && ref.key[0] === space?.organization && ref.key[1] === space?.space,
    )?.ref;
    // A key of several spaces is in none of them.
    const parent = key.spaces.length > 1 ? undefined : place;
    const kind = kindsIn(parent?.kind).find(({ credential }) => credential !== undefined);
    if (place === undefined || kind === undefined) return [];
    const ref: Ref = { kind: kind.name, key: [...(parent?.key ?? []), key.name] };
    return key.remarks.flatMap(({ code, text }): readonly Found[] => {
      const found = { ref, about: key.id, people: [], places: [place], ...lineOf(ref, desired) };
      if (code === 'never-ends') {
        const facts = { code: 'key-never-ends', key, says: text } as const;
        return [
          { ...found, facts, yaml: fieldsYaml(ref, { expires: '90d', rotate_before: '30d' }) },
        ];
      }
      if (code !== 'unused') return [];
      const facts = { code: 'key-unused', key, says: text } as const;
      return [{ ...found, facts, yaml: removalOf(key, ref) }];
    });
  });

function lineOf({ kind, key }: Ref, desired: Desired | undefined): Pick<Found, 'source'> {
  const name = JSON.stringify(key);
  const entry = desired?.items.find(
    (item) => item.kind === kind && JSON.stringify(item.key) === name,
  );
  return entry === undefined ? {} : { source: entry.source };
}

/** A name of two keys is removed with both; the reader sees the plan first. */
const removalOf = (key: KeyRow, ref: Ref): string => {
  const [, ...above] = chainOf(ref);
  const named = above.filter(({ kind }) => kindOf(kind).selector !== undefined);
  return removedYaml(ref, named, key.lastUsed === undefined ? 'never used' : 'no longer used');
};
