// An account of 5,000 people, 200 spaces and 1,000 projects, as if everything had been read.
import { sources } from './sources.mjs';

const [{ addressOf }, { kindOf }] = await sources('kind', 'kinds/index');

const everyone = 5000;
const organizations = 20;
const spacesEach = 10;
const projectsEach = 5;
const membersEach = 100;

export const email = (n) => `p${n}@example.com`;
export const item = (kind, key, fields = {}) => ({
  kind,
  key,
  address: addressOf(kindOf(kind), key),
  fields,
  id: `${kind} ${key.join('/')}`,
});
const role = (name) => ({ custom: name });

export function account() {
  const items = [];
  const coverage = [];
  const read = (kind, scope, count) => coverage.push({ kind, scope, count, complete: true });
  read('user', '', everyone);
  items.push(item('role', ['Reader'], { permissions: ['DATASET_READ', 'PROJECT_READ'] }));
  for (let n = 0; n < everyone; n += 1) {
    items.push(item('user', [email(n)], { name: email(n), role: n < 3 ? 'admin' : 'member' }));
  }
  const each = everyone / organizations;
  for (let o = 0; o < organizations; o += 1) {
    const top = item('organization', [`org ${o}`]);
    items.push(top);
    read('organization_member', top.address, each);
    for (let n = 0; n < each; n += 1) {
      const word = n === 0 ? 'admin' : 'member';
      items.push(item('organization_member', [...top.key, email(o * each + n)], { role: word }));
    }
    for (let s = 0; s < spacesEach; s += 1) {
      const space = item('space', [...top.key, `space ${s}`], { private: s % 4 === 1 });
      items.push(space);
      read('space_member', space.address, membersEach);
      read('space_binding', space.address, membersEach);
      for (let n = 0; n < membersEach; n += 1) {
        const who = email(o * each + ((n * 2 + s) % each));
        items.push(
          item('space_member', [...space.key, who], { role: n === 1 ? 'admin' : 'member' }),
        );
        items.push(item('space_binding', [...space.key, who], { role: role('Reader') }));
      }
      for (let p = 0; p < projectsEach; p += 1) {
        const project = item('project', [...space.key, `project ${p}`]);
        items.push(project);
        read('project_binding', project.address, 10);
        read('project_restriction', project.address, 0);
        for (let n = 0; n < 10; n += 1) {
          const who = email(o * each + ((n * 7 + p) % each));
          items.push(item('project_binding', [...project.key, who], { role: role('Reader') }));
        }
      }
    }
  }
  return { account: { id: '1', name: 'Large' }, items, hidden: new Map(), coverage };
}
