import { cp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { lastBaselines, lastSources, pastRuns } from '../../src/journal/readJournal.ts';
import { run, scratch } from '../cli/run.ts';

/**
 * Two runs of ax-access 0.1.0: one that made a role, and one that wrote nothing, on an account whose list of members
 * came back with two of eight.
 */
const folder = resolve('test/journal/from-0.1.0');
const whose = { account: { id: 'QWNjb3VudDo3Okx6N2U=' }, host: '127.0.0.1' };

test('journals of 0.1.0 are read: what runs did, what the file said, and how long lists were', () => {
  const [second, first] = pastRuns({ folder }, whose);
  expect(first?.start).toMatchObject({ format: 1, tool: '0.1.0', changes: 1 });
  expect(first?.ends).toMatchObject([{ address: 'role/Reader', status: 'done' }]);
  expect(second?.ends).toMatchObject([
    { address: 'organization/Research/member/cy@example.com', status: 'held' },
  ]);
  expect(lastSources({ folder }, whose, 'access.yaml')?.at).toBe(second?.start.at);
  // The run that wrote nothing changes none, and what is counted otherwise since begins anew.
  const counts = [...lastBaselines({ folder }, whose)].map(
    ([list, { count }]) => `${list} ${count}`,
  );
  expect(counts.toSorted()).toEqual([
    'organization 1',
    'organization_member organization/Research 8',
    'role 5',
    'space organization/Research 1',
    'space_member space/Research/lab 1',
    'user 9',
  ]);
});

test('what rests on a list that is short of them is held back', async () => {
  const cwd = await scratch();
  const people = ['cy', 'dee', 'eve', 'fay', 'gus', 'hal', 'ivy'];
  const seed = {
    account: { name: 'Acme', id: 7 },
    users: {
      'ana@example.com': { name: 'Ana', role: 'admin' },
      'bo@example.com': { name: 'Bo', role: 'admin' },
      ...Object.fromEntries(
        people.map((name) => [`${name}@example.com`, { name, role: 'member' }]),
      ),
    },
    organizations: {
      Research: { members: { 'ana@example.com': 'admin', 'cy@example.com': 'member' } },
    },
  };
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  const file = 'version: 1\norganizations: {Research: {members: {ana@example.com: admin}}}\n';
  await writeFile(join(cwd, 'access.yaml'), file);
  const plan = ['plan', '--allow-destructive', '--sandbox=seed.yaml', '-q'];
  expect((await run(plan, { cwd })).code).toBe(0);
  // As a run leaves them: what git tracks does not count.
  await cp(folder, join(cwd, 'runs'), { recursive: true });
  const { code, stdout } = await run([...plan, '--journal-dir', 'runs'], { cwd });
  expect(code).toBe(3);
  expect(stdout).toContain("--accept-count 'organization_member organization/Research=2'");
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'the baseline (run of 2025-03-01 10:00 UTC) has 8',
  );
});
