// How long commands take to start, as ratios over `node -e 0` in the same run on the same machine, so
// that the numbers mean the same everywhere. Goals: 1.4 for --version, 1.8 for validate.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const rounds = Number(process.argv[2] ?? 20);
const cases = [
  { name: 'node -e 0', args: ['-e', '0'], goal: 1 },
  { name: '--version', args: ['dist/cli.js', '--version'], goal: 1.4 },
  { name: 'validate', args: ['dist/cli.js', 'validate', '-f', 'access.yaml'], goal: 1.8 },
];

const times = cases.map(() => []);
const failures = cases.map(({ args }) => failure(args));
// In turns rather than one after the other, so that a busy moment strikes all alike.
for (let round = 0; round < rounds; round += 1) {
  for (const [i, { args }] of cases.entries()) {
    if (failures[i] === undefined) times[i].push(timed(args));
  }
}

const floor = median(times[0]);
console.log('start-up          ratio  goal  median');
for (const [i, { name, goal }] of cases.entries()) {
  if (failures[i] !== undefined) {
    console.log(`${name.padEnd(16)}  does not run: ${failures[i]}`);
    continue;
  }
  const ratio = (median(times[i]) / floor).toFixed(2).padStart(5);
  const took = `${median(times[i]).toFixed(1)} ms`;
  console.log(`${name.padEnd(16)}  ${ratio}  ${goal.toFixed(1).padStart(4)}  ${took}`);
}

function timed(args) {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
}

/** Why a case cannot be measured: a command that fails is quick for the wrong reason. */
function failure(args) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const [reason] = stderr.match(/^.*Error.*$/m) ?? [`exit ${status}`];
  return reason.trim();
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
