import { entryFor, flag } from '../../src/fields.ts';
import type { Typed } from '../../src/fields.ts';
import type { Kind, WriteContext } from '../../src/kind.ts';
import { defineNamed, description, ownName } from '../../src/kinds/named.ts';
import { addressesOf, refSet, refsFrom } from '../../src/kinds/refs.ts';
import { space } from '../../src/kinds/space.ts';
import type { Fields, KindName } from '../../src/model.ts';

/**
 * A kind that only tests know, declared as a newcomer would: it stands at the top of the file and names other things.
 * Its notebooks lie on a shelf instead of in Arize.
 */

/** The name of a kind that the program has never heard of. */
const isNewName = (name: string): name is KindName => name === 'notebook';

function newName(name: string): KindName {
  if (!isNewName(name)) throw new Error(`"${name}" is no name of a new kind.`);
  return name;
}

interface Notebook {
  readonly name: string;
  readonly fields: Fields;
}

const shelf = new Map<string, Notebook>();

/** Takes all notebooks away. */
export const clearShelf = (): void => shelf.clear();

const fields = {
  name: ownName,
  description,
  shared: flag({ schema: { title: 'shared', type: 'boolean' } }),
  visible_in: refSet([space], { title: 'spaces', description: 'Where it shows.' }),
};

/** A shelf holds ids, as Arize does. */
const onShelf = (
  { id }: WriteContext,
  { visible_in: addresses, ...rest }: Typed<typeof fields>,
) => ({
  ...entryFor(fields, rest),
  ...(addresses !== undefined && { visible_in: addresses.map(id) }),
});

export const notebook: Kind = defineNamed({
  name: newName('notebook'),
  at: ['notebooks', '*'],
  addressTemplate: ['notebook', '*'],
  label: 'notebook',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'notebook',
  selector: { example: 'incidents' },
  fields,
  about: { title: 'notebook', description: 'A notebook.', examples: [{ shared: true }] },

  refersTo: ['space'],
  list: ({ ref }) =>
    Promise.all(
      [...shelf].map(
        async ([
          id,
          {
            name,
            fields: { visible_in: ids, ...rest },
          },
        ]) => {
          const named = Array.isArray(ids) ? ids : [];
          const found = await Promise.all(named.map((each) => ref('space', each)));
          const spaces = found.filter((each) => each !== undefined);
          return { id, name, fields: { ...rest, name, visible_in: addressesOf([space], spaces) } };
        },
      ),
    ),
  create(writing, [name = ''], after) {
    const id = `notebook-${shelf.size + 1}`;
    shelf.set(id, { name, fields: onShelf(writing, after) });
    return Promise.resolve(id);
  },
  update(writing, _key, id, { after: { name, ...after } }) {
    const { name: old = '', fields: before = {} } = shelf.get(id) ?? {};
    shelf.set(id, { name: name ?? old, fields: { ...before, ...onShelf(writing, after) } });
    return Promise.resolve();
  },
  remove(_writing, _key, id) {
    shelf.delete(id);
    return Promise.resolve();
  },

  effect: () => 'grants',
  needs: (_key, { visible_in: addresses = [] }) => refsFrom([space], addresses),
});
