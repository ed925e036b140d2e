import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoreAccount, stateVersion } from '../../src/sandbox/account.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { openSandbox, StateError } from '../../src/sandbox/index.ts';
import { keptStates, newestState } from './stateFiles.ts';

const kept = newestState();

let file = '';
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'sandbox-file-')), 'sandbox.json');
});
afterEach(() => rm(join(file, '..'), { recursive: true }));

/** Opens a state file and reads all that it holds; gives the statuses of the answers. */
async function readAll(): Promise<{ sandbox: Sandbox; statuses: Set<number> }> {
  const sandbox = openSandbox({ stateFile: file });
  const statuses = new Set<number>();
  const lists = ['users', 'organizations', 'spaces', 'projects', 'roles', 'api-keys', 'audit-logs'];
  for (const list of [...lists, 'role-bindings?resource_type=SPACE', 'resource-restrictions']) {
    const request = new Request(`http://sandbox/v2/${list}`, {
      headers: { authorization: 'Bearer admin-key' },
    });
    statuses.add((await sandbox.handle(request)).status);
  }
  const query =
    '{ account { samlIdPs(first: 9) { edges { node { roleMappings { attributesMap } } } } } }';
  const request = new Request('http://sandbox/graphql', {
    method: 'POST',
    headers: { 'x-api-key': 'admin-key' },
    body: JSON.stringify({ query }),
  });
  statuses.add((await sandbox.handle(request)).status);
  sandbox.tree();
  sandbox.snapshot();
  await sandbox.close();
  return { sandbox, statuses };
}

/** What comes of reading the file: the worst status of an answer, or what the refusal says. */
async function outcome(): Promise<string> {
  try {
    const { statuses } = await readAll();
    return String(Math.max(...statuses));
  } catch (error) {
    if (error instanceof StateError) return error.message;
    throw error;
  }
}

/** What opening a file with this in it says; the file stays as it is, and free. */
async function refusal(text: string): Promise<string> {
  await writeFile(file, text);
  const message = (await outcome()).replace(file, 'FILE');
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(join(file, '..'))).toEqual(['sandbox.json']);
  return message;
}

/** Every way into a JSON value, to each of its parts; of long lists to the first item. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const parts = Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined);
  return [path, ...parts.flatMap(([name, part]) => pathsIn(part, [...path, name]))];
}

/** A copy with another value at a path; `undefined` leaves the part out. */
function changed(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) =>
      String(at) === name ? changed(item, rest, put) : item,
    );
  }
  const fields = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(
    fields.map(([key, item]) => [key, key === name ? changed(item, rest, put) : item]),
  );
}

// A change of what a row holds turns this red: raise `since` of the resource, and add a file of the new version.
test.each(keptStates)('a file that version $version wrote is read', async (state) => {
  await writeFile(file, JSON.stringify(state));
  const { sandbox, statuses } = await readAll();
  expect(statuses).toEqual(new Set([200]));
  expect(sandbox.snapshot()).toMatchObject({
    account: { name: 'Example Corp' },
    organizations: { Platform: { spaces: { alpha: { private: true } } } },
    api_keys: [{ name: 'old', revoked: true }, { name: 'ci' }],
    saml: [{ domains: ['example.com'] }],
  });
});

test('a file of an older version is one of the newest after the next write', async () => {
  await writeFile(file, JSON.stringify(keptStates[0]));
  const sandbox = openSandbox({ stateFile: file });
  const request = new Request('http://sandbox/v2/organizations', {
    method: 'POST',
    headers: { authorization: 'Bearer admin-key' },
    body: '{"name":"New"}',
  });
  expect((await sandbox.handle(request)).status).toBe(201);
  await sandbox.close();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: stateVersion });
});

test('a table that is younger than the file is empty', () => {
  const { id, name, createdAt, ticks } = kept.account;
  const account = restoreAccount({ id, name, createdAt, ticks }, 1);
  expect(account.users.all()).toEqual([]);
});

describe('a file that cannot be used says so, and how to start afresh', () => {
  const damaged = 'FILE: the state of the sandbox is damaged:';
  const afresh = 'Start over with `ax-access sandbox reset`.';

  test.each([
    ['empty', ''],
    ['garbage', '\u0000\u0001ELF'],
    ['cut off', JSON.stringify(kept).slice(0, 5000)],
    ['cut off at its end', JSON.stringify(kept).slice(0, -1)],
  ])('%s', async (_, text) => {
    expect(await refusal(text)).toBe(`${damaged} it is not valid JSON. ${afresh}`);
  });

  test.each([
    ['null', 'it contains no account'],
    ['[]', 'it contains no account'],
    ['{}', 'it has no version'],
    ['{"version":"2"}', 'it has no version'],
    ['{"version":2}', 'its seed is missing'],
    ['{"version":2,"seed":null}', 'its behaviour is missing or damaged'],
    ['{"version":2,"seed":null,"behaviour":{"no":1}}', 'its behaviour is missing or damaged'],
    ['{"version":2,"seed":null,"behaviour":{}}', 'its account is missing or damaged'],
    ['{"version":2,"seed":null,"behaviour":{},"account":{}}', 'its account is missing or damaged'],
  ])('%s', async (text, what) => {
    expect(await refusal(text)).toBe(`${damaged} ${what}. ${afresh}`);
  });

  test('a table or a row that is damaged is named', async () => {
    const without = changed(kept, ['account', 'roles'], undefined);
    expect(await refusal(JSON.stringify(without))).toBe(
      `${damaged} its table \`roles\` is missing or is not a table. ${afresh}`,
    );
    const nameless = changed(kept, ['account', 'users', 'rows', '0', 'email'], undefined);
    expect(await refusal(JSON.stringify(nameless))).toBe(
      `${damaged} its table \`users\` has a damaged row (number 1). ${afresh}`,
    );
    const twice = changed(kept, ['account', 'users', 'rows', '0', 'id'], 2);
    expect(await refusal(JSON.stringify(twice))).toContain('`users` has a damaged row (number 2)');
    const given = changed(kept, ['account', 'users', 'next'], 1);
    expect(await refusal(JSON.stringify(given))).toContain('`users` has a damaged row (number 1)');
  });

  test.each([0, 1, -1, 1.5])('version %s', async (version) => {
    expect(await refusal(JSON.stringify({ ...kept, version }))).toBe(
      `FILE: an older ax-access wrote this sandbox (state version ${version}, oldest readable 2). ${afresh}`,
    );
  });

  test.each([stateVersion + 1, stateVersion + 0.5, 1e300])('version %s', async (version) => {
    expect(await refusal(JSON.stringify({ ...kept, version }))).toBe(
      `FILE: a newer ax-access wrote this sandbox (state version ${version}, newest known here ${stateVersion}). ` +
        'Update ax-access, or start over with `ax-access sandbox reset`.',
    );
  });
});

test('with any part missing or replaced, a file is read or refused in words', async () => {
  const outcomes: string[] = [];
  for (const path of pathsIn(kept)) {
    for (const put of [undefined, 'x']) {
      await writeFile(file, JSON.stringify(changed(kept, path, put)) ?? '');
      outcomes.push(await outcome());
    }
  }
  const wrong = outcomes.filter(
    (each) =>
      !/^[24]\d\d$/.test(each) && !each.includes('tart over with `ax-access sandbox reset`'),
  );
  expect(wrong).toEqual([]);
  expect(outcomes.filter((each) => each === '200').length).toBeLessThan(outcomes.length / 3);
});
