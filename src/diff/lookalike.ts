import equal from 'fast-deep-equal';
import { sameId } from '../api/wire.ts';
import { inlineText } from '../document/yamlText.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { DesiredItem, LiveItem, Ref } from '../model.ts';
import { slipsBetween } from '../document/suggest.ts';
import type { State } from './state.ts';
import { ownName } from '../key.ts';

/** A live item that a missing entry of the file may refer to, because it was renamed in Arize. */
export interface Lookalike {
  readonly item: LiveItem;
  /** The evidence, as the end of a sentence. */
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
 * An unlisted live item that a missing entry may be the former name of, strongest evidence first: the id recorded by an
 * earlier run, the items in both, the people in both, the name, the permissions. Creating a second one would leave the
 * people and every mapping with the old one, so the file has to say which it means.
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
      () => 'an earlier run recorded its id under the name in the file',
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

/** Whether the file mentions an item neither to keep nor to remove it. */
const isStranger = (item: LiveItem, { wanted, desired }: State): boolean =>
  item.builtIn !== true &&
  !wanted.has(item.address) &&
  !desired.removed.some((ref) => refAddress(ref) === item.address);

/**
 * The stranger that has the items which the file lists in the missing one. One project is enough, because a project is in
 * one space only. Spaces in several organizations often share names, so most of them have to be there and nowhere else.
 */
function sharing(
  item: DesiredItem,
  siblings: readonly LiveItem[],
  strangers: readonly LiveItem[],
  { listedIn, liveIn }: State,
): Lookalike | undefined {
  const listed = listedIn(item).filter(({ kind }) => kindOf(kind).keyedBy === 'name');
  const [first] = listed;
  if (first === undefined) return undefined;
  const namesIn = (place: Ref): ReadonlySet<string> =>
    new Set(
      liveIn(place)
        .filter(({ kind }) => kind === first.kind)
        .map(lastOf),
    );
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

/** Fewer people in common prove nothing: the creator of a space is usually in another one already. */
const fewestHolders = 2;

/** The stranger that most of the listed people are in, and in no other resource beside it. */
function sameHolders(
  item: DesiredItem,
  siblings: readonly LiveItem[],
  strangers: readonly LiveItem[],
  { listedIn, liveIn }: State,
): Lookalike | undefined {
  const listed = new Set(listedIn(item).filter(isPerson).map(lastOf));
  if (listed.size === 0) return undefined;
  const peopleIn = (place: Ref): ReadonlySet<string> =>
    new Set(
      liveIn(place)
        .filter((each) => isPerson(each) && each.service !== true)
        .map(lastOf),
    );
  const best = mostIn(
    [...listed],
    siblings.map((place) => ({ place, names: peopleIn(place) })),
    strangers,
  );
  if (best === undefined || best.names.length < fewestHolders) return undefined;
  if (best.names.length * 2 <= listed.size) return undefined;
  return {
    item: best.place,
    because: `${best.names.length} of the ${listed.size} people listed in it are in that one and in no other`,
  };
}

interface Place {
  readonly place: LiveItem;
  readonly names: ReadonlySet<string>;
}

/** The stranger with the most names that no other resource has. */
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

/** What to do about a lookalike: rename it back, keep its new name, or create a new item. */
export function lookalikeText(item: DesiredItem, { item: twin, because }: Lookalike): string {
  const [own = '', other = ''] = [item, twin].map(lastOf);
  return (
    `"${own}" looks like "${other}", renamed in Arize: ${because}. ` +
    `To rename it back, add \`previously: ${inlineText([other])}\` here; to keep the new name, adopt it. ` +
    `If it is a new one, add \`create: true\`.`
  );
}
