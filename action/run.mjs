// Runs ax-access once for the action, and keeps what it says: the log, the summary of the job, the outputs, and the page
// that is published. It ends with 0 whatever ax-access ended with: the last step of the action decides.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = resolve(fileURLToPath(import.meta.url), '../../dist/cli.js');
const commands = ['validate', 'plan', 'apply', 'drift'];

const env = process.env;
const command = env.AX_COMMAND ?? '';
const file = env.AX_FILE || 'access.yaml';
if (!commands.includes(command)) {
  fail(`The input command can not be "${command}". It is one of: ${commands.join(', ')}.`);
}

const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'ax-access-'));
const page = join(folder, 'page.md');
const data = join(folder, 'plan.json');

// Mistakes in the file stand at its lines, whatever the command.
const checked = ax(['validate', '-f', file, '--format', 'github']);
const code =
  checked === 0 && command !== 'validate' ? ax([command, '-f', file, ...flags()]) : checked;
if (checked === 0 && command === 'validate') process.stdout.write(`${file} is valid.\n`);

const plan = existsSync(data) ? JSON.parse(readFileSync(data, 'utf8')) : undefined;
if (command !== 'validate') {
  if (!existsSync(page)) writeFileSync(page, failurePage());
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, readFileSync(page));
}
output({
  'exit-code': code,
  page: existsSync(page) ? page : '',
  ...(plan && {
    changes: plan.changes.length,
    removals: plan.summary.destroys,
    digest: plan.digest,
    blocked: plan.blocked,
  }),
});

function flags() {
  const also = ['--also', `markdown=${page}`, '--also', `json=${data}`];
  if (command === 'plan' && env.AX_BASE) return [...also, '--base', env.AX_BASE];
  if (command !== 'apply') return also;
  // Nobody can be asked here: whoever let the job run has seen the plan.
  return [
    ...also,
    '--yes',
    ...(env.AX_ALLOW_DESTRUCTIVE === 'true' ? ['--allow-destructive'] : []),
    ...(env.AX_EXPECT_DIGEST ? ['--expect-digest', env.AX_EXPECT_DIGEST] : []),
  ];
}

function ax(args) {
  const { status, error } = spawnSync(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) fail(error.message);
  return status ?? 1;
}

/** Stands where the page of an earlier run may stand, so that nobody reads that one as the news. */
function failurePage() {
  const mark = `<!-- ax-access ${command} ${file.replaceAll(/[^\w./]+/g, '_')} -->`;
  return `${mark}\n\n### Access ${command} failed\n\nax-access ended with exit code ${code} before there was anything to show. The log of the job says why.\n`;
}

function output(values) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, lines.join(''));
}

function fail(message) {
  process.stdout.write(
    `::error title=ax-access::${message.replaceAll('%', '%25').replaceAll('\n', '%0A')}\n`,
  );
  process.exit(1);
}
