import { liveState } from '../access/state.ts';
import type { Place } from '../access/state.ts';
import type { AccessPath } from '../access/paths.ts';
import { whoCan } from '../access/whoCan.ts';
import type { Accessor } from '../access/whoCan.ts';
import { personRef, refAddress } from '../kinds/index.ts';
import type { Desired, Live, Manual, Ref } from '../model.ts';
import { byText } from '../names.ts';

/** One access path of a person to a resource, for an auditor. */
export interface ReviewRow {
  readonly person: string;
  readonly name: string;
  /** `person`, or `service` for a service identity. */
  readonly kind: 'person' | 'service';
  /** Whether they accepted their invitation: `active`, `invited`, `expired`. */
  readonly status: string;
  readonly resource_type: string;
  readonly organization: string;
  readonly space: string;
  readonly project: string;
  /** A built-in role or the name of a role; `unknown` if Arize does not show it. */
  readonly role: string;
  /** How the person gets the access. */
  readonly path: string;
  /** The last day, if the file sets one. */
  readonly until: string;
  /** Remarks about the person, such as manual steps. */
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
 * Who has access to what, and how: every person, every resource, every access path.
 * @param live the whole account
 * @param desired the file, for last days
 * @param manual manual steps, for notes on people, such as a role in the account
 * @returns sorted by person and resource, so that the same account gives the same rows
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
      ...(status === 'invited' ? ['pending invitation'] : []),
      ...(status === 'expired' ? ['invitation expired'] : []),
      ...(sure && path.unsure !== true ? [] : ['uncertain: Arize does not show enough']),
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

/** An access path in words. */
function wayOf({ how, at }: AccessPath): string {
  const where = at.ref === undefined ? 'the account' : `${at.ref.kind} ${at.ref.key.join(' / ')}`;
  switch (how) {
    case 'own':
      return 'granted here';
    case 'admin':
      return `admin of ${where}`;
    case 'fallback':
      return `open to members of ${where}`;
    case 'inherited':
      return `granted in ${where}`;
  }
}
