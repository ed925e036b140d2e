import { megabytes, milliseconds, run, script, table } from './measure.mjs';
import { forCases } from './sources.mjs';

/** How long it takes to say who gains and who loses what in large plans. */
export async function measure() {
  const rows = [];
  const env = await forCases();
  for (let number = 0; ; number += 1) {
    // Each in its own process, once: as cold as a command, and without the memory of the others.
    const { stdout, memory } = run([script('accessCase.mjs'), String(number)], { cwd: '.', env });
    if (stdout === '') break;
    const { name, wall, people } = JSON.parse(stdout);
    rows.push([
      name,
      people.toLocaleString('en'),
      milliseconds(wall),
      '1 s',
      megabytes(memory),
      '300 MB',
    ]);
  }
  const head = ['a plan that', 'people affected', 'time', 'goal', 'memory', 'goal'];
  table('Who gains and who loses what: 5,000 people, 200 spaces, 1,000 projects', head, rows);
}
