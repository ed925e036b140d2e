import { levelsOf } from '../../access/paths.ts';
import { kindsIn, personRef } from '../../kinds/index.ts';
import { entriesYaml, removedYaml } from './fix.ts';
import type { Found, Inspected } from './finding.ts';

/** People whose invitation has expired. */
export const expiredInvitations = ({ before }: Inspected): readonly Found[] =>
  [...before.people].flatMap(([person, { status }]) =>
    status === 'expired'
      ? [
          {
            facts: { code: 'invitation-expired', person },
            ref: personRef(person),
            people: [person],
            places: [undefined],
            yaml: removedYaml(personRef(person), [], 'the invitation has expired'),
          },
        ]
      : [],
  );

/** People of the account who hold nothing below it, and are no admins of it. */
export function inNoOrganization({ before, desired }: Inspected): readonly Found[] {
  const { account, people } = before;
  // What was not read could hold a grant of theirs.
  if (![...before.places.values()].every(({ known }) => known)) return [];
  const holders = new Set(
    [...before.places.values()]
      .filter(({ ref }) => ref !== undefined)
      .flatMap(({ grants }) => [...grants.keys()]),
  );
  const largest = account.below.toSorted((a, b) => b.grants.size - a.grants.size)[0]?.ref;
  const members =
    largest && kindsIn(largest.kind).find(({ access }) => access?.is === 'grant')?.name;
  return [...people].flatMap(([person, item]): readonly Found[] => {
    const isOut =
      item.service !== true &&
      item.status === undefined &&
      !holders.has(person) &&
      !levelsOf(item).some((level) => level === 'admin' || level === 'unknown');
    if (!isOut) return [];
    return [
      {
        facts: { code: 'no-organization', person },
        ref: personRef(person),
        people: [person],
        places: [undefined],
        ...(members && {
          yaml: entriesYaml(
            [{ ref: { kind: members, key: [...largest.key, person] }, value: 'member' }],
            desired,
          ),
        }),
      },
    ];
  });
}
