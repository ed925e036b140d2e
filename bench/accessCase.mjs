// One plan for an account of 5,000 people, 200 spaces and 1,000 projects that touches much of it, by its number: how long
// it takes to say who gains and who loses what. It prints nothing for a number that there is no plan for.
import { sources } from '../scripts/sources.mjs';

const [{ planAccess }, { addressOf }, { kindOf }] = await sources(
  'access/delta',
  'kind',
  'kinds/index',
);

const everyone = 5000;
const organizations = 20;
const spacesEach = 10;
const projectsEach = 5;
const membersEach = 100;

const email = (n) => `p${n}@example.com`;
const item = (kind, key, fields = {}) => ({
  kind,
  key,
  address: addressOf(kindOf(kind), key),
  fields,
  id: `${kind} ${key.join('/')}`,
});
const role = (name) => ({ custom: name });

const live = account();
const cases = [
  ['edits a role of 30,000 bindings', [cut('Reader')]],
  ['makes 100 public spaces private', spaces((n) => n % 2 === 0).map(close)],
  ['restricts 500 projects', projects((n) => n % 2 === 0).map(restrict)],
  ['removes 250 from their organization', everybody(250).map(leave)],
  [
    'does all of it',
    [
      cut('Reader'),
      ...spaces((n) => n % 2 === 0).map(close),
      ...projects((n) => n % 2 === 0).map(restrict),
      ...everybody(250).map(leave),
    ],
  ],
];

const chosen = cases[Number(process.argv[2])];
if (chosen !== undefined) judge(...chosen);

function judge(name, changes) {
  const start = performance.now();
  const access = planAccess(live, { items: [] }, changes, changes);
  const wall = performance.now() - start;
  const people = new Set(access.asRun.changes.map(({ person }) => person)).size;
  console.log(JSON.stringify({ name, wall, people }));
}

function account() {
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

function every(kind, is) {
  return live.items.filter((each) => each.kind === kind).filter((_, index) => is(index));
}
function spaces(is) {
  return every('space', is);
}
function projects(is) {
  return every('project', is);
}
function everybody(count) {
  return every('organization_member', (index) => index % 250 !== 0).slice(0, count);
}
function change(thing, action, effect, more) {
  const { kind, key, address } = thing;
  return { kind, key, address, action, effect, needs: [], consequences: [], ...more };
}
function cut(name) {
  const thing = item('role', [name]);
  const before = { permissions: ['DATASET_READ', 'PROJECT_READ'] };
  return change(thing, 'update', 'reduces', {
    id: thing.id,
    before,
    after: { permissions: ['PROJECT_READ'] },
  });
}
function close(space) {
  return change(space, 'update', 'reduces', {
    id: space.id,
    before: { private: false },
    after: { private: true },
  });
}
function restrict(project) {
  return change(item('project_restriction', project.key), 'create', 'reduces', { after: {} });
}
function leave(member) {
  return change(member, 'delete', 'destroys', { id: member.id, before: member.fields });
}
