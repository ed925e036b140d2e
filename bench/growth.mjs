import { sizes } from './account.mjs';
import { megabytes, run, script, seconds, startServer, table } from './measure.mjs';

/** How reading grows with the account. */
export async function measure() {
  const rows = [];
  for (const people of sizes) {
    // Without the limit of queries, which would hide everything else: the largest account waits minutes for it.
    const server = await startServer(people, '--per-minute', 1e9);
    await server.counts();
    const { wall, cpu, memory } = run([script('importAll.mjs')], { env: server.env });
    const { requests, graphql, complexity } = await server.counts();
    await server.stop();
    rows.push([
      people.toLocaleString('en'),
      seconds(wall),
      seconds(cpu),
      megabytes(memory),
      requests,
      graphql,
      complexity,
      Math.ceil(graphql / 100) - 1,
    ]);
  }
  table(
    'Growth: `import` of larger accounts, 40 ms away, without the limit of queries',
    [
      'people',
      'time',
      'CPU',
      'memory',
      'requests',
      'GraphQL',
      'complexity',
      'minutes to wait with it',
    ],
    rows,
  );
}
