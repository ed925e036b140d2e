import { entryFor, flag, set, sortedSet } from '../../src/fields.ts';
import type { Kind } from '../../src/kind.ts';
import { defineNamed, description, ownName } from '../../src/kinds/named.ts';
import type { Fields, KindName, Ref } from '../../src/model.ts';

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

const spaceIn = (path: string): Ref => ({ kind: 'space', key: path.split('/') });

const fields = {
  name: ownName,
  description,
  shared: flag({ schema: { title: 'shared', type: 'boolean' } }),
  visible_in: set({
    as: sortedSet,
    schema: { title: 'spaces', type: 'array', items: { title: 'space', type: 'string' } },
  }),
};

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

  list: () =>
    Promise.resolve(
      [...shelf].map(([id, book]) => ({
        id,
        name: book.name,
        fields: { ...book.fields, name: book.name },
      })),
    ),
  create(_writing, [name = ''], after) {
    const id = `notebook-${shelf.size + 1}`;
    shelf.set(id, { name, fields: entryFor(fields, after) });
    return Promise.resolve(id);
  },
  update(_writing, _key, id, { after: { name, ...after } }) {
    const { name: old = '', fields: before = {} } = shelf.get(id) ?? {};
    shelf.set(id, { name: name ?? old, fields: { ...before, ...entryFor(fields, after) } });
    return Promise.resolve();
  },
  remove(_writing, _key, id) {
    shelf.delete(id);
    return Promise.resolve();
  },

  effect: () => 'grants',
  needs: (_key, { visible_in: paths = [] }) => paths.map(spaceIn),
});
