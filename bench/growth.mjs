import { sizes } from './account.mjs';
import { megabytes, runOnAccount, script, seconds, table } from './measure.mjs';

/** How reading grows with the account. */
export async function measure() {
  const rows = [];
  for (const people of sizes) {
    // Without the query limit, which would hide everything else: the largest account waits minutes for it.
    const took = await runOnAccount(people, [script('importAll.mjs')], ['--per-minute', 1e9]);
    const { wall, cpu, memory, counts } = took;
    const { requests, graphql, complexity } = counts;
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
    'Growth: `import` of larger accounts, 40 ms away, without the query limit',
    [
      'people',
      'time',
      'CPU',
      'memory',
      'requests',
      'GraphQL',
      'complexity',
      'minutes to wait with the limit',
    ],
    rows,
  );
}
