import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { built } from '../built.ts';
import { scratch } from '../cli/run.ts';

/** As much of GitHub's runner as the action and the example workflows use; what they use beyond fails a test. */

type Texts = Readonly<Record<string, string>>;

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Texts;
  readonly with?: Readonly<Record<string, string | number>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly outputs?: Texts;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: object;
  readonly permissions?: object;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job & { readonly permissions?: object }>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

/** What a run has to do with. */
export interface Machine {
  /** The repository, checked out. */
  readonly cwd: string;
  /** The event, as GitHub writes it to a file. */
  readonly event: object;
  readonly secrets: Texts;
  /** The branch that the workflow runs for; main unless given. */
  readonly ref?: string;
  /** Where GitHub's API is, and where Arize is. */
  readonly env: Texts;
}

export interface Ended {
  readonly code: number;
  readonly outputs: Texts;
  readonly summary: string;
  readonly log: string;
  /** What the runner did because a line of the log told it to. */
  readonly commands: readonly string[];
  /** What actions/upload-artifact kept. */
  readonly artifacts: readonly Artifact[];
}

interface Artifact {
  readonly name: string;
  readonly text: string;
  readonly days: string;
}

/** Where GitHub shows an artifact. */
export const artifactUrl = 'https://github.com/octo/access/actions/runs/1/artifacts/2';

const root = resolve('.');

/** The commit that a job looks at. */
export const commit = '0123456789abcdef0123456789abcdef01234567';

export async function readYaml<T>(path: string, check: (value: unknown) => value is T): Promise<T> {
  const value: unknown = parse(await readFile(join(root, path), 'utf8'));
  if (check(value)) return value;
  throw new Error(`${path} is not what it should be.`);
}

const isAction = (value: unknown): value is Action =>
  typeof value === 'object' && value !== null && 'runs' in value;

export const isWorkflow = (value: unknown): value is Workflow =>
  typeof value === 'object' && value !== null && 'jobs' in value;

type Look = (path: string) => string;

/** Puts values in for `${{ path }}`. */
const filled = (text: string, look: Look): string =>
  text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, path: string) => look(path));

/** `a == b` and `a != b`, with paths and quoted texts; several with `&&`. */
const holds = (conditions: string, look: Look): boolean =>
  conditions.split(' && ').every((each) => isSo(each, look));

function isSo(condition: string, look: Look): boolean {
  const [, left = '', sign, right = ''] = /^(\S+) (==|!=) (\S+)$/.exec(condition) ?? [];
  if (sign === undefined) throw new Error(`The runner does not know: if: ${condition}`);
  const value = (text: string): string => /^'(.*)'$/.exec(text)?.[1] ?? look(text);
  return (value(left) === value(right)) === (sign === '==');
}

/** `${{ !cancelled() && a != b }}`: also after a step that failed. */
function runsAnyway(condition: string, look: Look): boolean {
  const [, first = '', rest] = /^\$\{\{ (\S+)(?: && (.+))? \}\}$/.exec(condition) ?? [];
  if (first !== '!cancelled()') throw new Error(`The runner does not know: if: ${condition}`);
  return rest === undefined || holds(rest, look);
}

/** What stands at a path of plain data. */
function at(value: unknown, path: readonly string[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return typeof value === 'string' ? value : '';
  const inner: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, first) : undefined;
  return at(inner, rest);
}

/** Runs a script as the runner does. */
async function shell(
  script: string,
  cwd: string,
  env: Texts,
): Promise<{ readonly code: number; readonly log: string }> {
  const folder = await mkdtemp(join(cwd, '.runner-'));
  const file = join(folder, 'step.sh');
  await writeFile(file, script);
  return new Promise((done, failed) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', file], {
      cwd,
      env: { PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.once('error', failed);
    child.once('close', (code) => done({ code: code ?? 1, log }));
  });
}

const known = ['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask', 'add-path'];
const knownToo = ['set-env', 'set-output', 'save-state', 'echo', 'add-matcher', 'remove-matcher'];

/**
 * The commands in a log, as GitHub's runner finds them: `::name …::` where a line begins, after white space, and
 * `##[name …]` anywhere in a line. After stop-commands only its token counts.
 */
export function commandsIn(log: string): readonly string[] {
  const names = new Set([...known, ...knownToo, 'stop-commands']);
  let token: string | undefined;
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, first = '', data = ''] = /^\s*::([^ ]*?)(?: .*?)?::(.*)$/.exec(line) ?? [];
    const [, second = ''] = /##\[([^ \]]*).*?\]/.exec(line) ?? [];
    const name = [first, second].find((each) => names.has(each.toLowerCase()) || each === token);
    if (name === undefined) return [];
    if (token !== undefined) {
      if (name === token) token = undefined;
      return [];
    }
    if (name !== 'stop-commands') return [line];
    token = data;
    return [];
  });
}

/** Runs the action of this repository with inputs, step by step; after one that fails, those that say so. */
export async function runAction(given: Texts, machine: Machine): Promise<Ended> {
  // The action runs the build.
  built('cli.cjs');
  const action = await readYaml('action.yml', isAction);
  const temp = await scratch();
  const eventPath = join(temp, 'event.json');
  const summaryPath = join(temp, 'summary.md');
  await writeFile(eventPath, JSON.stringify(machine.event));
  await writeFile(summaryPath, '');
  const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`The action has no input ${unknown.join(', ')}.`);
  const outputs = new Map<string, Texts>();
  const look: Look = (path) => {
    const [first = '', ...rest] = path.split('.');
    if (path === 'github.token') return 'the-token';
    const [name = ''] = rest;
    if (first === 'inputs') {
      return given[name] ?? filled(action.inputs[name]?.default ?? '', look);
    }
    if (first === 'steps' && rest[1] === 'outputs') return outputs.get(name)?.[rest[2] ?? ''] ?? '';
    throw new Error(`The runner does not know: ${path}`);
  };
  let log = '';
  let code = 0;
  const artifacts: Artifact[] = [];
  for (const [index, step] of action.runs.steps.entries()) {
    if (code !== 0 && step.if === undefined) continue;
    if (step.if !== undefined && !runsAnyway(step.if, look)) continue;
    if (/^actions\/upload-artifact@[0-9a-f]{40}$/.test(step.uses ?? '')) {
      const own = (name: string): string => filled(String(step.with?.[name] ?? ''), look);
      // Steps come one after the other.
      // eslint-disable-next-line no-await-in-loop
      const text = await readFile(own('path'), 'utf8');
      artifacts.push({ name: own('name'), text, days: own('retention-days') });
      if (step.id !== undefined) outputs.set(step.id, { 'artifact-url': artifactUrl });
      continue;
    }
    if (step.run === undefined) throw new Error('The runner does not know steps without a script.');
    const outputPath = join(temp, `output-${index}`);
    // Steps come one after the other.
    // eslint-disable-next-line no-await-in-loop
    await writeFile(outputPath, '');
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text, look)]),
    );
    // eslint-disable-next-line no-await-in-loop
    const ended = await shell(step.run, machine.cwd, {
      HOME: temp,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root,
      GITHUB_REPOSITORY: 'octo/access',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: commit,
      GITHUB_WORKSPACE: machine.cwd,
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_STEP_SUMMARY: summaryPath,
      GITHUB_OUTPUT: outputPath,
      RUNNER_TEMP: temp,
      ...machine.env,
      ...env,
    });
    log += ended.log;
    code ||= ended.code;
    // eslint-disable-next-line no-await-in-loop
    if (step.id !== undefined) outputs.set(step.id, outputsOf(await readFile(outputPath, 'utf8')));
  }
  return {
    code,
    outputs: Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, look)]),
    ),
    summary: await readFile(summaryPath, 'utf8'),
    log,
    commands: commandsIn(log),
    artifacts,
  };
}

const outputsOf = (text: string): Texts =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** What became of each job; one that did not run is not there. */
export type Jobs = Readonly<Record<string, Ended>>;

/**
 * Runs the jobs of a workflow in their order: each step of this action as written, and the pinned ones as done.
 * @param options.lost an output that no job hands on
 */
export async function runWorkflow(
  path: string,
  machine: Machine,
  { lost }: { readonly lost?: string } = {},
): Promise<Jobs> {
  const workflow = await readYaml(path, isWorkflow);
  const ended: Record<string, Ended> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const needed = job.needs === undefined ? undefined : ended[job.needs];
    // What needs a job that was skipped is skipped, too.
    if (job.needs !== undefined && needed?.code !== 0) continue;
    const steps: Record<string, { readonly outputs: Texts }> = {};
    const look: Look = (what) =>
      at(
        {
          github: {
            event: machine.event,
            repository: 'octo/access',
            ref: machine.ref ?? 'refs/heads/main',
          },
          secrets: machine.secrets,
          needs: Object.fromEntries(
            Object.entries(ended).map(([key, { outputs }]) => [key, { outputs }]),
          ),
          steps,
        },
        what.split('.'),
      );
    if (job.if !== undefined && !holds(job.if, look)) continue;
    let last: Ended = { code: 0, outputs: {}, summary: '', log: '', commands: [], artifacts: [] };
    for (const step of job.steps) {
      if (/^actions\/(?:checkout|setup-node|upload-artifact)@/.test(step.uses ?? '')) continue;
      if (!step.uses?.startsWith('your_org/ax-access@')) throw new Error(`No step: ${step.uses}`);
      const inputs = Object.entries(step.with ?? {});
      // eslint-disable-next-line no-await-in-loop
      last = await runAction(
        Object.fromEntries(inputs.map(([key, text]) => [key, filled(String(text), look)])),
        machine,
      );
      if (step.id !== undefined) steps[step.id] = { outputs: last.outputs };
      if (last.code !== 0) break;
    }
    const outputs = Object.entries(job.outputs ?? {});
    ended[name] = {
      ...last,
      outputs: Object.fromEntries(
        outputs.map(([key, text]) => [key, key === lost ? '' : filled(text, look)]),
      ),
    };
  }
  return ended;
}
