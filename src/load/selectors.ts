import { kindChain, kindOf, selectable } from '../kinds/index.ts';
import { refOf } from '../kinds/refOf.ts';
import type { Key, Ref, Selector, Tombstone } from '../model.ts';
import { canonicalEmail, canonicalName, isPattern, nameFrom } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath, ProblemInit } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';

/** The keys that name each kind, outermost first, as in an item's key. The longest are tried first. */
const parts = selectable
  .map((kind) => ({
    kind,
    keys: kindChain(kind)
      .map(({ name }) => name)
      .toReversed(),
  }))
  .toSorted((a, b) => b.keys.length - a.keys.length);

/** A selector, with its path for later rules. */
export interface LocatedSelector extends Selector {
  readonly path: YamlPath;
  /** It is a pattern in a list that only takes names. */
  readonly wrongPattern?: true;
}

/** A tombstone, with its path for later rules. */
export interface LocatedTombstone extends Tombstone {
  readonly path: YamlPath;
  /** It is a pattern in a list that only takes names. */
  readonly wrongPattern?: true;
}

/** Reads `removed`: selectors, and addresses of items that no selector can name. */
export function readTombstones(document: LocatedDocument): {
  readonly tombstones: readonly LocatedTombstone[];
  readonly problems: readonly Problem[];
} {
  const named = readSelectors(document, 'removed');
  const list = document.value['removed'];
  const problems: Problem[] = [];
  const addressed = (Array.isArray(list) ? list : []).flatMap(
    (entry: unknown, index): readonly LocatedTombstone[] => {
      if (!isRecord(entry) || typeof entry['address'] !== 'string') return [];
      const path = ['removed', index];
      const ref = refOf(entry['address'].trim());
      if (ref === undefined || kindOf(ref.kind).manage === undefined) {
        problems.push(document.problem([...path, 'address'], wrongAddress(entry['address'], ref)));
        return [];
      }
      const { reason } = entry;
      return [
        {
          kind: ref.kind,
          key: canonicalKey(ref),
          source: document.locate(path),
          path,
          ...(typeof reason === 'string' && { reason }),
        },
      ];
    },
  );
  // In the order of the file, because code that removes an entry counts on its index.
  const tombstones = [...named, ...addressed].toSorted(
    (a, b) => Number(a.path[1]) - Number(b.path[1]),
  );
  return { tombstones, problems };
}

const wrongAddress = (address: string, ref: Ref | undefined): ProblemInit => ({
  code: 'wrong-address',
  message: `"${address}" is not the address of a grant, a custom role or a restriction`,
  suggestion:
    ref === undefined
      ? 'write an address from "plan --format json", such as space/Platform Team/team-alpha/member/raj@example.com'
      : `name the ${kindOf(ref.kind).label} with the key \`${ref.kind}\` instead`,
});

const canonicalKey = ({ kind, key }: Ref): Key =>
  key.map((part, index) =>
    kindOf(kind).keyedBy === 'person' && index === key.length - 1
      ? canonicalEmail(part)
      : canonicalName(part),
  );

/** Lists whose entries can match more than one item. */
const withPatterns = ['ignore', 'known_drift'];

/** Reads one of the lists of selectors: `removed`, `ignore`, `protected` or `known_drift`. */
export function readSelectors(document: LocatedDocument, name: string): readonly LocatedSelector[] {
  const list = document.value[name];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index): readonly LocatedSelector[] => {
    if (!isRecord(entry)) return [];
    const found = parts.find(({ kind }) => typeof entry[kind.name] === 'string');
    const names = found?.keys.map((key) => entry[key]) ?? [];
    if (found === undefined || !names.every((each) => typeof each === 'string')) return [];
    const canonical = found.kind.keyedBy === 'person' ? canonicalEmail : canonicalName;
    const { reason } = entry;
    const mayBePattern = withPatterns.includes(name);
    const meant = mayBePattern ? names : names.map(nameFrom);
    return [
      {
        kind: found.kind.name,
        key: meant.map(canonical),
        ...(mayBePattern && { isPattern: true }),
        ...(!mayBePattern && names.some(isPattern) && { wrongPattern: true }),
        source: document.locate([name, index]),
        path: [name, index],
        ...(typeof reason === 'string' && { reason }),
      },
    ];
  });
}
