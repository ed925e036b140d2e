import { ownName, emailIn } from '../../key.ts';
import { groupBy } from '../../group.ts';
import type { Group } from '../../group.ts';
import { kindOf, parentOf, refAddress } from '../../kinds/index.ts';
import type { KeptRemoval, UnknownName } from '../../model.ts';
import { byText } from '../../names.ts';
import { counted, nameText } from './names.ts';
import { placeText } from './change.ts';

/** Removals that are left out because of unknown names, in words. */

/** More resources than this are counted. */
const mostNamed = 2;

/** Who keeps what because of one name. */
export function keptBy(unknown: UnknownName, kept: readonly KeptRemoval[]): readonly string[] {
  const own = new Set([unknown, ...unknown.skips].map(({ address }) => address));
  return groupsOf(
    kept.filter(({ because }) => because.some(({ address }) => own.has(address))),
  ).map((group) => `${stayingText(group)}: ${namesIn(group)}.`);
}

/** The same in short, for the line that sums a plan up: each with the lines of the file that cause it. */
export function keptSentences(kept: readonly KeptRemoval[]): readonly string[] {
  const groups = groupsOf(kept);
  const more = groups.slice(mostNamed);
  return [
    ...groups
      .slice(0, mostNamed)
      .map((group) => `${stayingText(group)} because of ${linesOf(group)}.`),
    ...(more.length === 0 ? [] : [`The same holds for ${counted(more.length, 'more resource')}.`]),
  ];
}

/** Those of one resource together. */
const groupsOf = (kept: readonly KeptRemoval[]): readonly Group<KeptRemoval>[] => [
  ...groupBy(kept, ({ removal }) => {
    const parent = parentOf(removal);
    return parent === undefined ? removal.kind : refAddress(parent);
  }).values(),
];

/** `3 people keep access in team-alpha`, `1 custom role stays`. */
function stayingText(group: Group<KeptRemoval>): string {
  const [first] = group;
  const { keyedBy, label } = kindOf(first.removal.kind);
  const { length } = lastNames(group);
  if (keyedBy !== 'person') return `${counted(length, label)} ${length === 1 ? 'stays' : 'stay'}`;
  const parent = parentOf(first.removal);
  return `${counted(length, 'person')} ${length === 1 ? 'keeps' : 'keep'} access in ${nameText(parent === undefined ? '' : ownName(parent.key))}`;
}

const lastNames = (group: Group<KeptRemoval>): readonly string[] =>
  [...new Set(group.map(({ removal }) => emailIn(removal.key)))].toSorted(byText);

const mostPeople = 3;

function namesIn(group: Group<KeptRemoval>): string {
  const names = lastNames(group);
  const more = names.length - mostPeople;
  const shown = names.slice(0, mostPeople).map(nameText).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function linesOf(group: Group<KeptRemoval>): string {
  const places = group.flatMap(({ because }) =>
    because.map(({ source }) => placeText(source) ?? ''),
  );
  const [first = '', ...more] = new Set(places);
  return more.length === 0 ? first : `${first} and ${counted(more.length, 'more line')}`;
}
