// Runs ax-access once for the action, and keeps its results: the log, the summary of the job, the outputs, and the page
// to publish. It exits with 0 whatever the exit code of ax-access is: the last step of the action decides.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failurePage } from './page.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
// Built by scripts/runtime.mjs.
const cli = join(root, 'dist/cli.cjs');
const commands = ['validate', 'plan', 'apply', 'drift'];

const env = process.env;
const command = env.AX_COMMAND ?? '';
const file = env.AX_FILE || 'access.yaml';
if (!commands.includes(command)) {
  fail(`Invalid value "${command}" for the input command (expected ${commands.join(', ')}).`);
}
const answer = command === 'apply' ? answerGiven() : [];

const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'ax-access-'));
const page = join(folder, 'page.md');
const data = join(folder, 'plan.json');
const map = join(folder, 'access-map.html');
const wantsMap = isTrue('page', env.AX_MAP) && (command === 'plan' || command === 'drift');

const checked = annotate();
const code =
  checked === 0 && command !== 'validate' ? ax([command, '-f', file, ...flags()]) : checked;
if (checked === 0 && command === 'validate') inert(() => print(`${file} is valid.\n`));

const plan = existsSync(data) ? JSON.parse(readFileSync(data, 'utf8')) : undefined;
if (command !== 'validate') {
  if (!existsSync(page)) writeFileSync(page, failurePage(command, file, code));
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, readFileSync(page));
}
output({
  'exit-code': code,
  page: existsSync(page) ? page : '',
  map: existsSync(map) ? map : '',
  'map-name': `access-map-${command}-${file.replaceAll(/[^\w.-]+/g, '_').slice(-100)}`,
  ...(plan && {
    changes: plan.changes.length,
    removals: plan.summary.destroys,
    digest: plan.digest,
    blocked: plan.blocked,
  }),
});

/**
 * The confirmation for a run without a terminal. GitHub passes on an empty text if an output looks like a secret, so an
 * empty digest means that the digest was lost, never that any plan will do.
 */
function answerGiven() {
  const digest = (env.AX_EXPECT_DIGEST ?? '').trim();
  const yes = isTrue('yes', env.AX_YES);
  if (digest === '') {
    fail(
      'The input expect-digest is empty: the digest of the plan did not arrive. Nothing was written. Check that the planning step ran, and that its id is the one in expect-digest.',
    );
  }
  if (digest !== 'none') return ['--expect-digest', digest];
  if (yes) return ['--yes'];
  return fail(
    "apply needs expect-digest, the digest of the reviewed plan. To apply without a review, set yes: 'true'. Nothing was written.",
  );
}

/** An input that is neither true nor false is an error, never false. */
function isTrue(name, value = '') {
  if (value === 'true' || value === 'false') return value === 'true';
  return fail(`Invalid value "${value}" for the input ${name} (expected 'true' or 'false').`);
}

function flags() {
  const also = ['--also', `markdown=${page}`, '--also', `json=${data}`];
  if (wantsMap) also.push('--also', `html=${map}`);
  if (command === 'plan' && env.AX_BASE) return [...also, '--base', env.AX_BASE];
  if (command !== 'apply') return also;
  return [
    ...also,
    ...answer,
    ...(env.AX_ALLOW_DESTRUCTIVE === 'true' ? ['--allow-destructive'] : []),
  ];
}

function isAnnotation(line) {
  return /^::(?:error|warning|notice) /.test(line);
}

/** Annotates problems at their lines in the file, for every command. */
function annotate() {
  const { status, error, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'validate', '-f', file, '--format', 'github'],
    { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (error) fail(error.message);
  const lines = stdout.split('\n').filter((line) => line !== '');
  for (const line of lines.filter(isAnnotation)) print(`${line}\n`);
  const rest = lines.filter((line) => !isAnnotation(line)).map((line) => `${line}\n`);
  if (rest.length > 0 || stderr !== '') inert(() => print(rest.join('') + stderr));
  return status ?? 1;
}

function ax(args) {
  // One stream: with two, the runner could read the line that stops commands too late.
  const { status, error } = inert(() =>
    spawnSync(process.execPath, [cli, ...args], { stdio: ['ignore', 1, 1] }),
  );
  if (error) fail(error.message);
  return status ?? 1;
}

/** Other people choose names, so the runner interprets nothing that is printed here as a command. */
function inert(work) {
  const token = randomUUID();
  print(`::stop-commands::${token}\n`);
  try {
    return work();
  } finally {
    // Must be at the start of a line, even if the output before it did not end with one.
    print(`\n::${token}::\n`);
  }
}

/** Synchronous, so that output that other processes write later does not come first. */
function print(text) {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done);
}

function output(values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, lines.join(''));
}

function fail(message) {
  const text = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  print(`::error title=ax-access::${text}\n`);
  process.exit(1);
}
