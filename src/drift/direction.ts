import equal from 'fast-deep-equal';
import { collectionOf } from '../kind.ts';
import { kindOf, refAddress } from '../kinds/index.ts';
import type { Desired, Fields, Ref } from '../model.ts';
import { canonicalName } from '../names.ts';
import type { Direction } from './driftFinding.ts';
import { ownName } from '../key.ts';

/** What a file says about an item: its fields, that it is gone, or nothing at all. */
type Word = { readonly fields: Fields } | 'gone' | 'silent';

/**
 * Which side changed since the file was `base`: the account if the file still says the same, the file if it used to match
 * the account, both otherwise. If the file said nothing before, the file changed.
 * @param sides the differing fields of each side
 */
export function directionOf(
  ref: Ref & { readonly address: string },
  sides: { readonly file?: Fields; readonly live?: Fields },
  desired: Desired,
  base: Desired,
): Direction {
  const now = wordOf(desired, ref);
  const then = wordOf(base, ref);
  const names = Object.keys({ ...sides.file, ...sides.live });
  const is: Word = sides.live === undefined ? 'gone' : { fields: sides.live };
  const formerly = sides.file === undefined ? undefined : sides.live?.['name'];
  if (formerly !== undefined && typeof then === 'string') {
    // A new name in the file is a new address too, so look for the item under its former name.
    const isFormer = ({ kind, key }: Ref): boolean =>
      kind === ref.kind && ownName(key) === formerly && key.length === ref.key.length;
    return base.items.some(isFormer) ? 'file' : 'both';
  }
  if (same(now, then, names)) return 'live';
  // Fields that a file leaves out are not managed.
  const said = typeof then === 'string' ? names : names.filter((name) => name in then.fields);
  if (then === 'silent' || same(then, is, said)) return 'file';
  return 'both';
}

function wordOf(file: Desired, ref: Ref & { readonly address: string }): Word {
  const kind = kindOf(ref.kind);
  const item = file.items.find(({ address }) => address === ref.address);
  if (item !== undefined) {
    const own = kind.keyedBy === 'name' ? { name: canonicalName(ownName(ref.key)) } : {};
    return { fields: { ...item.fields, ...own } };
  }
  if (file.removed.some((tombstone) => refAddress(tombstone) === ref.address)) return 'gone';
  const collection = file.collections.get(collectionOf(kind, ref.key));
  const decides = kind.manage !== undefined && collection !== undefined;
  return decides && collection.mode !== 'additive' ? 'gone' : 'silent';
}

/** Whether two files, or a file and an account, agree on some fields. */
function same(a: Word, b: Word, names: readonly string[]): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return names.every((name) => equal(a.fields[name], b.fields[name]));
}
