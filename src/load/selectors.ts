import { isMap } from '../kinds/named.ts';
import type { Selector } from '../model.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import type { LocatedDocument, Path } from './locatedDocument.ts';

/** Which keys name each thing, the outermost first: the order of a key. */
const parts: readonly { readonly kind: Selector['kind']; readonly keys: readonly string[] }[] = [
  { kind: 'service_key', keys: ['organization', 'space', 'service_key'] },
  { kind: 'project', keys: ['organization', 'space', 'project'] },
  { kind: 'space', keys: ['organization', 'space'] },
  { kind: 'organization', keys: ['organization'] },
  { kind: 'role', keys: ['role'] },
  { kind: 'user', keys: ['user'] },
];

/** A selector, with the way back to its place for later rules. */
export interface LocatedSelector extends Selector {
  readonly path: Path;
}

/** Reads one of the lists of selectors: `removed`, `ignore`, `protected`. */
export function readSelectors(document: LocatedDocument, name: string): readonly LocatedSelector[] {
  const list = document.value[name];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index): readonly LocatedSelector[] => {
    if (!isMap(entry)) return [];
    const found = parts.find(({ kind }) => typeof entry[kind] === 'string');
    const names = found?.keys.map((key) => entry[key]) ?? [];
    if (found === undefined || !names.every((each) => typeof each === 'string')) return [];
    const canonical = found.kind === 'user' ? canonicalEmail : canonicalName;
    const { reason } = entry;
    return [
      {
        kind: found.kind,
        key: names.map(canonical),
        source: document.locate([name, index]),
        path: [name, index],
        ...(typeof reason === 'string' && { reason }),
      },
    ];
  });
}
