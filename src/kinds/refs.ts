import { set, sortedSet } from '../fields.ts';
import type { Field, JsonSchema } from '../fields.ts';
import { addressOf, refFrom } from '../kind.ts';
import type { Kind } from '../kind.ts';
import type { Ref } from '../model.ts';
import { canonicalName } from '../names.ts';

/** Fields that refer to other items by address, such as `space/Platform Team/team-alpha`. */

/** The items that addresses of some kinds name. */
export const refsFrom = (kinds: readonly Kind[], addresses: readonly string[]): readonly Ref[] =>
  addresses.flatMap((address) => refFrom(kinds, address) ?? []);

/** The sorted addresses of items of some kinds. */
export const addressesOf = (kinds: readonly Kind[], refs: readonly Ref[]): readonly string[] =>
  sortedSet(
    refs.flatMap((ref) => {
      const kind = kinds.find(({ name }) => name === ref.kind);
      return kind === undefined ? [] : [addressOf(kind, ref.key)];
    }),
  );

/** A field that refers to any number of items of some kinds. */
export const refSet = (kinds: readonly Kind[], about: JsonSchema): Field<readonly string[]> =>
  set({
    as: (addresses) =>
      addressesOf(
        kinds,
        refsFrom(kinds, addresses).map(({ kind, key }) => ({ kind, key: key.map(canonicalName) })),
      ),
    renamed: (addresses, rename) => addressesOf(kinds, refsFrom(kinds, addresses).map(rename)),
    schema: {
      ...about,
      type: 'array',
      uniqueItems: true,
      items: {
        title: 'address',
        description: 'An address, as the JSON of a plan shows it.',
        type: 'string',
        pattern: `^(?:${kinds.map(({ addressTemplate }) => addressTemplate.join('/').replaceAll('*', '[^/]+')).join('|')})$`,
        examples: kinds.map(({ addressTemplate }) =>
          addressTemplate.join('/').replaceAll('*', 'name'),
        ),
      },
    },
  });
