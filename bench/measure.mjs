// What the benchmarks share: they measure whole processes in rounds, and print tables of the best results.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const here = dirname(fileURLToPath(import.meta.url));

/** A folder for temporary files; it is removed at the end. */
export const scratch = mkdtempSync(join(tmpdir(), 'ax-access-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

export const cli = resolve(here, '../dist/cli.cjs');
export const plain = join(here, 'plain/cli.mjs');
export const script = (name) => join(here, name);

/** Nothing specific to this machine may count: certificates that are read at every start, caches, profiles and CI. */
export const environment = {
  PATH: process.env.PATH,
  HOME: scratch,
  BENCH_USAGE: join(scratch, 'usage.json'),
  // Arize's SDK would print that it is a pre-release.
  DISABLE_PRERELEASE_WARNING: 'true',
};

/**
 * Runs Node once.
 * @param args of Node
 * @param env what else is in its environment
 * @returns clock time and CPU time in milliseconds, peak memory in megabytes, and its output
 */
export function run(args, { env = {}, cwd = scratch, codes = [0] } = {}) {
  const start = performance.now();
  const { status, stdout, stderr, signal } = spawnSync(
    process.execPath,
    ['--require', script('usage.cjs'), ...args],
    {
      cwd,
      env: { ...environment, ...env },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 600_000,
    },
  );
  const wall = performance.now() - start;
  if (!codes.includes(status)) {
    throw new Error(`node ${args.join(' ')} ended with ${status ?? signal}:\n${stderr}`);
  }
  return { wall, ...JSON.parse(readFileSync(environment.BENCH_USAGE, 'utf8')), stdout, stderr };
}

/**
 * Runs cases in turns rather than one after the other, so that a busy moment affects all alike, and returns the lowest
 * numbers of each: other programs can only add to them.
 * @param cases functions that return what `run` returns
 */
export function best(cases, rounds) {
  const least = cases.map(() => ({ wall: Infinity, cpu: Infinity, memory: Infinity }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, runOnce] of cases.entries()) {
      const took = runOnce();
      for (const key of Object.keys(least[index])) {
        least[index][key] = Math.min(least[index][key], took[key]);
      }
    }
  }
  return least;
}

/**
 * Starts the server that accounts are read from, in a process of its own.
 * @param args of `server.mjs`
 */
export async function startServer(...args) {
  const child = spawn(process.execPath, [script('server.mjs'), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { url, graphqlUrl, key } = JSON.parse(line);
  return {
    url,
    graphqlUrl,
    key,
    env: { ARIZE_BASE_URL: url, ARIZE_GRAPHQL_ENDPOINT: graphqlUrl, ARIZE_API_KEY: key },
    /** The requests since the last call. */
    async counts() {
      const response = await fetch(`${url}/bench`, { method: 'DELETE' });
      return response.json();
    },
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/**
 * Runs a command against its own server, because the limit of queries per minute would make the next one wait.
 * @param people in the account
 * @param more of `server.mjs`
 * @returns what `run` returns, and the counts of the server
 */
export async function runOnAccount(people, args, more = []) {
  const server = await startServer(people, ...more);
  try {
    await server.counts();
    // 2 and 3 are results too: there are differences, or a guard blocks.
    const took = run(args.map(String), { env: server.env, codes: [0, 2, 3] });
    return { ...took, counts: await server.counts() };
  } finally {
    await server.stop();
  }
}

/** Prints a table in Markdown. @param rows texts and numbers */
export function table(title, head, rows) {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  console.log(`\n### ${title}\n\n${lines.join('\n')}`);
}

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
export const milliseconds = (ms) => `${Math.round(ms)} ms`;
export const megabytes = (mb) => `${Math.round(mb)} MB`;
export const ratio = (value, floor) => (value / floor).toFixed(2);
