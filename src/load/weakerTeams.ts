import type { DesiredItem, Notice } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import type { Rule } from './rule.ts';
import { emailIn } from '../key.ts';

const weakerTeam = 'weaker-team';

/** A team that does not lower some of its people in a place, because another of their teams gives more there. */
interface Overruled {
  /** The first of the people. */
  readonly item: DesiredItem;
  readonly emails: readonly string[];
  readonly weaker: NonNullable<DesiredItem['weaker']>[number];
}

/** Finds them: one for each line that gives less and each line that gives more. */
function overruledTeams(items: Iterable<DesiredItem>): readonly Overruled[] {
  const lines = new Map<string, Overruled & { readonly emails: string[] }>();
  for (const item of items) {
    for (const weaker of item.weaker ?? []) {
      const mark = JSON.stringify([weaker.source, item.source]);
      const line = lines.get(mark) ?? { item, emails: [], weaker };
      line.emails.push(emailIn(item.key));
      lines.set(mark, line);
    }
  }
  return [...lines.values()];
}

/** What it says: who says less, who says more, and what counts. */
function overruledText({ item, emails, weaker }: Overruled): string {
  const { role } = item.fields;
  const counts = typeof role === 'string' ? role : '{}';
  const named = emails.slice(0, 3).join(', ');
  const who = emails.length > 3 ? `${named} and ${emails.length - 3} more` : named;
  return `${weaker.team} says ${weaker.role}, ${item.team ?? ''} says ${counts}: ${counts} for ${who}`;
}

/** A narrow team with a weak role reads as if it lowered its people; it does not. */
export const weakerTeams: Rule = ({ desired, at }) =>
  overruledTeams(desired.items).map((overruled) => {
    const { item, weaker } = overruled;
    return at(item, {
      severity: 'notice',
      code: weakerTeam,
      about: weaker.team,
      message: overruledText(overruled),
      suggestion: `the stronger role counts; to lower them, write \`except: [${weaker.team}]\` at "${item.team ?? ''}"`,
      related: [{ message: `what "${weaker.team}" gives`, position: weaker.source }],
    });
  });

/** Takes out what the file accepts. */
export function withoutWeaker(
  items: readonly DesiredItem[],
  accepted: readonly Problem[],
): readonly DesiredItem[] {
  const marks = new Set(
    accepted
      .filter(({ code }) => code === weakerTeam)
      .map(({ about, position }) => JSON.stringify([about, position])),
  );
  if (marks.size === 0) return items;
  return items.map((item) => {
    if (item.weaker === undefined) return item;
    const { weaker, ...rest } = item;
    const open = weaker.filter(({ team }) => !marks.has(JSON.stringify([team, item.source])));
    return open.length === 0 ? rest : { ...rest, weaker: open };
  });
}

/** How many of them a plan names. */
const mostNamed = 3;

/** The same for a plan, where a line without a change would be missed. */
export function overruledNotices(items: Iterable<DesiredItem>): readonly Notice[] {
  const all = overruledTeams(items);
  const named = all.slice(0, mostNamed).map((overruled) => ({
    code: weakerTeam,
    message: `${overruledText(overruled)}. To lower them, write \`except: [${overruled.weaker.team}]\` at "${overruled.item.team ?? ''}".`,
    address: overruled.item.address,
    source: overruled.weaker.source,
  }));
  const more = all.length - named.length;
  if (more === 0) return named;
  const lines = more === 1 ? '1 more line' : `${more} more lines`;
  const message = `${lines} of teams with a weaker role that lower nobody: "ax-access validate" lists all of them.`;
  return [...named, { code: weakerTeam, message }];
}
