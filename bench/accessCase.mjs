// One plan that affects much of an account of 5,000 people, 200 spaces and 1,000 projects, chosen by number: how long
// it takes to say who gains and who loses what. For a number without a plan it prints nothing.
import { sources } from './sources.mjs';
import { account, item } from './largeAccount.mjs';

const [{ planAccess }] = await sources('access/delta');

const live = account();
const cases = [
  ['edits a role with 30,000 bindings', [cut('Reader')]],
  ['makes 100 public spaces private', spaces((n) => n % 2 === 0).map(close)],
  ['restricts 500 projects', projects((n) => n % 2 === 0).map(restrict)],
  ['removes 250 from their organization', everybody(250).map(leave)],
  [
    'does all of these',
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
