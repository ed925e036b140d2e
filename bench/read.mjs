import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneSpace } from './account.mjs';
import {
  cli,
  megabytes,
  plain,
  ratio,
  runOnAccount,
  scratch,
  script,
  seconds,
  table,
} from './measure.mjs';

const people = 5_000;
const { organization, space } = oneSpace(people);

/** Reads an account of 5,000 people that is 40 ms away, and answers about it. */
export async function measure() {
  const file = join(scratch, 'access.yaml');
  const part = join(scratch, 'one.yaml');
  const rows = [];
  const floor = await runOnAccount(people, [script('floor.mjs'), 'read', people / 100]);
  rows.push(row(`bare chain of ${people / 100} requests`, floor, floor));

  const imported = await runOnAccount(people, [cli, 'import']);
  writeFileSync(file, imported.stdout);
  rows.push(row('`import`', imported, floor, '1.15; 183 requests, 95 GraphQL'));
  const other = await runOnAccount(people, [cli, 'import'], ['--admins', 150, '--public', 1]);
  rows.push(row('`import`, 150 admins, every tenth space public', other, floor));
  const plan = await runOnAccount(people, [cli, 'plan', '-f', file]);
  const lines = imported.stdout.split('\n').length;
  rows.push(
    row(`\`plan\` of that import, ${lines} lines`, plan, floor, '4.5 s, 3 s of CPU, 180 MB'),
  );
  const cut = await runOnAccount(people, [
    cli,
    'import',
    '--space',
    space,
    '--organization',
    organization,
  ]);
  writeFileSync(part, cut.stdout);
  rows.push(row('`import` of one space', cut, floor));
  const small = await runOnAccount(people, [cli, 'plan', '-f', part]);
  rows.push(row('`plan` of a file for that space', small, floor, '60 requests, 8 GraphQL'));
  const who = await runOnAccount(people, [cli, 'who-can', space]);
  rows.push(row('`who-can` for it', who, floor, '60 requests, 8 GraphQL'));
  const explain = await runOnAccount(people, [cli, 'explain', 'person.00100@example.com', space]);
  rows.push(row('`explain` for it', explain, floor, '60 requests, 8 GraphQL'));
  // Without the query limit, which would make it wait for minutes.
  const peer = await runOnAccount(people, [plain, 'import'], ['--per-minute', 1e9]);
  rows.push(row("plain build: Arize's SDK and `Promise.all`, **no limit**", peer, floor));

  table(
    `An account of ${people.toLocaleString('en')} people, 40 ms away`,
    ['', 'time', 'ratio', 'CPU', 'memory', 'requests', 'GraphQL', 'complexity', 'refused', 'goal'],
    rows,
  );
}

function row(name, { wall, cpu, memory, counts }, floor, goal = '') {
  const { requests, graphql, complexity, refused } = counts;
  return [
    name,
    seconds(wall),
    ratio(wall, floor.wall),
    seconds(cpu),
    megabytes(memory),
    requests,
    graphql,
    complexity,
    refused.rate + refused.complexity,
    goal,
  ];
}
