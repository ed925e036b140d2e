import { levelsOf } from '../../access/paths.ts';
import type { Place } from '../../access/state.ts';
import { kindOf, kindsIn, personKind, personRef } from '../../kinds/index.ts';
import type { Desired } from '../../model.ts';
import { entriesYaml } from './fix.ts';
import type { Found, Inspected } from './finding.ts';

/** Stands for the person whom the reader chooses. */
const replaceMe = 'second-admin@example.com';

/** The account, and organizations, that have one admin of their own. */
export function soleAdmins({ before, desired }: Inspected): readonly Found[] {
  const { account, people } = before;
  const isPerson = (email: string): boolean => {
    const person = people.get(email);
    return person !== undefined && person.service !== true && person.status === undefined;
  };
  return [account, ...account.below].flatMap((place): readonly Found[] => {
    const admins = [...place.grants].filter(
      ([email, grants]) =>
        isPerson(email) && grants.some((grant) => levelsOf(grant).includes('admin')),
    );
    const [only, ...others] = admins;
    if (!place.known || only === undefined || others.length > 0) return [];
    const [person] = only;
    const yaml = fixOf(place, desired);
    return [
      {
        facts: { code: 'sole-admin', person, ...(place.ref && { place: place.ref }) },
        ref: place.ref ?? personRef(person),
        people: [person],
        places: [place.ref],
        ...(yaml !== undefined && { yaml }),
      },
    ];
  });
}

function fixOf({ ref }: Place, desired: Desired | undefined): string | undefined {
  if (ref === undefined) {
    // No API call changes the role of a person who is there, and a first entry would make all others unknown.
    if (desired?.items.some(({ kind }) => kind === personKind.name) !== true) return undefined;
    const value = new Map([
      ['name', 'Second Admin'],
      ['role', 'admin'],
      ['invite', 'email_link'],
    ]);
    return entriesYaml([{ ref: personRef(replaceMe), value }], desired);
  }
  const members = kindsIn(ref.kind).find(({ access }) => access?.is === 'grant');
  if (members === undefined) return undefined;
  const { name } = kindOf(members.name);
  return entriesYaml(
    [{ ref: { kind: name, key: [...ref.key, replaceMe] }, value: 'admin' }],
    desired,
  );
}
