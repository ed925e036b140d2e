import { liveState } from '../access/state.ts';
import type { Place } from '../access/state.ts';
import type { AccessPath } from '../access/paths.ts';
import { whoCan } from '../access/whoCan.ts';
import type { Accessor } from '../access/whoCan.ts';
import { personRef, refAddress } from '../kinds/index.ts';
import type { Desired, Live, Manual, Ref } from '../model.ts';
import { byText } from '../names.ts';

/** One way in which a person gets into a place, as an auditor reads it. */
export interface ReviewRow {
  readonly person: string;
  readonly name: string;
  /** `person`, or `service` for what acts for a service key. */
  readonly kind: 'person' | 'service';
  /** Whether they have come in: `active`, `invited`, `expired`. */
  readonly status: string;
  readonly resource_type: string;
  readonly organization: string;
  readonly space: string;
  readonly project: string;
  /** A built-in word, or the name of a role; `unknown` where Arize does not show it. */
  readonly role: string;
  /** How they come to it. */
  readonly path: string;
  /** The last day, where the file sets one. */
  readonly until: string;
  /** What is to be done or known about the person. */
  readonly note: string;
}

export const reviewColumns = [
  'person',
  'name',
  'kind',
  'status',
  'resource_type',
  'organization',
  'space',
  'project',
  'role',
  'path',
  'until',
  'note',
] as const satisfies readonly (keyof ReviewRow)[];

/**
 * Who gets into what, and how: everybody, every place, every way.
 * @param live the whole account
 * @param desired the file, for last days
 * @param manual what no run can settle, for notes on people: a role in the account that only a click can change
 * @returns sorted by person and place: the same account gives the same rows
 */
export function reviewOf(
  live: Live,
  desired: Desired | undefined,
  manual: readonly Manual[],
): readonly ReviewRow[] {
  const state = liveState(live);
  const until = new Map(desired?.items.map((item) => [item.address, item.until ?? '']));
  const byHand = new Map(manual.map(({ address, message }) => [address, message]));
  const rowOf = (
    place: Place,
    { person, service, status, sure }: Accessor,
    path: AccessPath,
  ): ReviewRow => {
    const self = refAddress(personRef(person));
    const name = state.people.get(person)?.fields['name'];
    const { level } = path;
    const notes = [
      ...(status === 'invited' ? ['invitation open'] : []),
      ...(status === 'expired' ? ['invitation expired'] : []),
      ...(sure && path.unsure !== true ? [] : ['not sure: Arize does not show enough']),
      ...(place.ref === undefined ? [byHand.get(self) ?? ''] : []),
    ];
    return {
      person,
      name: typeof name === 'string' ? name : '',
      kind: service ? 'service' : 'person',
      status: status ?? 'active',
      ...resourceColumns(place.ref),
      role: typeof level === 'string' ? level : level.custom,
      path: wayOf(path),
      until: until.get(path.item.address) ?? '',
      note: notes.filter((note) => note !== '').join('; '),
    };
  };
  return [...state.places.values()]
    .flatMap((place) =>
      whoCan(state, place, undefined).flatMap((reacher) =>
        reacher.paths.map((path) => rowOf(place, reacher, path)),
      ),
    )
    .toSorted((a, b) => byText(keyOf(a), keyOf(b)));
}

const keyOf = (row: ReviewRow): string =>
  JSON.stringify([row.person, row.organization, row.space, row.project, row.path, row.role]);

const resourceColumns = (
  ref: Ref | undefined,
): Pick<ReviewRow, 'resource_type' | 'organization' | 'space' | 'project'> => {
  const [organization = '', space = '', project = ''] = ref?.key ?? [];
  return { resource_type: ref?.kind ?? 'account', organization, space, project };
};

/** A way in words. */
function wayOf({ how, at }: AccessPath): string {
  const where = at.ref === undefined ? 'the account' : `${at.ref.kind} ${at.ref.key.join(' / ')}`;
  switch (how) {
    case 'own':
      return 'given here';
    case 'admin':
      return `admin of ${where}`;
    case 'fallback':
      return `open to members of ${where}`;
    case 'inherited':
      return `given in ${where}`;
  }
}
