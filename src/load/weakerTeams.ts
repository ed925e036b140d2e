import { groupPairs } from '../group.ts';
import type { DesiredItem, Notice, WeakerTeam } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import { allOf } from '../document/phrases.ts';
import type { Rule } from './rule.ts';
import { emailIn } from '../key.ts';

const weakerTeam = 'weaker-team';

/** A pair of teams where one does not lower the role of their common people, because the other gives more. */
interface Overruled {
  /** The first person in the first map. */
  readonly item: DesiredItem;
  readonly weaker: WeakerTeam;
  readonly emails: ReadonlySet<string>;
  /** The lines of the weaker team. */
  readonly lines: ReadonlySet<string>;
}

/** Finds them. Larger files have the same two teams in many maps. */
function overruledTeams(items: Iterable<DesiredItem>): readonly Overruled[] {
  const pairs = groupPairs(
    [...items]
      .filter(({ weaker }) => weaker !== undefined)
      .flatMap((item) =>
        (item.weaker ?? []).map((weaker) => [pairOf(item, weaker), { item, weaker }] as const),
      ),
  );
  return [...pairs.values()].map((all) => ({
    ...all[0],
    emails: new Set(all.map(({ item }) => emailIn(item.key))),
    lines: new Set(all.map(({ weaker }) => JSON.stringify(weaker.source))),
  }));
}

/** Identifies a pair of teams and their roles. */
const pairOf = ({ team, fields: { role } }: DesiredItem, weaker: WeakerTeam): string =>
  JSON.stringify([weaker.team, weaker.role, team, role]);

/** Says what each team gives, and what applies. */
function overruledText({ item, emails, weaker, lines }: Overruled): string {
  const { role } = item.fields;
  const counts = typeof role === 'string' ? role : '{}';
  const named = [...emails].slice(0, 3);
  const who = allOf(emails.size > 3 ? [...named, `${emails.size - 3} more`] : named);
  const where = lines.size > 1 ? ` (${lines.size} lines)` : '';
  const get = emails.size === 1 ? 'gets' : 'get';
  return `"${weaker.team}" gives ${weaker.role}${where}, but "${item.team ?? ''}" gives ${counts}: ${who} ${get} ${counts}`;
}

/** A small team with a weaker role looks as if it lowered the role of its people; it does not. */
export const weakerTeams: Rule = ({ desired, at }) =>
  overruledTeams(desired.items).map((overruled) => {
    const { item, weaker } = overruled;
    return {
      ...at(item, {
        severity: 'notice',
        code: weakerTeam,
        about: pairOf(item, weaker),
        message: overruledText(overruled),
        suggestion: `the stronger role applies; to lower it, add \`except: [${weaker.team}]\` to the grant of "${item.team ?? ''}"`,
        related: [{ message: `the role from "${weaker.team}"`, position: weaker.source }],
      }),
      // It is about the teams, whichever map comes first.
      path: ['teams', weaker.team],
    };
  });

/** Removes the pairs that the file accepts. */
export function withoutWeaker(
  items: readonly DesiredItem[],
  accepted: readonly Problem[],
): readonly DesiredItem[] {
  const pairs = new Set(
    accepted.filter(({ code }) => code === weakerTeam).map(({ about }) => about),
  );
  if (pairs.size === 0) return items;
  return items.map((item) => {
    if (item.weaker === undefined) return item;
    const { weaker, ...rest } = item;
    const open = weaker.filter((each) => !pairs.has(pairOf(item, each)));
    return open.length === 0 ? rest : { ...rest, weaker: open };
  });
}

/** How many of them a plan names. */
const mostNamed = 3;

/** The same as notices of a plan, because teams that change nothing are easy to miss there. */
export function overruledNotices(items: Iterable<DesiredItem>): readonly Notice[] {
  const all = overruledTeams(items);
  const named = all.slice(0, mostNamed).map((overruled) => ({
    code: weakerTeam,
    message: `${overruledText(overruled)}. To lower it, add \`except: [${overruled.weaker.team}]\` to the grant of "${overruled.item.team ?? ''}".`,
    address: overruled.item.address,
    source: overruled.weaker.source,
  }));
  const more = all.length - named.length;
  if (more === 0) return named;
  const pairs = more === 1 ? '1 more pair of teams' : `${more} more pairs of teams`;
  return [
    ...named,
    {
      code: weakerTeam,
      message: `In ${pairs}, the stronger role applies.`,
      next: { does: 'List all of them', words: ['validate'], reads: 'file' },
    },
  ];
}
