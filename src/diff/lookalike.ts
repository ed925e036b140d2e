import equal from 'fast-deep-equal';
import { sameId } from '../api/wire.ts';
import { inlineText } from '../document/yamlText.ts';
import { kindOf, nameOf, parentOf, refAddress } from '../kinds/index.ts';
import type { DesiredItem, LiveItem, Ref } from '../model.ts';
import { slipsBetween } from '../document/suggest.ts';
import type { State } from './state.ts';
import { ownName } from '../key.ts';

/** Something live that a missing entry of the file may be, under a name that it was given in Arize. */
export interface Lookalike {
  readonly item: LiveItem;
  /** What speaks for it, as the end of a sentence. */
  readonly because: string;
}

const lastOf = ({ key }: Ref): string => ownName(key);

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]+/g, '');

/** `Data Scientist` and `data-scientists`, but not `team-1` and `team-12`. */
function alike(a: string, b: string): boolean {
  const [short = '', long = ''] = [plain(a), plain(b)].toSorted((x, y) => x.length - y.length);
  return long.startsWith(short) && /^\p{L}{0,2}$/u.test(long.slice(short.length)) && short !== '';
}

/** `Platfrom Team` and `Platform Team`, but not `team-a` and `team-b`, nor `2024` and `2025`. */
function isSlip(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  const shorter = Math.min(one.length, other.length);
  const isNumbered = one.replaceAll(/\d+/g, '') === other.replaceAll(/\d+/g, '');
  const [head, tail] = [one.slice(0, -1), other.slice(0, -1)];
  if (shorter < 6 || isNumbered || head === tail) return false;
  return slipsBetween(one, other, shorter < 10 ? 1 : 2) !== undefined;
}

/**
 * Something live and unlisted that a missing entry may be the former name of, strongest evidence first: the id that an
 * earlier run knew, what both hold, who is in both, the name, the same permissions. A twin would leave the people and
 * every mapping with the old one, so the file has to say which.
 */
export function lookalike(item: DesiredItem, state: State): Lookalike | undefined {
  const name = lastOf(item);
  const siblings = state.siblings(item);
  const strangers = siblings.filter((each) => isStranger(each, state));
  if (strangers.length === 0) return undefined;
  const find = (
    test: (each: LiveItem) => boolean,
    because: (each: LiveItem) => string,
  ): Lookalike | undefined => {
    const found = strangers.find(test);
    return found && { item: found, because: because(found) };
  };
  const known = state.knownIds.get(item.address);
  const { permissions } = item.fields;
  return (
    find(
      ({ id }) => known !== undefined && sameId(id, known),
      () => 'an earlier run knew this id under the name of the file',
    ) ??
    sharing(item, siblings, strangers, state) ??
    sameHolders(item, siblings, strangers, state) ??
    find(
      (each) => alike(lastOf(each), name) || isSlip(lastOf(each), name),
      () => 'the names are nearly the same',
    ) ??
    find(
      (each) => permissions !== undefined && equal(each.fields['permissions'], permissions),
      () => 'both have the same permissions',
    )
  );
}

/** What the file does not speak of, neither to keep nor to remove it. */
const isStranger = (item: LiveItem, { wanted, desired }: State): boolean =>
  item.builtIn !== true &&
  !wanted.has(item.address) &&
  !desired.removed.some((ref) => refAddress(ref) === item.address);

/** Whether something sits directly in something else. */
function isIn(ref: Ref, place: Ref): boolean {
  const parent = parentOf(ref);
  return parent !== undefined && refAddress(parent) === refAddress(place);
}

/**
 * What the file lists in it by name, and one stranger has: a project is in one space only, while spaces of
 * several organizations are often called alike, so of those most have to be there and nowhere else.
 */
function sharing(
  item: DesiredItem,
  siblings: readonly LiveItem[],
  strangers: readonly LiveItem[],
  { desired, live }: State,
): Lookalike | undefined {
  const listed = desired.items.filter(
    (each) => kindOf(each.kind).keyedBy === 'name' && isIn(each, item),
  );
  const [first] = listed;
  if (first === undefined) return undefined;
  const holds = live.items.filter(({ kind }) => kind === first.kind);
  const namesIn = (place: Ref): ReadonlySet<string> =>
    new Set(holds.filter((each) => isIn(each, place)).map(lastOf));
  const best = mostIn(
    listed.map(lastOf),
    siblings.map((place) => ({ place, names: namesIn(place) })),
    strangers,
  );
  if (best === undefined) return undefined;
  const enough =
    kindOf(first.kind).createOnRequest === true || best.names.length * 2 > listed.length;
  if (!enough) return undefined;
  const [one = ''] = best.names;
  const more = best.names.length > 1 ? ` and ${best.names.length - 1} more` : '';
  return { item: best.place, because: `both have ${nameOf({ ...first, key: [one] })}${more}` };
}

const isPerson = ({ kind }: Ref): boolean => kindOf(kind).keyedBy === 'person';

/** Fewer people in common prove nothing: a person who opens a space is in another one already. */
const fewestHolders = 2;

/** Who is listed in it, or holds it, and is in one stranger and in nothing else beside it. */
function sameHolders(
  item: DesiredItem,
  siblings: readonly LiveItem[],
  strangers: readonly LiveItem[],
  { desired, live }: State,
): Lookalike | undefined {
  const listed = new Set(
    desired.items.filter((each) => isPerson(each) && isIn(each, item)).map(lastOf),
  );
  const grants = live.items.filter((each) => isPerson(each) && each.service !== true);
  const peopleIn = (place: Ref): ReadonlySet<string> =>
    new Set(grants.filter((each) => isIn(each, place)).map(lastOf));
  const best = mostIn(
    [...listed],
    siblings.map((place) => ({ place, names: peopleIn(place) })),
    strangers,
  );
  if (best === undefined || best.names.length < fewestHolders) return undefined;
  if (best.names.length * 2 <= listed.size) return undefined;
  return {
    item: best.place,
    because: `${best.names.length} of the ${listed.size} people whom the file lists in it are in that one and in no other`,
  };
}

interface Place {
  readonly place: LiveItem;
  readonly names: ReadonlySet<string>;
}

/** The stranger that has most of some names which no other place has. */
function mostIn(
  names: readonly string[],
  places: readonly Place[],
  strangers: readonly LiveItem[],
): { readonly place: LiveItem; readonly names: readonly string[] } | undefined {
  const alone = names.flatMap((name) => {
    const [only, ...others] = places.filter((each) => each.names.has(name));
    return only === undefined || others.length > 0 ? [] : [{ name, place: only.place }];
  });
  const counted = strangers
    .map((place) => ({
      place,
      names: alone.filter((each) => each.place === place).map(({ name }) => name),
    }))
    .toSorted((a, b) => b.names.length - a.names.length);
  const [best] = counted;
  return best === undefined || best.names.length === 0 ? undefined : best;
}

/** What to do about it, for each of the things that may be meant. */
export function lookalikeText(item: DesiredItem, { item: twin, because }: Lookalike): string {
  const [own = '', other = ''] = [item, twin].map(lastOf);
  return (
    `"${own}" looks like "${other}", renamed in Arize: ${because}. ` +
    `\`previously: ${inlineText([other])}\` here renames it back, and drift --adopt takes over the new name. ` +
    `If it is something new, write \`create: true\`.`
  );
}
