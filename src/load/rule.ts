import { groupBy } from '../group.ts';
import { kindOf } from '../kinds/index.ts';
import { isGrantKind } from '../kinds/grants.ts';
import type { Kind } from '../kind.ts';
import type { Desired, DesiredItem, Ref } from '../model.ts';
import { canonicalEmail } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath, ProblemInit } from '../document/locatedDocument.ts';
import { allOf } from '../document/phrases.ts';
import type { LocatedSelector, LocatedTombstone } from './selectors.ts';
import { isRecord } from '../records.ts';
import { emailIn } from '../key.ts';

/** The lists that name items by selectors. */
export interface Selectors {
  readonly removed: readonly LocatedTombstone[];
  readonly ignore: readonly LocatedSelector[];
  readonly protected: readonly LocatedSelector[];
}

/** What a file says about a person under `users`. */
export interface Listed {
  /** If its value could be parsed. */
  readonly item: DesiredItem | undefined;
  readonly isListed: boolean;
}

/** What the rules check. */
export interface Subject {
  readonly document: LocatedDocument;
  readonly desired: Desired;
  readonly selectors: Selectors;
  /** The listed items whose value could be parsed, by kind, so that a rule looks only at the items it is about. */
  itemsOf(isAbout: (kind: Kind) => boolean): readonly DesiredItem[];
  /** The same by address. */
  readonly byAddress: ReadonlyMap<string, DesiredItem>;
  /** Whether the file lists an item, with whatever value. */
  lists(ref: Ref): boolean;
  /** What the file says about a person under `users`, and whether it lists them there at all. */
  user(email: string): Listed;
  /** Makes a problem at an item. */
  at(item: DesiredItem, init: ProblemInit): Problem;
  /** The paths inside an item, in a map of it, at which a text stands. */
  saying(item: DesiredItem, text: string): readonly YamlPath[];
  /** Makes a problem at a value inside an item. */
  within(item: DesiredItem, path: YamlPath, init: ProblemInit): Problem;
}

export type Rule = (subject: Subject) => readonly Problem[];

/** Whether it is a grant of a person, and not an item in its own right. */
export const isGrant = ({ kind }: Ref): boolean => isGrantKind(kindOf(kind));

/** People in a message. Those in one team are named together, because the file lists them on one line. */
export interface Crowd {
  /** The first of them, where the message is shown. */
  readonly item: DesiredItem;
  readonly who: string;
  readonly are: 'is' | 'are';
  /** How a suggestion refers to them. */
  readonly them: string;
}

/** Groups people whom the same line adds through a team, so that a rule reports them once. */
export function crowds(items: readonly DesiredItem[]): readonly Crowd[] {
  const groups = groupBy(items, ({ address, team, kind, source: { line, column } }) =>
    team === undefined ? address : `${team} ${kind} ${line}:${column}`,
  );
  return [...groups.values()].map(([item, ...more]): Crowd => {
    const email = emailIn(item.key);
    if (more.length === 0) return { item, who: email, are: 'is', them: email };
    const emails = [email, ...more.map(({ key }) => emailIn(key))];
    const who = `${allOf(emails)} in team "${item.team ?? ''}"`;
    return { item, who, are: 'are', them: 'them' };
  });
}

/** The people in the teams of the file, each with its path. */
export function teamEntries(
  document: LocatedDocument,
): readonly { email: string; path: YamlPath }[] {
  const { teams } = document.value;
  if (!isRecord(teams)) return [];
  return Object.entries(teams).flatMap(([team, list]) =>
    (Array.isArray(list) ? list : []).flatMap((entry: unknown, index) =>
      typeof entry === 'string' && entry.includes('@')
        ? [{ email: canonicalEmail(entry), path: ['teams', team, index] }]
        : [],
    ),
  );
}
