import { megabytes, milliseconds, run, script, table } from './measure.mjs';
import { forCases } from './sources.mjs';

/** How long it takes to judge access rules in a large account. */
export async function measure() {
  const rows = [];
  const env = await forCases();
  for (let number = 0; ; number += 1) {
    const { stdout, memory } = run([script('rulesCase.mjs'), String(number)], { cwd: '.', env });
    if (stdout === '') break;
    const { name, wall, breaches } = JSON.parse(stdout);
    rows.push([name, breaches.toLocaleString('en'), milliseconds(wall), '1 s', megabytes(memory)]);
  }
  const head = ['200 rules', 'breaches', 'time', 'goal', 'memory'];
  table('Access rules: 5,000 people, 200 spaces, 1,000 projects', head, rows);
}
