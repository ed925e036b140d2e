import { kindOf } from '../../kinds/index.ts';
import type { Change, Live, Ref } from '../../model.ts';
import { renamed } from './former.ts';
import type { NamesBefore } from './former.ts';
import { entryOf } from '../tree.ts';
import type { Tree } from '../tree.ts';

/** Writes people, organizations, spaces and projects that the run changes or removes. */
export function writeThings(
  touched: ReadonlyMap<string, Ref>,
  running: readonly Change[],
  live: Live,
  names: NamesBefore,
  tree: Tree,
): number {
  const changes = new Map(running.map((change) => [change.address, change]));
  let written = 0;
  for (const item of live.items) {
    const kind = kindOf(item.kind);
    if (!touched.has(item.address) || kind.manage !== undefined || kind.writeOnly) continue;
    if (kind.keyedBy === 'person' && changes.get(item.address)?.action === 'delete') continue;
    const change = changes.get(item.address);
    const own = change?.action === 'update' ? change.before : item.fields;
    const value = new Map(Object.entries(kind.print(names.fields(kind.name, own)) ?? {}));
    if (change?.action !== 'update') value.set('create', true);
    entryOf(kind, names.key(item), tree, renamed(item, change, value));
    written += 1;
  }
  return written;
}
