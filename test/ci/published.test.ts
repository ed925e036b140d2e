import { readFileSync, readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { isWorkflow, readYaml } from './runner.ts';

const folder = 'examples/ci/github';
const workflows = readdirSync(folder).map((name) => `${folder}/${name}`);

/** What GitHub's editors hold files to: published at schemastore.org, kept here with their licence. */
function problemsIn(path: string, schema: string): string {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const check = ajv.compile(JSON.parse(readFileSync(`test/ci/schemas/${schema}.json`, 'utf8')));
  check(parse(readFileSync(path, 'utf8')));
  return ajv.errorsText(check.errors, { separator: '\n' });
}

/** Those of this project itself. */
const own = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);

test.each([...workflows, ...own])('%s is a workflow', (path) => {
  expect(problemsIn(path, 'github-workflow')).toBe('No errors');
});

test('action.yml is an action', () => {
  expect(problemsIn('action.yml', 'github-action')).toBe('No errors');
});

test('the schemas refuse what is wrong', () => {
  expect(problemsIn('action.yml', 'github-workflow')).toContain("required property 'on'");
});

test.each(workflows)('%s gives away no more than it must', async (path) => {
  const text = readFileSync(path, 'utf8');
  const { on, permissions, concurrency, jobs } = await readYaml(path, isWorkflow);
  // With this event, secrets would meet a stranger's files.
  expect(Object.keys(on)).not.toContain('pull_request_target');
  expect(permissions).toEqual({});
  expect(concurrency?.group).toMatch(/^access-/);
  for (const [name, job] of Object.entries(jobs)) {
    const { contents, ...more } = { contents: '', ...job.permissions };
    expect(contents).toBe('read');
    const writes = { plan: 'pull-requests', drift: 'issues' }[path.includes('apply') ? '' : name];
    expect(more).toEqual(writes === undefined ? {} : { [writes]: 'write' });
  }
  const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
  expect(uses.length).toBeGreaterThan(2);
  expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  const checkouts = uses.filter((action) => action.startsWith('actions/checkout@'));
  expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
});

test.each(own)('%s pins what it runs, and may write only where it publishes', async (path) => {
  const text = readFileSync(path, 'utf8');
  const { on, permissions, jobs } = await readYaml(path, isWorkflow);
  expect(Object.keys(on)).not.toContain('pull_request_target');
  expect(permissions).toEqual({});
  for (const [name, job] of Object.entries(jobs)) {
    const { contents, ...more } = { contents: '', ...job.permissions };
    const isPublishing = path.endsWith('/release.yml') && name === 'publish';
    expect(contents).toBe(isPublishing ? 'write' : 'read');
    expect(more).toEqual(isPublishing ? { packages: 'write', 'id-token': 'write' } : {});
  }
  const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
  expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  const checkouts = uses.filter((action) => action.startsWith('actions/checkout@'));
  expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  // What stands in an expression would be put into a script as it is: a tag's name is anybody's.
  expect(text).not.toMatch(/^ +(?:- )?run: .*\$\{\{/m);
});

test('CI runs on the oldest Node that package.json allows, and the release is published with provenance', () => {
  const [, oldest = ''] = /"node": ">=(\d+\.\d+)"/.exec(readFileSync('package.json', 'utf8')) ?? [];
  expect(readFileSync('.github/workflows/ci.yml', 'utf8')).toContain(`node: ['${oldest}.0'`);
  const release = readFileSync('.github/workflows/release.yml', 'utf8');
  expect(release).toContain('npm publish packed/*.tgz --provenance --access public');
  expect(release).toContain("if: ${{ vars.NPM_NAME_IS_OURS == 'true' }}");
});

/** Whether a change of a file starts a workflow, by its `paths`. */
function starts(on: unknown, path: string): boolean {
  if (typeof on !== 'object' || on === null) return false;
  return Object.values(on).some((event: unknown) => {
    const paths: unknown =
      typeof event === 'object' && event !== null ? Reflect.get(event, 'paths') : undefined;
    if (!Array.isArray(paths)) return false;
    return paths.some((glob: unknown) => {
      const parts = String(glob)
        .replaceAll('.', String.raw`\.`)
        .replaceAll('**/', '(?:.+/)?');
      return new RegExp(`^${parts.replaceAll(/(?<!\))\*/g, '[^/]*')}$`).test(path);
    });
  });
}

test.each(workflows.filter((path) => !path.includes('drift')))(
  '%s runs for whatever the file may include',
  async (path) => {
    const { on } = await readYaml(path, isWorkflow);
    for (const changed of [
      'access.yaml',
      'teams/data.yaml',
      'a/b/c.yml',
      '.github/workflows/access-apply.yml',
    ]) {
      expect([changed, starts(on, changed)]).toEqual([changed, true]);
    }
    expect(starts(on, 'src/index.ts')).toBe(false);
  },
);

test.each(workflows)('%s that can be started by hand is for main alone', async (path) => {
  const { on, jobs } = await readYaml(path, isWorkflow);
  if (!('workflow_dispatch' in on)) return;
  for (const { if: condition } of Object.values(jobs)) {
    expect(condition).toMatch(/^github\.ref == 'refs\/heads\/main'(?: && |$)/);
  }
});

test('one apply at a time, and none is broken off', async () => {
  const { concurrency } = await readYaml(`${folder}/access-apply.yml`, isWorkflow);
  expect(concurrency).toEqual({ group: 'access-apply', 'cancel-in-progress': false });
});

test('no script has anything of GitHub put into it', () => {
  for (const path of ['action.yml', ...workflows]) {
    const scripts = JSON.stringify(findRuns(parse(readFileSync(path, 'utf8'))));
    expect(scripts).not.toContain('${{');
  }
  expect(findRuns(parse(readFileSync('action.yml', 'utf8')))).toHaveLength(4);
});

function findRuns(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === 'run' && typeof inner === 'string' ? [inner] : findRuns(inner),
  );
}
