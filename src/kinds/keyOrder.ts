import { kinds, kindsIn, personKind } from './index.ts';
import type { Kind } from '../kind.ts';

/** The one order of keys in which an access file is written, and in which people read it. */

/** The key under which things of a kind stand. */
export const keyOf = ({ at, keyedBy }: Kind): string => at.at(keyedBy === 'parent' ? -1 : -2) ?? '';

/** Keys at the top of the file: people and their teams before what they may do and where. */
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

/** Keys of a grant: what it gives, how long, and to whom it does not. */
export const grantKeys: readonly string[] = ['role', 'custom', 'until', 'except'];

/** Keys of an entry: what pins it, what it is, and what is in it. */
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
