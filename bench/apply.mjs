import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cli,
  megabytes,
  ratio,
  runOnAccount,
  scratch,
  script,
  seconds,
  table,
} from './measure.mjs';

const changes = 1_000;
const people = 500;

/** Writes 1,000 changes to an account that is 40 ms away, four at a time. */
export async function measure() {
  const floor = await runOnAccount(people, [script('floor.mjs'), 'write', changes]);
  const file = join(scratch, 'changes.yaml');
  const roles = Array.from(
    { length: changes },
    (_, n) => `  Role ${n}: {permissions: [DATASET_READ, PROJECT_READ]}`,
  );
  writeFileSync(
    file,
    ['version: 1', 'manage: {roles: additive}', 'roles:', ...roles, ''].join('\n'),
  );
  const plan = await runOnAccount(people, [cli, 'plan', '-f', file]);
  const apply = await runOnAccount(people, [cli, 'apply', '-f', file, '--yes']);
  // `apply` reads, writes, and reads again what it wrote.
  const path = floor.wall + plan.wall;
  const head = ['', 'time', 'ratio', 'CPU', 'memory', 'requests', 'writes', 'most at once', 'goal'];
  table(`Apply of ${changes.toLocaleString('en')} changes, 40 ms away`, head, [
    row('bare writes, four at a time', floor, path),
    row('`plan`', plan, path),
    row('`apply`', apply, path, '1.15 of both'),
  ]);
}

function row(name, { wall, cpu, memory, counts }, path, goal = '') {
  const { requests, writes, mostInFlight } = counts;
  return [
    name,
    seconds(wall),
    ratio(wall, path),
    seconds(cpu),
    megabytes(memory),
    requests,
    writes,
    mostInFlight,
    goal,
  ];
}
