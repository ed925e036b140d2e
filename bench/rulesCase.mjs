// 200 access rules on an account of 5,000 people, 200 spaces and 1,000 projects, chosen by number: how long it takes to
// judge them. For a number without rules it prints nothing.
import { sources } from './sources.mjs';
import { account, email } from './largeAccount.mjs';

const [{ judgeRules }, { liveState }] = await sources('rules/judge', 'access/state');

const source = { file: 'access.yaml', line: 1, column: 1 };
const permission = (name) => ({ is: 'permission', permission: name });
const claims = [
  { is: 'may_not', actions: [permission('PROJECT_READ')] },
  { is: 'nobody_may', actions: [permission('DATASET_READ'), permission('ROLE_BINDING_CREATE')] },
  { is: 'at_most', actions: [{ is: 'role', role: 'admin' }], count: 3 },
  {
    is: 'only',
    actions: [permission('PROJECT_READ')],
    people: [{ is: 'pattern', pattern: 'p1*' }],
  },
  { is: 'may', actions: [permission('PROJECT_READ')] },
];
const narrow = [
  { is: 'pattern', pattern: 'p12*' },
  { is: 'team', team: 'team', emails: Array.from({ length: 40 }, (_, n) => email(n * 7)) },
];
const names = ['about some people', 'that most people break'];
const name = names[Number(process.argv[2])];
if (name === undefined) process.exit(0);
const few = name === names[0];
const rules = Array.from({ length: 200 }, (_, n) => {
  const claim = claims[n % claims.length];
  return {
    name: `rule ${n}`,
    claim,
    people: claim.is === 'may' || few ? [narrow[n % 2]] : n % 2 === 0 ? [{ is: 'anyone' }] : narrow,
    // Every 25th rule is about all spaces.
    on: [place(n % 25 === 0 ? ['*', '*'] : [`org ${n % 20}`, `space ${n % 10}`])],
    except: [{ is: 'admins' }],
    severity: 'block',
    source,
  };
});

const state = liveState(account());
const start = performance.now();
const judged = judgeRules(state, rules, { today: '2027-01-15', showsServices: true });
const wall = performance.now() - start;
const breaches = judged.reduce((sum, each) => sum + each.breaches.length, 0);
console.log(JSON.stringify({ name, wall, breaches }));

function place(key) {
  return { kind: 'space', key, isPattern: true, isExact: false, where: {}, source };
}
