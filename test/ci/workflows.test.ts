import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith, served } from '../cli/account.ts';
import { fakeGithub } from './github.ts';
import type { FakeGithub } from './github.ts';
import { artifactUrl, commit, runAction, runWorkflow } from './runner.ts';
import type { Machine } from './runner.ts';

const inRepository = (repository: string) => ({
  pull_request: { number: 7, head: { repo: { full_name: repository } } },
});

/** A repository with a file, Arize and GitHub around it. */
async function machineFor(
  file: string,
  event: object = inRepository('octo/access'),
  before = file,
): Promise<{ machine: Machine; github: FakeGithub; writes: () => number }> {
  const github = await fakeGithub();
  const { sandbox, env } = await served();
  const { ARIZE_API_KEY = '', ...places } = env;
  const cwd = await folderWith(before);
  // As checked out for a pull request: a merge, and what it goes into.
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd });
  git('init', '-q');
  git('add', 'access.yaml');
  git('commit', '-qm', 'before');
  await writeFile(join(cwd, 'access.yaml'), file);
  git('commit', '-q', '--allow-empty', '-am', 'merge');
  const machine = {
    cwd,
    event,
    secrets: { ARIZE_API_KEY },
    env: { ...places, GITHUB_API_URL: github.url },
  };
  return { machine, github, writes: () => sandbox.counts().writes };
}

describe('on a pull request', () => {
  const workflow = 'examples/ci/github/access-pull-request.yml';

  test('the plan is a comment and the summary of the job, and no secret is in it', async () => {
    const { machine, github, writes } = await machineFor(addAndRemove);
    const { validate, plan } = await runWorkflow(workflow, machine);
    expect(validate).toMatchObject({ code: 0 });
    expect(plan).toMatchObject({ code: 0 });
    expect(github.writes).toEqual(['POST /issues/7/comments']);
    expect(github.comments[0]?.body).toContain('remove member `cy@example.com`');
    expect(github.comments[0]?.body).toMatch(
      new RegExp(`\\(https://github\\.com/octo/access/blob/${commit}/access\\.yaml#L\\d+\\)`),
    );
    expect(plan?.summary).toBe(github.comments[0]?.body);
    const shown = JSON.stringify([plan, validate]);
    expect(shown).not.toContain(machine.secrets['ARIZE_API_KEY']);
    expect(shown).not.toContain('the-token');
    expect(writes()).toBe(0);
    // What is printed of the run, names and all, stands where the runner takes nothing for a command.
    const inert = /^::stop-commands::([\w-]{36})\n([^]*?)\n::\1::$/gm;
    const parts = [...(plan?.log ?? '').matchAll(inert)].map(([, , text]) => text);
    expect(parts.join('\n')).toContain('cy@example.com');
    expect(plan?.log.replaceAll(inert, '').trim()).toBe('');
    expect(plan?.commands).toEqual([]);
  });

  test('the access map is an artifact only where that is asked for, and the comment names it', async () => {
    const { machine, github } = await machineFor(addAndRemove);
    const inputs = { command: 'plan', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '' };
    expect((await runAction(inputs, machine)).artifacts).toEqual([]);
    expect(github.comments[0]?.body).not.toContain(artifactUrl);
    const { code, artifacts } = await runAction({ ...inputs, page: 'true' }, machine);
    expect(code).toBe(0);
    expect(artifacts).toMatchObject([{ name: 'access-map-plan-access.yaml', days: '7' }]);
    expect(artifacts[0]?.text).toContain('cy@example.com');
    expect(artifacts[0]?.text).not.toContain(machine.secrets['ARIZE_API_KEY']);
    expect(github.comments[0]?.body).toContain(`[The access map](${artifactUrl})`);
    const wrong = await runAction({ ...inputs, page: 'yes' }, machine);
    expect([wrong.code, wrong.artifacts]).toEqual([1, []]);
  });

  test('a guard that it loosens is the first thing in the comment', async () => {
    const guarded = `${addOnly}protected: [{user: cy@example.com}]\n`;
    const event = inRepository('octo/access');
    const { machine, github } = await machineFor(addOnly, event, guarded);
    await runWorkflow(workflow, machine);
    expect(github.comments[0]?.body.split('\n').slice(2, 4)).toEqual([
      '> [!WARNING]',
      '> **The file guards less than before**',
    ]);
  });

  test.each([
    ['the token of the job', {}, 'github-actions[bot]'],
    ['the token of a person', { 'github-token': 'a-personal-token' }, 'ops'],
  ])('the comment is updated in place, by its owner alone: %s', async (_, token, login) => {
    const { machine, github } = await machineFor(addOnly);
    const mark = '<!-- ax-access plan access.yaml -->';
    for (const other of ['mallory', 'github-actions', 'another[bot]', 'ops[bot]']) {
      github.comment(`${mark}\n\nAll is well.`, other);
    }
    for (let index = 0; index < 117; index += 1) github.comment('Nice.', 'ops');
    // On the second page of comments.
    github.comment(`${mark}\n\nOld.`, login);
    const before = github.comments.length;
    const inputs = { command: 'plan', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '', ...token };
    expect(await runAction(inputs, machine)).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(before);
    expect(github.comments.slice(0, 4).map(({ body }) => body)).toEqual(
      Array.from({ length: 4 }, () => `${mark}\n\nAll is well.`),
    );
    expect(github.comments.at(-1)?.body).toContain('### Access plan: ');
  });

  test('where nothing says whose token it is, what a person wrote is left alone', async () => {
    const { machine, github } = await machineFor(addOnly);
    const mark = '<!-- ax-access plan access.yaml -->';
    github.comment(`${mark}\n\nAll is well.`, 'mallory');
    github.comment(`${mark}\n\nOld.`, 'nobody[bot]');
    const key = machine.secrets['ARIZE_API_KEY'] ?? '';
    const token = { 'github-token': 'a-token-of-nobody' };
    const ended = await runAction({ command: 'plan', 'api-key': key, ...token }, machine);
    expect(ended).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(2);
    expect(github.comments[0]?.body).toContain('All is well.');
    expect(github.comments[1]?.body).toContain('### Access plan: ');
  });

  test.each<[string, readonly string[], number]>([
    ['the mark of one author is enough', ['ops'], 1],
    ['of two, neither is touched', ['ops', 'mallory'], 3],
  ])('where nothing says it, and no bot wrote: %s', async (_, authors, after) => {
    const { machine, github } = await machineFor(addOnly);
    for (const author of authors) {
      github.comment('<!-- ax-access plan access.yaml -->\n\nOld.', author);
    }
    const key = machine.secrets['ARIZE_API_KEY'] ?? '';
    const token = { 'github-token': 'a-token-of-nobody' };
    const ended = await runAction({ command: 'plan', 'api-key': key, ...token }, machine);
    expect(ended).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(after);
    const page = github.comments[after - 1]?.body ?? '';
    expect(page).toContain('### Access plan: ');
  });

  test('a fork gets its file checked, and no secrets', async () => {
    const { machine, github } = await machineFor(addOnly, inRepository('stranger/access'));
    const jobs = await runWorkflow(workflow, { ...machine, secrets: {} });
    expect(Object.keys(jobs)).toEqual(['validate']);
    expect(jobs['validate']).toMatchObject({ code: 0 });
    expect(github.writes).toEqual([]);
  });

  test('mistakes stand at their lines, and nothing is planned', async () => {
    const { machine } = await machineFor('version: 1\nroels: {}\n');
    const jobs = await runWorkflow(workflow, machine);
    expect(jobs).toMatchObject({ validate: { code: 1 } });
    expect(jobs['plan']).toBeUndefined();
    expect(jobs['validate']?.log).toMatch(
      /^::error file=access\.yaml,line=2,col=1,title=unknown-key::.*roels.*%0Adid you mean "roles"\?$/m,
    );
  });

  test('without the right to comment, the job fails and says so', async () => {
    const { machine, github } = await machineFor(addOnly);
    github.refuse(403);
    const { plan } = await runWorkflow(workflow, machine);
    expect(plan).toMatchObject({ code: 1 });
    expect(plan?.commands.join('\n')).toMatch(/^::error title=ax-access::.*403.*permissions/);
    expect(plan?.summary).toContain('### Access plan: ');
  });

  test('where a page cannot be published, no older one stays in its place', async () => {
    const { machine, github } = await machineFor(addOnly);
    await runWorkflow(workflow, machine);
    expect(github.comments[0]?.body).toContain('### Access plan: ');
    await writeFile(join(machine.cwd, 'access.yaml'), addAndRemove);
    github.refuse(422, 500);
    const { plan } = await runWorkflow(workflow, machine);
    expect(plan).toMatchObject({ code: 1 });
    expect(plan?.commands.join('\n')).toContain('GitHub answered 422');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(
      /^<!-- ax-access plan access\.yaml -->\n\n### Access plan: not shown\n/,
    );
  });

  test('nor where a step broke off before there was a page', async () => {
    const { machine, github } = await machineFor(addOnly);
    await runWorkflow(workflow, machine);
    const env = { ...machine.env, RUNNER_TEMP: join(machine.cwd, 'nowhere') };
    const inputs = { command: 'plan', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '' };
    expect(await runAction(inputs, { ...machine, env })).toMatchObject({ code: 1 });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(
      /^<!-- ax-access plan access\.yaml -->\n\n### Access plan failed\n/,
    );
  });
});

describe('on merge', () => {
  const workflow = 'examples/ci/github/access-apply.yml';
  test('what was planned is applied, once', async () => {
    const { machine, writes } = await machineFor(addOnly, {});
    const { plan, apply } = await runWorkflow(workflow, machine);
    expect(plan).toMatchObject({ code: 0, outputs: { changes: '1' } });
    expect(plan?.outputs['digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(apply).toMatchObject({ code: 0 });
    expect(apply?.summary).toContain('**Applied: 1 done.**');
    expect(existsSync(join(machine.cwd, '.ax-access/journal'))).toBe(true);
    expect(writes()).toBe(1);
    const again = await runWorkflow(workflow, machine);
    expect(Object.keys(again)).toEqual(['plan']);
  });

  test('started by hand for another branch, it neither plans nor applies', async () => {
    const { machine, writes } = await machineFor(addOnly, {});
    expect(await runWorkflow(workflow, { ...machine, ref: 'refs/heads/mine' })).toEqual({});
    expect(writes()).toBe(0);
  });

  test('another plan than the reviewed one is not run', async () => {
    const { machine, writes } = await machineFor(addOnly, {});
    const inputs = { command: 'apply', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '' };
    const ended = await runAction(
      { ...inputs, 'expect-digest': `sha256:${'0'.repeat(64)}` },
      machine,
    );
    expect(ended.code).toBe(5);
    expect(writes()).toBe(0);
  });

  test.each([
    ['nothing', {}, 'apply needs expect-digest'],
    ['an empty digest', { 'expect-digest': '' }, 'The input expect-digest is empty'],
    ['a blank digest', { 'expect-digest': ' ' }, 'The input expect-digest is empty'],
    ['an empty digest, and yes', { 'expect-digest': '', yes: 'true' }, 'expect-digest is empty'],
    ['no word of yes', { yes: 'True' }, 'Invalid value "True" for the input yes'],
    ['yes taken back', { yes: 'false' }, 'apply needs expect-digest'],
    ['a short digest', { 'expect-digest': '0123456789ab' }, ''],
    ['a short digest, and yes', { 'expect-digest': '0123456789ab', yes: 'true' }, ''],
  ])('%s is no answer: nothing runs', async (_, answer, words) => {
    const { machine, writes } = await machineFor(addOnly, {});
    const inputs = { command: 'apply', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '' };
    const ended = await runAction({ ...inputs, ...answer }, machine);
    expect(ended.code).toBe(words === '' ? 64 : 1);
    expect(ended.commands.join('\n')).toContain(words);
    expect(ended.log).toContain(words === '' ? 'for --expect-digest' : '');
    expect(writes()).toBe(0);
  });

  test('where the digest of the plan gets lost on the way, nothing runs', async () => {
    const { machine, writes } = await machineFor(addOnly, {});
    // As GitHub does with an output in which it sees a secret.
    const { plan, apply } = await runWorkflow(workflow, machine, { lost: 'digest' });
    expect(plan).toMatchObject({ code: 0, outputs: { changes: '1', digest: '' } });
    expect(apply).toMatchObject({ code: 1 });
    expect(apply?.commands.join('\n')).toContain('The input expect-digest is empty');
    expect(writes()).toBe(0);
  });
});

describe('the action', () => {
  test('holds back what destroys unless it is told otherwise', async () => {
    const { machine, writes } = await machineFor(addAndRemove, {});
    const key = machine.secrets['ARIZE_API_KEY'] ?? '';
    const inputs = { command: 'apply', 'api-key': key, yes: 'true' };
    const held = await runAction(inputs, machine);
    expect(held).toMatchObject({
      code: 0,
      outputs: { changes: '2', removals: '1', blocked: 'false' },
    });
    expect(held.summary).toContain('**Applied: 1 done, 1 held back.**');
    expect(writes()).toBe(1);
    const all = await runAction({ ...inputs, 'allow-destructive': 'true' }, machine);
    expect(all).toMatchObject({ code: 0, outputs: { changes: '1', removals: '1' } });
    expect(writes()).toBe(2);
  });

  test('a blocked plan fails the job after it was published', async () => {
    const demotes = `version: 1
protected: [{user: cy@example.com}]
organizations: {Research: {manage: {members: additive}, members: {cy@example.com: read-only}}}
`;
    const { machine, github } = await machineFor(demotes);
    const inputs = { command: 'plan', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '' };
    const ended = await runAction(inputs, machine);
    expect(ended).toMatchObject({ code: 3, outputs: { blocked: 'true', 'exit-code': '3' } });
    expect(github.comments[0]?.body).toContain('> **Blocked: nothing can be applied**');
  });

  test('when there is no plan, the comment says so instead of showing an old one', async () => {
    const { machine, github } = await machineFor(addOnly);
    const inputs = { command: 'plan', 'api-key': machine.secrets['ARIZE_API_KEY'] ?? '' };
    await runAction(inputs, machine);
    const ended = await runAction({ ...inputs, 'api-key': 'wrong' }, machine);
    expect(ended.code).toBe(1);
    expect(ended.outputs).toMatchObject({ changes: '', digest: '', 'exit-code': '1' });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('### Access plan failed');
  });

  test('inputs are never read as a script', async () => {
    const { machine } = await machineFor(addOnly);
    const evil = '$(touch pwned); `touch pwned`; "; touch pwned';
    const ended = await runAction({ command: 'validate', file: evil }, machine);
    expect(ended.code).toBe(1);
    expect(ended.log).not.toContain('pwned:');
    const unknown = await runAction({ command: 'rm' }, machine);
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.log).toContain(
      '::error title=ax-access::Invalid value "rm" for the input command',
    );
  });
});

describe('every night', () => {
  const workflow = 'examples/ci/github/access-drift.yml';

  test('drift is one issue, updated while it lasts and closed when it is over', async () => {
    const { machine, github } = await machineFor(addOnly, {});
    const { drift } = await runWorkflow(workflow, machine);
    expect(drift).toMatchObject({ code: 2 });
    expect(github.issues).toMatchObject([{ title: 'Access drift: 1 different', state: 'open' }]);
    expect(github.issues[0]?.body).toContain('### Access drift: ');
    await runWorkflow(workflow, machine);
    expect(github.writes).toEqual(['POST /issues']);
    const key = machine.secrets['ARIZE_API_KEY'] ?? '';
    await runAction({ command: 'apply', 'api-key': key, yes: 'true' }, machine);
    expect((await runWorkflow(workflow, machine))['drift']).toMatchObject({ code: 0 });
    expect(github.issues).toMatchObject([{ state: 'closed' }]);
    expect(github.comments.map(({ body }) => body)).toEqual(['In sync again.']);
  });

  test('with the token of a person too', async () => {
    const { machine, github } = await machineFor(addOnly, {});
    const key = machine.secrets['ARIZE_API_KEY'] ?? '';
    const inputs = { command: 'drift', 'api-key': key, 'github-token': 'a-personal-token' };
    expect(await runAction(inputs, machine)).toMatchObject({ code: 2 });
    await writeFile(join(machine.cwd, 'access.yaml'), addAndRemove);
    expect(await runAction(inputs, machine)).toMatchObject({ code: 2 });
    expect(github.writes).toEqual(['POST /issues', 'PATCH /issues/1']);
    expect(github.issues).toMatchObject([{ title: 'Access drift: 2 different' }]);
    await writeFile(join(machine.cwd, 'access.yaml'), 'version: 1\n');
    expect(await runAction(inputs, machine)).toMatchObject({ code: 0 });
    expect(github.issues).toMatchObject([{ state: 'closed' }]);
  });

  test('a check that could not look fails, and changes no issue', async () => {
    const { machine, github } = await machineFor(addOnly, {});
    const jobs = await runWorkflow(workflow, { ...machine, secrets: { ARIZE_API_KEY: 'wrong' } });
    expect(jobs['drift']).toMatchObject({ code: 1 });
    expect(github.writes).toEqual([]);
  });

  test('started by hand for another branch, it changes no issue', async () => {
    const { machine, github } = await machineFor(addOnly, {});
    expect(await runWorkflow(workflow, { ...machine, ref: 'refs/heads/mine' })).toEqual({});
    expect(github.writes).toEqual([]);
  });

  test('drift need not fail the job', async () => {
    const { machine } = await machineFor(addOnly, {});
    const key = machine.secrets['ARIZE_API_KEY'] ?? '';
    const inputs = { command: 'drift', 'api-key': key, 'fail-on-drift': 'false' };
    expect(await runAction(inputs, machine)).toMatchObject({
      code: 0,
      outputs: { 'exit-code': '2' },
    });
  });
});
