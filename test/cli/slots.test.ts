import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSandbox, parseSeed, serve } from '../../src/sandbox/index.ts';
import type { Behaviour, FaultRule } from '../../src/sandbox/index.ts';
import { run, scratch } from './run.ts';

/** What becomes of a person's built-in role and role in a space, as whoever runs the commands sees it. */

interface Server {
  readonly behaviour?: Partial<Behaviour>;
  readonly faults?: readonly FaultRule[];
}

/** An account in which raj holds something in a space, and a folder with a file about it. */
async function desk(alpha: object, file: string, { behaviour, faults = [] }: Server = {}) {
  const seed = {
    account: { name: 'Acme' },
    users: {
      'ana@example.com': { name: 'Ana', role: 'admin' },
      'bo@example.com': { name: 'Bo', role: 'admin' },
      'raj@example.com': { name: 'Raj', role: 'member' },
    },
    roles: { 'Data Scientist': { permissions: ['PROJECT_READ', 'DATASET_CREATE'] } },
    organizations: {
      Research: { members: { 'raj@example.com': 'member' }, spaces: { alpha } },
    },
  };
  const sandbox = openSandbox({
    seed: parseSeed(seed, 'the seed'),
    ...(behaviour && { behaviour }),
    faults: [...faults],
  });
  const { url, graphqlUrl, close } = await serve(sandbox);
  onTestFinished(close);
  const cwd = await scratch();
  await writeFile(
    join(cwd, 'access.yaml'),
    `version: 1\norganizations: {Research: {spaces: {alpha: {${file}}}}}\n`,
  );
  const env = {
    ARIZE_API_KEY: sandbox.keys()[0]?.key ?? '',
    ARIZE_BASE_URL: url,
    ARIZE_GRAPHQL_ENDPOINT: graphqlUrl,
  };
  return {
    /** Runs a command; its output with the line ends of a narrow screen taken out. */
    async ax(...args: readonly string[]) {
      const { code, stdout, stderr } = await run(args, { cwd, env });
      return { code, out: stdout.replaceAll(/\s+/g, ' '), err: stderr };
    },
    has() {
      const space = sandbox.snapshot().organizations?.['Research']?.spaces?.['alpha'];
      return [space?.members?.['raj@example.com'], space?.bindings?.['raj@example.com']];
    },
  };
}

const role = { 'raj@example.com': 'Data Scientist' };
const word = { 'raj@example.com': 'member' };
const toRole = 'members: {}, bindings: {raj@example.com: Data Scientist}';

test.each<Partial<Behaviour>>([{}, { custom_replaces_word: false }])(
  'from `members` to `bindings`: one change, asked about, done, and undone by one (%o)',
  async (behaviour) => {
    const { ax, has } = await desk({ members: word }, toRole, { behaviour });
    const planned = await ax('plan', '--details');
    expect(planned.out).toContain(
      '~ update member raj@example.com role: member -> "Data Scientist" (reduces access)',
    );
    expect(JSON.parse((await ax('plan', '--json')).out)).toMatchObject({
      summary: { create: 0, update: 1, delete: 0, manual: 0 },
      changes: [{ effect: 'reduces', becomes: 'space/Research/alpha/binding/raj@example.com' }],
    });
    expect(planned.out).toContain('in the same step, so for a moment neither gives access.');

    expect([(await ax('apply')).code, has()]).toEqual([1, ['member', undefined]]);
    const applied = await ax('apply', '--yes');
    expect([applied.code, has()]).toEqual([0, [undefined, 'Data Scientist']]);
    expect((await ax('plan', '--detailed-exitcode')).code).toBe(0);

    const [, undo = ''] = /To undo: ax-access undo (\S+)/.exec(applied.out) ?? [];
    const back = await ax('undo', undo, '--apply', '--yes', '--allow-destructive');
    expect([back.out, back.code, has()]).toEqual([back.out, 0, ['member', undefined]]);
  },
);

test('from a role to a built-in role, where Arize says yes to the removal and does nothing', async () => {
  const faults = [{ on: 'DELETE /v2/role-bindings/*', fault: 'not-done' }] as const;
  const { ax, has } = await desk({ bindings: role }, 'members: {raj@example.com: member}', {
    faults,
  });
  const { code, out } = await ax('apply', '--yes', '--allow-destructive');
  expect([code, has()]).toEqual([1, ['member', 'Data Scientist']]);
  expect(out).toContain('x ~ update member raj@example.com in space alpha in Research');
  expect(out).toContain('the item that it replaces is still there.');
});

test('a built-in role beside a role that Arize drops: named, and not a success', async () => {
  const { ax, has } = await desk(
    { bindings: role },
    'description: Models, members: {raj@example.com: member}, bindings: {raj@example.com: Data Scientist}',
    { behaviour: { binding_survives_word: false } },
  );
  const { code, out } = await ax('apply', '--yes');
  expect([code, has()]).toEqual([4, ['member', undefined]]);
  expect(out).toContain(
    'Arize accepted the request, but space role binding "raj@example.com" (Data Scientist) is also gone.',
  );
  const again = await ax('apply', '--yes');
  expect([again.code, has()]).toEqual([0, ['member', 'Data Scientist']]);
});

test('where Arize lets go of the built-in role in no way, the failure names the edit that works', async () => {
  const { ax, has } = await desk({ members: word }, toRole, {
    behaviour: { custom_replaces_word: false },
    faults: [{ on: 'DELETE /v2/spaces/*', fault: 'not-done' }],
  });
  const { code, out } = await ax('apply', '--yes');
  expect([code, has()]).toEqual([1, ['member', 'Data Scientist']]);
  expect(out).toContain(
    'To keep both, list raj@example.com with member under `members` and with "Data Scientist" under `bindings`.',
  );
});
