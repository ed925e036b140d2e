import { groupBy } from '../group.ts';
import type { Group } from '../group.ts';
import { collectionOf } from '../kind.ts';
import { emailIn } from '../key.ts';
import { kindOf, nameOf, parentOf, refAddress } from '../kinds/index.ts';
import type { Change, Desired, History, Notice } from '../model.ts';
import { byText } from '../names.ts';

/** Up to this many maps are named; the rest are counted. */
const mostNamed = 3;

/**
 * A notice when the file takes ownership of a whole map and removes entries because of it: the moment in which tools of
 * this kind have emptied accounts.
 * @param history what earlier runs owned; without it, every map is new
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
    // A removal by name, or by a value of its own, was intended.
    const isMap = manage !== undefined && keyedBy !== 'parent';
    return change.action === 'delete' && isMap && isNew;
  });
  const maps = groupBy(going, mapOf);
  const [first, ...rest] = [...maps].toSorted(([a], [b]) => byText(a, b));
  if (first === undefined) return [];
  const all = [first, ...rest];
  const source = collections.get(first[0])?.source;
  return [
    {
      code: 'takes-over',
      message: rest.length === 0 ? ofOne(first[1]) : ofMany(all.map(([, own]) => own)),
      address: first[0],
      ...(source && { source }),
    },
  ];
}

const ofOne = (going: Group<Change>): string =>
  `Takes ownership of ${mapName(going)}: ${countOf(going)} not in the file will be removed.`;

function ofMany(maps: readonly Group<Change>[]): string {
  const named = maps.slice(0, mostNamed).map((going) => `${mapName(going)} (${countOf(going)})`);
  const more = maps.length > mostNamed ? ` and ${maps.length - mostNamed} more` : '';
  return `Takes ownership of ${maps.length} maps: ${removedFrom(maps.flat())} not in the file will be removed. They are ${named.join(', ')}${more}.`;
}

const isPerson = ({ kind }: Change): boolean => kindOf(kind).keyedBy === 'person';

/** What goes from several maps: people and entries, each distinct person once. */
function removedFrom(going: readonly Change[]): string {
  const people = new Set(going.filter(isPerson).map(({ key }) => emailIn(key))).size;
  const entries = going.filter((each) => !isPerson(each)).length;
  return [
    ...(people > 0 ? [people === 1 ? '1 person' : `${people} people`] : []),
    ...(entries > 0 ? [entries === 1 ? '1 entry' : `${entries} entries`] : []),
  ].join(' and ');
}

function countOf(going: Group<Change>): string {
  const [one, many] =
    kindOf(going[0].kind).keyedBy === 'person' ? ['person', 'people'] : ['entry', 'entries'];
  return `${going.length} ${going.length === 1 ? one : many}`;
}

const mapOf = ({ kind, key }: Change): string => collectionOf(kindOf(kind), key);

/** `members` of organization "Platform Team". */
function mapName([first]: Group<Change>): string {
  const key = `\`${kindOf(first.kind).at.at(-2) ?? ''}\``;
  const parent = parentOf(first);
  return parent === undefined ? key : `${key} of ${nameOf(parent)}`;
}
