import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cli,
  megabytes,
  milliseconds,
  run,
  runOnAccount,
  scratch,
  script,
  seconds,
  table,
} from './measure.mjs';
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
  await measurePlans();
}

const people = 5_000;

/** How much 200 rules add to a whole plan, which edits a role and makes a space public. */
async function measurePlans() {
  const { stdout } = await runOnAccount(people, [cli, 'import']);
  const file = stdout
    .replace('      - DATASET_READ\n      - EXPERIMENT_CREATE', '      - EXPERIMENT_CREATE')
    .replace('private: true', 'private: false');
  const plain = await planned('plain.yaml', file);
  const ruled = await planned('ruled.yaml', `${file}\n${rulesText()}`);
  table(
    'A plan for 5,000 people, 40 ms away, that edits a role and makes a space public',
    ['', 'time', 'CPU', 'memory', 'goal'],
    [row('without rules', plain), row('with 200 rules', ruled, '1 s more')],
  );
}

const row = (name, { wall, cpu, memory }, goal = '') => [
  name,
  seconds(wall),
  seconds(cpu),
  megabytes(memory),
  goal,
];

function planned(name, text) {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return runOnAccount(people, [cli, 'plan', '--allow-destructive', '-f', path]);
}

/** Rules of each kind about one space each; every 25th is about all spaces. */
function rulesText() {
  const some = "['person.012*@example.com']";
  const claims = [
    `people: ${some}, may_not: PROJECT_SPAN_READ`,
    'nobody_may: [DATASET_READ, ROLE_BINDING_CREATE]',
    'may: admin, at_most: 3',
    "may: PROJECT_READ, only: ['person.01*@example.com']",
    `people: ${some}, may: PROJECT_READ`,
  ];
  const rules = Array.from({ length: 200 }, (_, n) => {
    const space = n % 25 === 0 ? "'*'" : `space-${String(n).padStart(5, '0')}`;
    return `  rule ${n}: { ${claims[n % claims.length]}, except: [admins], on: [{ space: ${space} }] }`;
  });
  return `rules:\n${rules.join('\n')}\n`;
}
