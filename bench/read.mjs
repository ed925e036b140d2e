import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneSpace } from './account.mjs';
import {
  cli,
  megabytes,
  plain,
  ratio,
  run,
  scratch,
  script,
  seconds,
  startServer,
  table,
} from './measure.mjs';

const people = 5_000;
const { organization, space } = oneSpace(people);

/** Reads an account of 5,000 people that is 40 ms away, and answers about it. */
export async function measure() {
  const file = join(scratch, 'access.yaml');
  const part = join(scratch, 'one.yaml');
  const rows = [];
  const floor = await once([script('floor.mjs'), 'read', people / 100]);
  rows.push(row(`bare chain of ${people / 100} requests`, floor, floor));

  const imported = await once([cli, 'import']);
  writeFileSync(file, imported.stdout);
  rows.push(row('`import`', imported, floor, '1.15; 183 requests, 95 GraphQL'));
  const other = await once([cli, 'import'], ['--admins', 150, '--public', 1]);
  rows.push(row('`import`, 150 admins, every tenth space public', other, floor));
  const plan = await once([cli, 'plan', '-f', file]);
  const lines = imported.stdout.split('\n').length;
  rows.push(
    row(`\`plan\` of that import, ${lines} lines`, plan, floor, '4.5 s, 3 s of CPU, 180 MB'),
  );
  const cut = await once([cli, 'import', '--space', space, '--organization', organization]);
  writeFileSync(part, cut.stdout);
  rows.push(row('`import` of one space', cut, floor));
  const small = await once([cli, 'plan', '-f', part]);
  rows.push(row('`plan` of a file about that space', small, floor, '60 requests, 8 GraphQL'));
  const who = await once([cli, 'who-can', space]);
  rows.push(row('`who-can` for it', who, floor, '60 requests, 8 GraphQL'));
  const explain = await once([cli, 'explain', 'person.00100@example.com', space]);
  rows.push(row('`explain` for it', explain, floor, '60 requests, 8 GraphQL'));
  // Without the limit of queries: under it, it would wait for minutes.
  const peer = await once([plain, 'import'], ['--per-minute', 1e9]);
  rows.push(row("plain build: Arize's SDK and `Promise.all`, **no limit**", peer, floor));

  table(
    `An account of ${people.toLocaleString('en')} people, 40 ms away`,
    ['', 'time', 'ratio', 'CPU', 'memory', 'requests', 'GraphQL', 'complexity', 'refused', 'goal'],
    rows,
  );
}

/** Runs a command against a server of its own, as the limit of queries a minute would make the next one wait. */
async function once(args, more = []) {
  const server = await startServer(people, ...more);
  try {
    await server.counts();
    const env = { ...server.env, DISABLE_PRERELEASE_WARNING: 'true' };
    // 2 and 3 are answers, too: there are differences, a guard blocks.
    const took = run(args.map(String), { env, codes: [0, 2, 3] });
    return { ...took, counts: await server.counts() };
  } finally {
    await server.stop();
  }
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
