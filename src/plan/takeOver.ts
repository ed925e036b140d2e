import { groupBy } from '../group.ts';
import type { Group } from '../group.ts';
import { collectionOf } from '../kind.ts';
import { kindOf, nameOf, parentOf, refAddress } from '../kinds/index.ts';
import type { Change, Desired, History, Notice } from '../model.ts';
import { byText } from '../names.ts';

/** More maps than this are counted. */
const mostNamed = 3;

/**
 * Says where the file begins to decide about a whole map, and a person is removed because of it: the moment in which tools of
 * this kind have emptied accounts.
 * @param history what earlier runs had; without it, every map is new
 */
export function takeOvers(
  changes: readonly Change[],
  { collections, removed }: Desired,
  history: History | undefined,
): readonly Notice[] {
  const tombstones = new Set(removed.map(refAddress));
  const going = changes.filter((change) => {
    const { manage, keyedBy } = kindOf(change.kind);
    const address = mapOf(change);
    const isNew =
      collections.has(address) &&
      history?.owned.has(address) !== true &&
      !tombstones.has(change.address);
    // What goes by name, or by a value of its own, was meant.
    const isMap = manage !== undefined && keyedBy !== 'parent';
    return change.action === 'delete' && isMap && isNew;
  });
  const maps = groupBy(going, mapOf);
  const [first, ...rest] = [...maps].toSorted(([a], [b]) => byText(a, b));
  if (first === undefined) return [];
  const all = [first, ...rest];
  const named = all.slice(0, mostNamed).map(([, own]) => `${mapName(own)} (${own.length})`);
  const more = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : '';
  const source = collections.get(first[0])?.source;
  return [
    {
      code: 'takes-over',
      message: `From now on the file decides about all of ${named.join(', ')}${more}: no earlier run that is known here had ${all.length === 1 ? 'that' : 'those'} in the file. In brackets: how many it does not list, and which are to go.`,
      address: first[0],
      ...(source && { source }),
    },
  ];
}

const mapOf = ({ kind, key }: Change): string => collectionOf(kindOf(kind), key);

/** `members` of organization "Platform Team". */
function mapName([first]: Group<Change>): string {
  const key = `\`${kindOf(first.kind).at.at(-2) ?? ''}\``;
  const parent = parentOf(first);
  return parent === undefined ? key : `${key} of ${nameOf(parent)}`;
}
