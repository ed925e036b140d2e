import { addressOf } from '../kind.ts';
import { bindingsOn, defineBinding, foundBinding } from './bindings.ts';
import { project } from './project.ts';

/** A role bound in a project. In a restricted project, only these and admin roles give access. */
export const projectBinding = defineBinding({
  name: 'project_binding',
  at: ['organizations', '*', 'spaces', '*', 'projects', '*', 'bindings', '*'],
  addressTemplate: ['project', '*', '*', '*', 'binding', '*'],
  parent: 'project',
  label: 'project role binding',
  resourceType: 'PROJECT',
  lists: [{ list: 'project_binding', isWhole: true }],
  accountWideList: true,
  resource: ([owner = '', parent = '', name = '']) => addressOf(project, [owner, parent, name]),
  mapDescription:
    'Roles bound in the project, by e-mail or team. The map is complete: live bindings that are not listed are removed. `{}` means none.',
  async list(reading, parent) {
    const bindings = parent === undefined ? [] : await bindingsOn(reading, 'PROJECT', parent.id);
    return bindings.map(foundBinding);
  },
});
