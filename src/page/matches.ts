import type { Index, ReportDocument } from '../report/document.ts';
import { hashOf } from './route.ts';

/** An answer that a search offers. */
export interface Match {
  readonly kind: string;
  readonly text: string;
  /** What tells it from others of the same name. */
  readonly more: string;
  readonly hash: string;
}

interface Found {
  readonly match: Match;
  readonly rank: number;
}

interface Entry {
  readonly match: Match;
  /** What is searched, in lower case. */
  readonly texts: readonly string[];
  readonly is: 'person' | 'resource' | 'role' | 'team' | 'permission';
  readonly index: Index;
}

const most = 12;

/** Looks up people, resources, roles, teams and permissions by what a person types. */
export class Matches {
  readonly #entries: readonly Entry[];
  readonly #document: ReportDocument;

  constructor(document: ReportDocument) {
    this.#document = document;
    this.#entries = entriesOf(document);
  }

  /**
   * The best matches of a text. Two parts can be a question: `PROJECT_READ fraud-prod` asks who can, `jane fraud-prod` why
   * a person can.
   */
  of(text: string): readonly Match[] {
    const query = text.trim().toLowerCase();
    if (query === '') return [];
    const questions = this.#questions(query.split(/\s+/));
    return [...questions, ...this.#best(query, most)]
      .toSorted((one, other) => one.rank - other.rank)
      .slice(0, most)
      .map(({ match }) => match);
  }

  #best(query: string, count: number, is?: readonly Entry['is'][]): readonly (Found & Entry)[] {
    return this.#entries
      .flatMap((entry) => {
        if (is && !is.includes(entry.is)) return [];
        const rank = Math.min(...entry.texts.map((text) => rankOf(text, query)));
        return rank === Infinity ? [] : [{ ...entry, rank }];
      })
      .toSorted((one, other) => one.rank - other.rank)
      .slice(0, count);
  }

  #questions(words: readonly string[]): readonly Found[] {
    return words.slice(1).flatMap((_, before) => {
      const parts = [words.slice(0, before + 1).join(' '), words.slice(before + 1).join(' ')];
      const orders = [parts, parts.toReversed()];
      return orders.flatMap(([subject = '', where = '']) => {
        const subjects = this.#best(subject, 3, ['permission', 'person']);
        if (subjects.length === 0) return [];
        const places = this.#best(where, 3, ['resource']);
        return subjects.flatMap((one) =>
          places.map((place) => ({
            match: this.#question(one, place),
            rank: one.rank + place.rank - 1,
          })),
        );
      });
    });
  }

  #question(subject: Entry, place: Entry): Match {
    const where = { in: this.#document.places[place.index]?.address ?? '' };
    const { text } = subject.match;
    const more = `${place.match.kind} ${place.match.text}`;
    return subject.is === 'permission'
      ? {
          kind: 'who can',
          text,
          more,
          hash: hashOf({ to: 'permission', permission: text, ...where }),
        }
      : { kind: 'why', text, more, hash: hashOf({ to: 'person', person: text, ...where }) };
  }
}

/** How well a text fits: the same, at its beginning, at the beginning of a word, anywhere. */
function rankOf(text: string, query: string): number {
  if (text === query) return 0;
  const at = text.indexOf(query);
  if (at < 0) return Infinity;
  if (at === 0) return 1 + text.length / 1000;
  return (/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 3 : 2) + text.length / 1000;
}

function entriesOf({
  people,
  places,
  roles,
  levels,
  teams,
  permissions,
}: ReportDocument): readonly Entry[] {
  const entry = (
    is: Entry['is'],
    index: Index,
    match: Match,
    texts: readonly (string | undefined)[],
  ): Entry => ({
    is,
    index,
    match,
    texts: texts.flatMap((text) => (text === undefined ? [] : [text.toLowerCase()])),
  });
  const builtIn = levels.filter(({ is }) => is === 'built-in').map(({ text }) => text);
  return [
    ...people.map(({ email, name, service }, index) =>
      entry(
        'person',
        index,
        {
          kind: service ? 'service identity' : 'person',
          text: email,
          more: name ?? '',
          hash: hashOf({ to: 'person', person: email }),
        },
        [email, name],
      ),
    ),
    ...places.map(({ kind, name, address, parent, id }, index) =>
      entry(
        'resource',
        index,
        {
          kind,
          text: name,
          more: parent === undefined || parent === 0 ? '' : `in ${places[parent]?.name ?? ''}`,
          hash: hashOf({ to: 'resource', address }),
        },
        [name, address, id],
      ),
    ),
    ...roles.map(({ name, custom, id }, index) =>
      entry(
        'role',
        index,
        {
          kind: custom ? 'custom role' : 'predefined role',
          text: name,
          more: '',
          hash: hashOf({ to: 'role', role: name }),
        },
        // The map shows the short name.
        [name, id, levels.find(({ role }) => role === index)?.short],
      ),
    ),
    ...builtIn.map((text, index) =>
      entry(
        'role',
        index,
        { kind: 'built-in role', text, more: '', hash: hashOf({ to: 'role', role: text }) },
        [text],
      ),
    ),
    ...teams.map(({ name }, index) =>
      entry(
        'team',
        index,
        { kind: 'team', text: name, more: '', hash: hashOf({ to: 'team', team: name }) },
        [name],
      ),
    ),
    ...permissions.map((permission, index) =>
      entry(
        'permission',
        index,
        {
          kind: 'permission',
          text: permission,
          more: '',
          hash: hashOf({ to: 'permission', permission }),
        },
        [permission],
      ),
    ),
  ];
}
