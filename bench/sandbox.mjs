// How long the sandbox takes to start, on top of node itself, and to answer on loopback. Run against
// dist/. Goals: 150 ms to start with a small seed, 2 ms for a page of a list.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { generateSeed, openSandbox, serve } from '../dist/sandbox/index.js';

const rounds = Number(process.argv[2] ?? 20);
const module = JSON.stringify(pathToFileURL(resolve('dist/sandbox/index.js')).href);
const seed = JSON.stringify(resolve('examples/quickstart/account.yaml'));
const starting = `
  const { loadSeed, openSandbox, serve } = await import(${module});
  const served = await serve(openSandbox({ seed: await loadSeed(${seed}) }));
  await served.close();`;

// In turns rather than one after the other, so that a busy moment strikes both alike.
const floor = [];
const start = [];
for (let round = 0; round < rounds; round += 1) {
  floor.push(run('0'));
  start.push(run(starting));
}
row('start, on top of node', median(start) - median(floor), 150);

const sandbox = openSandbox({ seed: generateSeed({ users: 5000, spaces: 200, random: 7 }) });
const served = await serve(sandbox);
const authorization = `Bearer ${sandbox.keys()[0].key}`;
const lists = [
  'users',
  'organizations',
  'spaces',
  'projects',
  'roles',
  'role-bindings?resource_type=SPACE',
  'resource-restrictions',
  'api-keys',
  'audit-logs',
];
for (const list of lists) {
  const url = `${served.url}/v2/${list}${list.includes('?') ? '&' : '?'}limit=100`;
  const taken = [];
  for (let round = 0; round < rounds * 10; round += 1) taken.push(await timed(url));
  row(`page of ${list.split('?')[0]}`, median(taken), 2);
}
await served.close();

const before = performance.now();
generateSeed({ users: 5000, spaces: 200, random: 8 });
row('5000 users, 200 spaces', performance.now() - before, 1000);

async function timed(url) {
  const begin = performance.now();
  const response = await fetch(url, { headers: { authorization } });
  await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return performance.now() - begin;
}

function run(code) {
  const begin = performance.now();
  const args = ['--input-type=module', '-e', code];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - begin;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function row(name, took, goal) {
  const text = `${took.toFixed(1).padStart(7)} ms`;
  console.log(`${name.padEnd(28)}${text}  goal ${goal} ms${took > goal ? '  MISSED' : ''}`);
}
