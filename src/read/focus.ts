import { chainOf, refAddress } from '../kinds/index.ts';
import type { Ref } from '../model.ts';
import type { Scope } from './scope.ts';

/** Narrow scopes for commands that answer one question. */

/** Only the list of resources, enough to find one by name. */
export const outline: Scope = {
  wants: ({ access }) => access?.is === 'place',
  allBindings: false,
  identityProviders: false,
};

/** Everything that decides who can do what in one resource, and the people whom the question is about. */
export function around(place: Ref | undefined, people: readonly string[] = []): Scope {
  const way = place === undefined ? [] : chainOf(place);
  const addresses = new Set(way.map(refAddress));
  const kinds = new Set(way.map(({ kind }) => kind));
  // Admins from above are in the lists of a space; those of an organization do not show the admins of the account.
  const fewPeople = way.length > 1 && { fewPeople: true as const };
  return {
    // Service keys say nothing about who may do what, because Arize does not show their roles.
    wants: ({ name, access, writeOnly }, parent) =>
      writeOnly !== true &&
      (parent === undefined ||
        (addresses.has(parent.address) && (access?.is === 'place' ? kinds.has(name) : true))),
    allBindings: false,
    identityProviders: false,
    ...fewPeople,
    onlyAskedPeople: true,
    people,
  };
}

/** The union of two scopes. */
export const both = (one: Scope, other: Scope): Scope => ({
  wants: (kind, parent) => one.wants(kind, parent) || other.wants(kind, parent),
  allBindings: one.allBindings || other.allBindings,
  identityProviders: one.identityProviders || other.identityProviders,
  ...((one.isWhole || other.isWhole) && { isWhole: true as const }),
  ...(one.fewPeople && other.fewPeople && { fewPeople: true as const }),
  ...(one.onlyAskedPeople && other.onlyAskedPeople && { onlyAskedPeople: true as const }),
  people: [...(one.people ?? []), ...(other.people ?? [])],
});
