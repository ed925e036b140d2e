import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { addOnly, folderWith, served } from '../cli/account.ts';
import { command } from '../cli/run.ts';

const file = 'examples/ci/gitlab/.gitlab-ci.yml';

interface Job {
  readonly script: readonly string[];
  readonly resource_group?: string;
}

const isJob = (value: unknown): value is Job =>
  typeof value === 'object' && value !== null && 'script' in value;

const config: unknown = parse(await readFile(file, 'utf8'));
const jobOf = (name: string): Job => {
  const job: unknown =
    typeof config === 'object' && config !== null ? Reflect.get(config, name) : undefined;
  if (!isJob(job)) throw new Error(`There is no job ${name}.`);
  return job;
};

/** Runs the lines of a job as the runner does, with the built command on the path. */
async function play(name: string, cwd: string, env: Readonly<Record<string, string>>) {
  const bin = join(cwd, 'bin');
  await mkdir(bin, { recursive: true });
  const own = join(bin, 'ax-access');
  await writeFile(own, `#!/bin/sh\nexec node ${command()} "$@"\n`);
  await chmod(own, 0o755);
  const path = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const script = jobOf(name).script.join('\n');
  return new Promise<{ code: number | null; log: string }>((done, failed) => {
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd,
      env: { PATH: path, HOME: cwd, CI: 'true', GITLAB_CI: 'true', ...env },
    });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.once('error', failed);
    child.once('close', (code) => done({ code, log }));
  });
}

test('the jobs do what they say, one after the other', async () => {
  const cwd = await folderWith(addOnly);
  const { env, sandbox } = await served();
  expect(await play('validate', cwd, {})).toMatchObject({ code: 0 });
  expect(await play('plan', cwd, env)).toMatchObject({ code: 0 });
  expect(await readFile(join(cwd, 'plan.md'), 'utf8')).toContain('### Access plan: ');
  const digest = /^PLAN_DIGEST=(sha256:[0-9a-f]{64})\n$/.exec(
    await readFile(join(cwd, 'plan.env'), 'utf8'),
  )?.[1];
  expect(digest).toBeDefined();
  expect(await play('drift', cwd, env)).toMatchObject({ code: 2 });
  expect(await readFile(join(cwd, 'drift.md'), 'utf8')).toContain('### Access drift: ');
  expect(sandbox.counts().writes).toBe(0);
  expect(await play('apply', cwd, { ...env, PLAN_DIGEST: digest ?? '' })).toMatchObject({
    code: 0,
  });
  expect(sandbox.counts().writes).toBe(1);
});

test('one apply at a time', () => {
  expect(jobOf('apply').resource_group).toBe('access-apply');
});
