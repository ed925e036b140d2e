import type { FoldedReach, Reached } from '../../access/reaches.ts';
import type { AccessPath } from '../../access/paths.ts';
import type { AccessState, Thing } from '../../access/state.ts';
import { groupBy } from '../../group.ts';
import { ownName } from '../../key.ts';
import { kindOf } from '../../kinds/index.ts';
import { caveats, wayWords } from './answers.ts';
import type { Origin, QuestionScope } from './answers.ts';
import { counted, levelText, nameText } from './names.ts';

/** Everything that a person has access to. */
export interface AccessAnswer {
  readonly asked: QuestionScope;
  readonly state: AccessState;
  readonly person: string;
  /** The person in the account; absent if the account has no such person. */
  readonly account?: Thing;
  readonly reached: readonly Reached[];
}

/** What a person reaches, in numbers: `raj@example.com has access to 1 organization, 2 spaces, 3 projects`. */
export function reachTitle({ person, reached }: AccessAnswer, name = nameText): string {
  const counts = countsOf(reached.filter(({ place, sure }) => place.ref !== undefined && sure));
  if (counts !== '') return `${name(person)} has access to ${counts}`;
  return reached.length === 0
    ? `${name(person)} has no access`
    : `${name(person)} has access to no organization, space or project`;
}

/** `1 organization, 2 spaces`. */
const countsOf = (reached: readonly Pick<Reached, 'place'>[]): string =>
  [...groupBy(reached, ({ place }) => place.ref?.kind ?? 'account')]
    .flatMap(([kind, group]) =>
      kind === 'account' ? [] : [counted(group.length, kindOf(kind).label)],
    )
    .join(', ');

/** One way into a place, as its line says it. */
export function wayHere(path: AccessPath, origin: Origin, name = nameText): string {
  if (path.how !== 'own') return wayWords(path, origin, name);
  const notes = [
    ...(kindOf(path.item.kind).manage === 'bindings' ? ['binding'] : []),
    ...(path.unsure === true ? ['if there is one'] : []),
    ...(origin.team === undefined ? [] : [`by team ${name(origin.team)}`]),
  ];
  return `${levelText(path.level)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** What a place is called in the list. */
export const placeName = ({ place: { ref } }: Reached, name = nameText): string =>
  ref === undefined ? 'account' : `${kindOf(ref.kind).label} ${name(ownName(ref.key))}`;

/** More places than this are counted. */
const mostNamed = 3;

/** The places inside that follow from this one: `same access in project churn-dev`, `… in 2 spaces, 3 projects inside`. */
export function withinText({ within }: FoldedReach, name = nameText): string | undefined {
  if (within.length === 0) return undefined;
  if (within.length > mostNamed) return `same access in ${countsOf(within)} inside`;
  return `same access in ${within.map((each) => placeName(each, name)).join(', ')}`;
}

/** What a reader has to know to trust the answer. */
export function accessNotes({
  asked,
  state,
  person,
  account,
  reached,
}: AccessAnswer): readonly string[] {
  const isKnown = [...state.places.values()].every(({ known }) => known);
  const unsure = reached.filter(({ sure }) => !sure);
  return [
    ...(account === undefined
      ? [`${nameText(person)} is not in ${asked.of === 'desired' ? asked.file : 'the account'}.`]
      : []),
    ...(account?.service ? ['This is a service identity: the account behind a service key.'] : []),
    ...(account?.status === undefined ? [] : [statusNotes[account.status]]),
    ...(unsure.length === 0
      ? []
      : [`Not known for sure: ${countsOf(unsure) === '' ? 'the account' : countsOf(unsure)}.`]),
    ...caveats(asked, { ...state.account, known: isKnown }),
  ];
}

const statusNotes: Readonly<Record<NonNullable<Thing['status']>, string>> = {
  invited: 'Pending invitation: this access begins when the person accepts it.',
  expired: 'The invitation has expired: this access begins after a new one.',
  blocked: 'Blocked in Arize, which cannot be undone.',
};
