import { findPlace } from '../../src/access/find.ts';
import { fileState, withMore } from '../../src/access/state.ts';
import type { AccessState, Place, Thing } from '../../src/access/state.ts';
import { loadText } from '../load/loadText.ts';
import type { Desired } from '../../src/model.ts';
import { predefinedRoles } from '../../src/sandbox/index.ts';

const builtIn: readonly Thing[] = Object.entries(predefinedRoles()).map(
  ([name, { permissions }]) => ({
    kind: 'role',
    key: [name],
    address: `role/${name}`,
    fields: { permissions },
    builtIn: true,
  }),
);

/** An account written as a file, with Arize's predefined roles in it. */
export function stateOf(file: string): { readonly state: AccessState; readonly desired: Desired } {
  const { desired } = loadText(`version: 1\n${file}`, 'access.yaml');
  return { state: withMore(fileState(desired), builtIn), desired };
}

/** The place of that name, which must be there. */
export function placeIn(state: AccessState, name: string): Place {
  const found = findPlace(
    name,
    [...state.places.values()].flatMap(({ ref }) => ref ?? []),
  );
  const address = found.is === 'one' && found.place ? found.place : undefined;
  const place =
    name === 'account'
      ? state.account
      : [...state.places.values()].find(
          ({ ref }) => ref?.kind === address?.kind && ref?.key.join() === address?.key.join(),
        );
  if (place === undefined) throw new Error(`There is no ${name}.`);
  return place;
}
