import { kinds, kindsIn, personKind } from './index.ts';
import type { Kind } from '../kind.ts';

/** The order of keys in every access file that is written. */

/** The key that contains the items of a kind. */
export const keyOf = ({ at, keyedBy }: Kind): string => at.at(keyedBy === 'parent' ? -1 : -2) ?? '';

/** Keys at the top of the file: people and teams before their access. */
export const topKeys: readonly string[] = [
  'version',
  'account',
  'include',
  'manage',
  keyOf(personKind),
  'teams',
  ...kindsIn(undefined)
    .filter((kind) => kind !== personKind)
    .map(keyOf),
  'saml',
  'removed',
  'ignore',
  'protected',
  'accepted',
  'known_drift',
  'limits',
];

/** Keys of a grant: its role, how long it lasts, and who is left out. */
export const grantKeys: readonly string[] = ['role', 'custom', 'until', 'except'];

/** Keys of an entry: its identity, its settings, and what is inside it. */
export const entryKeys: readonly string[] = [
  ...new Set([
    'previously',
    'id',
    'create',
    ...kinds.flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([name, { schema }]) => (schema === undefined ? [] : [name])),
    ),
    ...kinds.filter(({ keyedBy }) => keyedBy === 'parent').map(keyOf),
    'manage',
    ...kinds.filter(({ parent }) => parent !== undefined).map(keyOf),
  ]),
];
