import { pathToFileURL } from 'node:url';
import { generateSeed, openSandbox, serve } from '../dist/sandbox/index.js';
import { best, milliseconds, run, script, table } from './measure.mjs';

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

/** How long the sandbox takes to start, and to answer on loopback. */
export async function measure(rounds = 10) {
  const module = JSON.stringify(pathToFileURL(script('../dist/sandbox/index.js')).href);
  const seed = JSON.stringify(script('../examples/quickstart/account.yaml'));
  const starting = `
    const { loadSeed, openSandbox, serve } = await import(${module});
    const served = await serve(openSandbox({ seed: await loadSeed(${seed}) }));
    await served.close();`;
  const [floor, start] = best(
    ['0', starting].map((code) => () => run(['--input-type=module', '-e', code])),
    rounds,
  );
  const rows = [['start, on top of Node', milliseconds(start.wall - floor.wall), '150 ms']];

  const sandbox = openSandbox({ seed: generateSeed({ users: 5000, spaces: 200, random: 7 }) });
  const served = await serve(sandbox);
  const authorization = `Bearer ${sandbox.keys()[0].key}`;
  for (const list of lists) {
    const url = `${served.url}/v2/${list}${list.includes('?') ? '&' : '?'}limit=100`;
    let least = Infinity;
    for (let round = 0; round < rounds * 10; round += 1) {
      least = Math.min(least, await timed(url, authorization));
    }
    rows.push([`page of ${list.split('?')[0]}`, `${least.toFixed(1)} ms`, '2 ms']);
  }
  await served.close();

  const before = performance.now();
  generateSeed({ users: 5000, spaces: 200, random: 8 });
  rows.push(['a seed of 5,000 users', milliseconds(performance.now() - before), '1 s']);
  table('The sandbox', ['', 'time', 'goal'], rows);
}

async function timed(url, authorization) {
  const begin = performance.now();
  const response = await fetch(url, { headers: { authorization } });
  await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return performance.now() - begin;
}
