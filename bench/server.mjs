// The server to read from: a sandbox some milliseconds away, in its own process, that refuses queries above the limits
// that Arize documents, and counts. `node bench/server.mjs 5000 --latency 40 --admins 150 --public 1` prints a line of
// JSON with its addresses and a key, and runs until its input ends; ask `GET /bench` for the counts since the last
// `DELETE /bench`.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openSandbox, serve } from '../dist/sandbox/index.js';
import { accountOf } from './account.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    latency: { type: 'string', default: '40' },
    admins: { type: 'string', default: '3' },
    /** How many of ten spaces are public. */
    public: { type: 'string', default: '0' },
    /** GraphQL queries; Arize documents 100. */
    'per-minute': { type: 'string', default: '100' },
    port: { type: 'string', default: '0' },
  },
});

const latency = Number(values.latency);
const sandbox = openSandbox({
  seed: accountOf(Number(positionals[0] ?? 5000), {
    admins: Number(values.admins),
    publicShare: Number(values.public),
  }),
  behaviour: { queries_per_minute: Number(values['per-minute']) },
});

let before = sandbox.counts();
let refused = { rate: 0, complexity: 0 };
let [inFlight, mostInFlight] = [0, 0];

const served = await serve(
  { ...sandbox, handle: (request) => (isOwn(request) ? answerOwn(request) : far(request)) },
  { port: Number(values.port) },
);
const { url, graphqlUrl } = served;
console.log(JSON.stringify({ url, graphqlUrl, key: sandbox.keys()[0].key, pid: process.pid }));
process.stdin.resume().on('end', () => process.exit());

function isOwn(request) {
  return new URL(request.url).pathname === '/bench';
}

/** A response is sent when its latency is over, however long the sandbox worked on it. */
async function far(request) {
  const arrival = delay(latency);
  inFlight += 1;
  mostInFlight = Math.max(mostInFlight, inFlight);
  const response = await sandbox.handle(request);
  if (new URL(request.url).pathname === '/graphql') await judge(response);
  await arrival;
  inFlight -= 1;
  return response;
}

async function judge(response) {
  if (response.status === 429) refused.rate += 1;
  else if (/The query has a complexity of/.test(await response.clone().text()))
    refused.complexity += 1;
}

function answerOwn(request) {
  const now = sandbox.counts();
  const operations = Object.entries(now.byOperation)
    .map(([name, count]) => [name, count - (before.byOperation[name] ?? 0)])
    .filter(([, count]) => count > 0);
  const byOperation = Object.fromEntries(operations);
  const body = {
    requests: operations.reduce((sum, [, count]) => sum + count, 0),
    graphql: byOperation.graphql ?? 0,
    complexity: now.complexity - before.complexity,
    writes: now.writes - before.writes,
    refused,
    mostInFlight,
    byOperation,
  };
  if (request.method === 'DELETE') {
    before = now;
    refused = { rate: 0, complexity: 0 };
    mostInFlight = 0;
  }
  return Promise.resolve(Response.json(body));
}
