import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportDocument } from '../../src/report/document.ts';
import { served } from './account.ts';
import { run, scratch, start } from './run.ts';

const seed = {
  account: { name: 'Acme' },
  users: {
    'ana@x.org': { name: 'Ana', role: 'admin' },
    'bo@x.org': { name: 'Bo', role: 'admin' },
    'old@x.org': { name: 'Old', role: 'member', status: 'inactive' },
    'svc@b.x.org': { name: 'svc', role: 'member', bot: true },
  },
  api_keys: [{ name: 'batch', user: 'svc@b.x.org', created_by: 'old@x.org' }],
  organizations: {
    P: {
      members: { 'svc@b.x.org': 'member' },
      spaces: {
        s: { members: { 'svc@b.x.org': 'member' } },
        t: { members: { 'svc@b.x.org': 'member' } },
      },
    },
  },
};

const file = `version: 1
organizations:
  P:
    spaces:
      s:
        service_keys:
          ingest: { role: member, expires: 90d, deliver: { file: ingest.key } }
          bare: {}
      t:
        service_keys:
          ingest: { role: member, deliver: { file: t.key } }
protected: [{service_key: bare, space: s, organization: P}]
`;

async function folder(text = file): Promise<string> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  if (text !== '') await writeFile(join(cwd, 'access.yaml'), text);
  return cwd;
}

const keys = (cwd: string, ...args: readonly string[]) =>
  run([...args, '--sandbox=seed.yaml', '-q', '--today', '2026-01-20'], {
    cwd,
    env: { COLUMNS: '100' },
  });

test('keys that somebody should look at are marked', async () => {
  const { stdout } = await keys(await folder(''), 'keys', 'list');
  expect(stdout.replaceAll(/ak-\S+,/g, 'ak-…,')).toBe(`Spaces P / s, P / t
  batch  ak-…, created 2026-01-01 by old@x.org
      ! its creator is blocked
      ! never expires
      ! was never used

Your personal keys
  "Seeded key of Ana"  ak-…, created 2026-01-01, last used 2026-01-20
      ! never expires

1 service key, 1 personal key of yours, 2 need attention.
`);
});

test('a key is replaced on demand, and the old one revoked on demand', async () => {
  // In a protected space, too: the command names the key.
  const guarded = 'protected: [{space: s, organization: P}]\n';
  const cwd = await folder(
    file.replace('          bare: {}\n', '').replace(/protected.*\n/, guarded),
  );
  await keys(cwd, 'apply');
  const first = await readFile(join(cwd, 'ingest.key'), 'utf8');

  const where = ['--space', 's', '--organization', 'P'];
  const shown = await keys(cwd, 'keys', 'rotate', 'ingest', ...where, '--details');
  expect(shown.stdout).toContain(
    '~ rotate service key ingest  role: member, to_file: ingest.key,\n        expires: 2026-04-20 -> 2026-04-20',
  );
  expect(shown.stdout).toContain(
    'Next: ax-access keys rotate ingest --organization P --space s --apply',
  );
  expect(await readFile(join(cwd, 'ingest.key'), 'utf8')).toBe(first);

  const rotated = await keys(cwd, 'keys', 'rotate', 'ingest', ...where, '--apply');
  expect(rotated).toMatchObject({ code: 0 });
  const second = await readFile(join(cwd, 'ingest.key'), 'utf8');
  expect(second).not.toBe(first);

  const older = ['keys', 'revoke', 'ingest', '--older', ...where];
  const held = await keys(cwd, ...older, '--apply');
  expect(held.stdout).toMatch(
    /x revoke older service key ingest in s {2}QXBp\S+ created 2026-01-20/,
  );
  expect(held.stdout).toContain('Applied: 0 done, 1 held back.');
  expect(held.stdout.replaceAll(/\s+/g, ' ')).toContain('takes from protected space s');
  expect(await keys(cwd, ...older, '--apply', '--allow-destructive', '--yes')).toMatchObject({
    code: 0,
  });
  expect((await keys(cwd, ...older)).stderr).toContain('it has not replaced another');

  const printed = [shown, rotated, held].map(({ stdout, stderr }) => stdout + stderr).join('');
  const kept = await readdir(join(cwd, '.ax-access/sandbox-journal'));
  const journals = await Promise.all(
    kept.map((name) => readFile(join(cwd, '.ax-access/sandbox-journal', name), 'utf8')),
  );
  for (const secret of [first, second]) {
    expect(secret).toMatch(/^ak-/);
    expect(`${printed}${journals.join('')}`).not.toContain(secret);
  }
});

test('a key is revoked without a file, in all its spaces', async () => {
  const cwd = await folder('');
  const shown = await keys(cwd, 'keys', 'revoke', 'batch');
  expect(shown.stdout).toContain(
    'The key "batch" works in "P" / "s", "P" / "t", and stops working in all of them.',
  );
  const ran = await keys(cwd, 'keys', 'revoke', 'batch', '--apply', '--allow-destructive', '--yes');
  expect(ran).toMatchObject({ code: 0 });
  expect((await keys(cwd, 'keys', 'list')).stdout).toContain(
    '\nNo service keys, 1 personal key of yours',
  );
});

/** Two keys called batch: one of both spaces, and one of s alone, which counts as the newer one. */
async function twoKeys(): Promise<{ cwd: string; both: string; alone: string }> {
  const cwd = await scratch();
  const second = {
    ...seed,
    users: { ...seed.users, 'two@b.x.org': { name: 'two', role: 'member', bot: true } },
    api_keys: [
      { name: 'batch', user: 'svc@b.x.org', expires_at: '2027-01-01T00:00:00Z' },
      { name: 'batch', user: 'two@b.x.org' },
    ],
    organizations: {
      P: {
        members: { 'svc@b.x.org': 'member', 'two@b.x.org': 'member' },
        spaces: {
          s: { members: { 'svc@b.x.org': 'member', 'two@b.x.org': 'member' } },
          t: { members: { 'svc@b.x.org': 'member' } },
        },
      },
    },
  };
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(second));
  // Spaces are the heading of the keys that work there.
  const { stdout } = await keys(cwd, 'keys', 'list');
  const idBelow = (heading: string): string =>
    new RegExp(`^${heading}\\n.*id (\\S+),`, 'm').exec(stdout.replaceAll(/,\n +/g, ', '))?.[1] ??
    heading;
  return { cwd, both: idBelow('Spaces P / s, P / t'), alone: idBelow('Space P / s') };
}

const revoking = ['--apply', '--allow-destructive', '--yes'];

test('a name that several keys have revokes none, and lists them', async () => {
  const { cwd, both, alone } = await twoKeys();
  for (const more of [[], ['--space', 's'], ['--older']]) {
    // eslint-disable-next-line no-await-in-loop
    const ran = await keys(cwd, 'keys', 'revoke', 'batch', ...more, ...revoking);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 64, stdout: '' });
    const said = ran.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain(
      `${both} in "P" / "s" and "P" / "t", created 2026-01-01, expires 2027-01-01`,
    );
    expect(said).toContain(`${alone} in "P" / "s", created 2026-01-01`);
    expect(said).toContain('Nothing was revoked. Name one by its id: ax-access keys revoke QXBp');
  }
  expect((await keys(cwd, 'keys', 'list')).stdout).toContain('2 service keys');
});

test.each(['by its id', 'by its space'])(
  'one of two keys with a name is revoked %s',
  async (how) => {
    const { cwd, both, alone } = await twoKeys();
    const named = how === 'by its id' ? [both] : ['batch', '--space', 't'];
    const shown = await keys(cwd, 'keys', 'revoke', ...named);
    expect(shown.stdout).toContain(both);
    expect(shown.stdout).not.toContain(alone);
    expect(await keys(cwd, 'keys', 'revoke', ...named, ...revoking)).toMatchObject({ code: 0 });
    const { stdout } = await keys(cwd, 'keys', 'list', '--format', 'json');
    expect(stdout).toContain(alone);
    expect(stdout).not.toContain(both);
  },
);

test('what the file protects is not revoked, and what it lists is told', async () => {
  const cwd = await folder(file.replace('bare: {}', 'batch: {}').replace('bare', 'batch'));
  const { code, stdout } = await keys(
    cwd,
    'keys',
    'revoke',
    'batch',
    '--apply',
    '--allow-destructive',
  );
  expect(code).toBe(3);
  expect(stdout).toContain(
    'service key "batch" is protected, but this run would take something from it.',
  );
  expect(stdout).toContain('access.yaml still lists it, so the next apply creates a new one.');
});

test.each<[string, number, string]>([
  ['keys rotate ingest', 64, 'Several service keys are called "ingest": in "P" / "s"; "P" / "t".'],
  ['keys rotate ingst', 64, 'Service key "ingst" is not in access.yaml, and Arize does not show'],
  ['keys revoke bach', 64, 'No such service key: "bach".\n  Did you mean "batch"?'],
  ['keys revoke batch --older', 1, 'it has not replaced another'],
  ['keys rotate', 64, 'Missing argument <name>.'],
])('%s is refused', async (line, code, expected) => {
  const cwd = await folder(file.replace('          bare: {}\n', '').replace(/protected.*\n/, ''));
  const ran = await keys(cwd, ...line.split(' '));
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
  expect(ran.stderr).toContain(expected);
});

test('a run that is killed while it makes a key is told by the next plan', async () => {
  const { env } = await served((request, next) =>
    request.method === 'POST' && request.url.endsWith('/v2/api-keys')
      ? next().then(() => new Promise<Response>(() => undefined))
      : next(),
  );
  const cwd = await scratch();
  await writeFile(
    join(cwd, 'access.yaml'),
    `version: 1
organizations: {Research: {spaces: {lab: {service_keys: {traces: {role: member, deliver: {file: a.key}}}}}}}
`,
  );
  const { child, ended } = await start(['apply', '-v'], { cwd, env });
  const killed = ended.catch((error: unknown) => error);
  const journal = join(cwd, '.ax-access/journal');
  await until(async () => (await textsOf(journal)).includes('"type":"begin"'));
  child.kill('SIGKILL');
  await killed;
  const next = await run(['plan'], { cwd, env });
  expect(next.stderr).toMatch(
    /The run of \S+ was killed while creating the service key "traces"\. If it exists, its secret may be lost\. To replace it: ax-access keys rotate traces --space lab --organization Research/,
  );
});

test('a key that has come due is replaced by a saved plan too, once', async () => {
  const cwd = await folder(
    file
      .replace('          bare: {}\n', '')
      .replace(/protected.*\n/, '')
      .replace('expires: 90d,', 'expires: 90d, rotate_before: 30d,'),
  );
  await keys(cwd, 'apply');
  const first = await readFile(join(cwd, 'ingest.key'), 'utf8');
  const later = (...args: readonly string[]) =>
    run([...args, '--sandbox', '-q'], { cwd, env: { COLUMNS: '100' } });
  expect(await later('plan', '--out', 'plan.json', '--today', '2026-04-01')).toMatchObject({
    code: 0,
  });
  const drift = await later('drift', '--today', '2026-04-01');
  expect(drift.stdout).toContain('Not applied yet 1\n');
  expect(await later('apply', 'plan.json', '--today', '2026-04-01')).toMatchObject({ code: 0 });
  const second = await readFile(join(cwd, 'ingest.key'), 'utf8');
  expect(second).not.toBe(first);
  expect((await later('apply', 'plan.json')).code).toBe(5);
  expect(await readFile(join(cwd, 'ingest.key'), 'utf8')).toBe(second);
});

/** Waits for something that another process does. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((again) => setImmediate(again));
}

async function textsOf(path: string): Promise<string> {
  const names = await readdir(path).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(path, name), 'utf8')));
  return texts.join('');
}

test('a key that is not there can not be taken into the file, and drift does not offer it', async () => {
  const own = file.replaceAll(/^.*bare.*\n/gm, '');
  const cwd = await folder(own);
  const looked = await keys(cwd, 'drift');
  expect(looked.stdout).toContain('2 different');
  expect(looked.stdout).not.toContain('--adopt');
  const details = await keys(cwd, 'drift', '--details');
  expect(details.stdout).not.toContain('--adopt');
  const [id = ''] = /\b[0-9a-f]{8}\b/.exec(details.stdout) ?? [];
  for (const named of [[], [id]]) {
    // Once for all of them, once for one by its id.
    // eslint-disable-next-line no-await-in-loop
    const adopted = await keys(cwd, 'drift', '--adopt', ...named);
    expect(adopted.code).toBe(2);
    expect(adopted.stdout).not.toContain('adopted');
    expect(adopted.stderr).toContain('Arize does not show all of it');
    // eslint-disable-next-line no-await-in-loop
    expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe(own);
  }
});

test('the lines and the command of a finding about a key that never expires replace it', async () => {
  const cwd = await folder(file.replace('          bare: {}\n', '').replace(/protected.*\n/, ''));
  const once = {
    ...seed,
    users: { ...seed.users, 'one@b.x.org': { name: 'one', role: 'member', bot: true } },
    api_keys: [{ name: 'endless', user: 'one@b.x.org' }],
    organizations: {
      P: {
        members: { 'one@b.x.org': 'member' },
        spaces: { s: { members: { 'one@b.x.org': 'member' } }, t: {} },
      },
    },
  };
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(once));
  const endless = async () => {
    const { stdout } = await keys(cwd, 'report', '--json');
    const { findings }: ReportDocument = JSON.parse(stdout);
    return findings.filter(({ code }) => code === 'key-never-ends');
  };
  const [found] = await endless();
  const more = `$&\n            role: member\n            deliver: {file: endless.key}`;
  const lines = found?.fix.yaml?.replace(/ {12}expires:.*/, more) ?? '';
  await writeFile(join(cwd, 'access.yaml'), `version: 1\n${lines}`);
  const [, ...words] = found?.command?.split(' ') ?? [];
  const flags = words.filter(
    (word) => !word.startsWith('--sandbox') && !word.startsWith('--today'),
  );
  expect(await keys(cwd, ...flags, '--apply', '--yes')).toMatchObject({ code: 0 });
  expect(await endless()).toHaveLength(1);
  const revoke = flags.map((word) => (word === 'rotate' ? 'revoke' : word));
  expect(
    await keys(cwd, ...revoke, '--older', '--apply', '--allow-destructive', '--yes'),
  ).toMatchObject({ code: 0 });
  expect(await endless()).toEqual([]);
});
