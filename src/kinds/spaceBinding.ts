import { addressOf } from '../kind.ts';
import { defineBinding } from './bindings.ts';
import { space } from './space.ts';
import { bindingOf, readSlots } from './spaceSlots.ts';

/** A role bound in a space, in addition to or instead of a built-in role. */
export const spaceBinding = defineBinding({
  name: 'space_binding',
  at: ['organizations', '*', 'spaces', '*', 'bindings', '*'],
  addressTemplate: ['space', '*', '*', 'binding', '*'],
  parent: 'space',
  label: 'space role binding',
  lists: [{ list: 'space_binding', isWhole: true }, { list: 'space_member' }],
  resourceType: 'SPACE',
  resource: ([owner = '', name = '']) => addressOf(space, [owner, name]),
  mapDescription:
    'Roles bound in the space, by e-mail or team. The map is complete: live bindings that are not listed are removed. `{}` means none.',
  async list(reading, parent) {
    if (parent === undefined) return [];
    const slots = await readSlots(reading, parent);
    return slots.flatMap((slot) => bindingOf(slot, reading, parent) ?? []);
  },
});
