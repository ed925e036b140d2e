import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from './account.mjs';
import {
  best,
  cli,
  milliseconds,
  plain,
  ratio,
  run,
  scratch,
  script,
  startServer,
  table,
} from './measure.mjs';

const both = (...args) => ({ own: [cli, ...args], other: [plain, ...args] });

/** How long commands take to start and to end, compared with `node -e 0`. */
export async function measure(rounds = 15) {
  const file = join(scratch, 'small.yaml');
  writeFileSync(file, fileOf(8));
  const quickstart = script('../examples/quickstart/access.yaml');
  // On loopback, as close as possible: only what the program adds counts.
  const server = await startServer(8, '--latency', 0, '--per-minute', 1e9);
  const cases = [
    { name: 'node -e 0', goal: 1, own: ['-e', '0'] },
    { name: '--version', goal: 1.4, ...both('--version') },
    { name: '--help', goal: 1.9, ...both('--help') },
    { name: 'validate, 80 lines', goal: 2.7, ...both('validate', '-f', file) },
    { name: 'plan on loopback', goal: 7, ...both('plan', '-f', file) },
    { name: 'plan --sandbox', goal: 10, own: [cli, 'plan', '-f', quickstart, '--sandbox'] },
  ];
  const { env } = server;
  const measured = cases.flatMap(({ own, other }) => (other === undefined ? [own] : [own, other]));
  // The first run fills the compile cache, if this Node has one, and creates the sandbox account.
  for (const args of measured) run(args, { env });
  const took = best(
    measured.map((args) => () => run(args, { env })),
    rounds,
  );
  await server.stop();
  const [floor] = took;
  const rows = cases.map(({ name, own, other, goal }) => {
    const mine = took[measured.indexOf(own)];
    const its = took[measured.indexOf(other)];
    return [
      `\`${name}\``,
      milliseconds(mine.wall),
      ratio(mine.wall, floor.wall),
      ratio(mine.cpu, floor.cpu),
      goal,
      its === undefined ? '' : ratio(its.wall, floor.wall),
    ];
  });
  table('Start', ['', 'time', 'ratio', 'ratio of CPU', 'goal', 'plain build'], rows);
}
