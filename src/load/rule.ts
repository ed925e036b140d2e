import { groupBy } from '../group.ts';
import { kindOf } from '../kinds/index.ts';
import type { Desired, DesiredItem, Ref } from '../model.ts';
import { canonicalEmail } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath, ProblemInit } from '../document/locatedDocument.ts';
import { allOf } from '../document/phrases.ts';
import type { LocatedSelector, LocatedTombstone } from './selectors.ts';
import { isRecord } from '../records.ts';
import { emailIn } from '../key.ts';

/** The lists that point at things by name. */
export interface Selectors {
  readonly removed: readonly LocatedTombstone[];
  readonly ignore: readonly LocatedSelector[];
  readonly protected: readonly LocatedSelector[];
}

/** What the rules look at. */
export interface Subject {
  readonly document: LocatedDocument;
  readonly desired: Desired;
  readonly selectors: Selectors;
  /** What the file lists, with a value that could be taken apart. */
  readonly byAddress: ReadonlyMap<string, DesiredItem>;
  /** Whether the file lists something there, with any value. */
  lists(ref: Ref): boolean;
  /** Reports something about an item, at the item. */
  at(item: DesiredItem, init: ProblemInit): Problem;
  /** Reports something about a value inside an item. */
  within(item: DesiredItem, path: YamlPath, init: ProblemInit): Problem;
}

export type Rule = (subject: Subject) => readonly Problem[];

/** Whether it is a person's place or role somewhere, and not a thing of its own. */
export const isGrant = ({ kind: name }: Ref): boolean => {
  const kind = kindOf(name);
  return kind.keyedBy === 'person' && kind.parent !== undefined;
};

/** People as a message speaks of them: those of a team are named together, since they are written together. */
export interface Crowd {
  /** The first of them, at whose place the message stands. */
  readonly item: DesiredItem;
  readonly who: string;
  readonly are: 'is' | 'are';
  /** Whom to name in a suggestion. */
  readonly them: string;
}

/** Makes one of the people whom one line brings in by a team, and whom a rule has the same to say about. */
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

/** The people in the file's teams, each where they are written. */
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
