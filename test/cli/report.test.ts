import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportDocument } from '../../src/report/document.ts';
import { complaintsBy } from '../render/closedSchema.ts';
import { run, scratch } from './run.ts';

const complaints = complaintsBy('schema/report.schema.json');

/** The example account of the README, and its file. */
async function example(): Promise<string> {
  const cwd = await scratch();
  await copyFile(resolve('access.yaml'), join(cwd, 'access.yaml'));
  return cwd;
}

const parsed = (text: string): ReportDocument => JSON.parse(text);

const day = ['--today', '2026-12-01'];

test('report alone is the access map in short: how much there is, and what the plan comes to', async () => {
  const cwd = await example();
  const { code, stdout } = await run(['report', '--sandbox', '-q', ...day], { cwd });
  expect([code, stdout]).toMatchInlineSnapshot(`
    [
      0,
      "Access map of Acme in the sandbox on 2026-12-01   (as jane@example.com, account
      admin)

    6 people (2 account admins), 1 open invitation, 1 service identity, 0 service
      keys, 1 organization, 2 spaces, 2 projects, 1 custom role.
    Arize shows that an admin has access to a space, but not whether they are also a
      member of it. So no plan adds or removes these possible memberships:
      jane@example.com, omar@example.com, in 2 spaces.

    No findings in what was read.

    Plan: 7 to add, 5 to change, 4 to destroy (2 cannot be undone).
          5 people lose access (3 without --allow-destructive), 2 of them
          everything; 3 people gain access; 1 service key loses access; 1 e-mail is
          sent.
    ",
    ]
  `);
});

test('as JSON it has everyone, every place, every grant, and the plan', async () => {
  const cwd = await example();
  const { code, stdout } = await run(['report', '--sandbox', '-q', '--json', ...day], { cwd });
  expect(code).toBe(0);
  expect(complaints(stdout)).toEqual([]);
  const { people, places, plan, file, where, of } = parsed(stdout);
  expect({ of, where, file }).toEqual({
    of: 'live',
    where: 'the sandbox',
    file: { name: 'access.yaml' },
  });
  expect(people.map(({ email }) => email)).toContain('traces-bot@service.example.com');
  expect(places.map(({ name }) => name)).toContain('playground');
  const planned = await run(['plan', '--sandbox', '-q', '--json'], { cwd });
  const { changes }: { changes: readonly { address: string }[] } = JSON.parse(planned.stdout);
  expect(plan?.changes.map(({ address }) => address)).toEqual(
    changes.map(({ address }) => address),
  );
});

test('without an access file it is the account alone', async () => {
  const cwd = await scratch();
  const { code, stdout } = await run(['report', '--sandbox', '-q', '--json', '-o', 'map.json'], {
    cwd,
  });
  expect([code, stdout]).toEqual([0, '']);
  const text = await readFile(join(cwd, 'map.json'), 'utf8');
  expect(complaints(text)).toEqual([]);
  expect(parsed(text)).not.toHaveProperty('plan');
});

test('--desired asks no account, and says that it cannot know all', async () => {
  const cwd = await example();
  const { code, stdout } = await run(['report', '--desired', '--json', ...day], { cwd });
  expect(code).toBe(0);
  expect(complaints(stdout)).toEqual([]);
  const document = parsed(stdout);
  expect(document.of).toBe('desired');
  expect(document).not.toHaveProperty('account');
  expect(document.leaves_out).toEqual([
    'Based on access.yaml alone: what it does not manage, and what predefined roles allow, is unknown.',
  ]);
});

test('a file called .html is the page, which holds the same document', async () => {
  const cwd = await example();
  const made = ['report', '--sandbox', '-q', ...day];
  expect(await run([...made, '-o', 'access.html'], { cwd })).toMatchObject({ code: 0, stdout: '' });
  const html = await readFile(join(cwd, 'access.html'), 'utf8');
  const [, data = ''] = /id="report">([^]*?)<\/script>/.exec(html) ?? [];
  const json = await run([...made, '--json'], { cwd });
  expect({ ...parsed(data), made: '' }).toEqual({ ...parsed(json.stdout), made: '' });
  expect(html).toContain('<title>Acme: 5 lose access, 2 cannot be undone</title>');
  const printed = await run([...made, '--format', 'html'], { cwd });
  expect(printed.stdout).toMatch(/^<!doctype html>/);
});

test('report map is the same as report, and its flags are not those of report review', async () => {
  const cwd = await example();
  const bare = await run(['report', '--sandbox', '-q', ...day], { cwd });
  expect(await run(['report', 'map', '--sandbox', '-q', ...day], { cwd })).toEqual(bare);
  const { code, stderr } = await run(['report', 'review', '--desired'], { cwd });
  expect([code, stderr.split('\n')[0]]).toEqual([64, 'error: Unknown flag "--desired".']);
  const other = await run(['report', 'mapp'], { cwd });
  expect([other.code, other.stderr]).toMatchInlineSnapshot(`
    [
      64,
      "error: Unknown command "mapp".
      Did you mean report map?
    ",
    ]
  `);
});

/** The document in a page. */
function inPage(html: string): ReportDocument {
  const [, text = ''] =
    /<script type="application\/json" id="report">(.*?)<\/script>/.exec(html) ?? [];
  return parsed(text);
}

test('plan --format html is the page of the plan, and says that it looked no further', async () => {
  const cwd = await example();
  const { code, stdout } = await run(['plan', '--sandbox', '-q', '--format', 'html', ...day], {
    cwd,
  });
  expect(code).toBe(0);
  const document = inPage(stdout);
  expect(complaints(JSON.stringify(document))).toEqual([]);
  expect(document).toMatchObject({ command: 'plan', plan: { consent: false } });
  expect(document.leaves_out[0]).toBe(
    'Only what access.yaml is about was read. For the whole account: ax-access report -o access.html --sandbox',
  );
  const destroying = await run(
    ['plan', '--sandbox', '-q', '--format', 'html', '--allow-destructive', ...day],
    { cwd },
  );
  expect(inPage(destroying.stdout).plan?.consent).toBe(true);
});

test('drift --format html is the page of the differences', async () => {
  const cwd = await example();
  const { code, stdout } = await run(['drift', '--sandbox', '-q', '--format', 'html', ...day], {
    cwd,
  });
  expect(code).toBe(2);
  const document = inPage(stdout);
  expect(complaints(JSON.stringify(document))).toEqual([]);
  const { stdout: json } = await run(['drift', '--sandbox', '-q', '--json', ...day], { cwd });
  const { drift }: { drift: { findings: readonly { id: string }[] } } = JSON.parse(json);
  expect(document.plan?.drift?.findings.map(({ id }) => id)).toEqual(
    drift.findings.map(({ id }) => id),
  );
});

test('drift -o writes the result, also as a page, and replaces a file only with --overwrite', async () => {
  const cwd = await example();
  const drift = ['drift', '--sandbox', '-q', ...day];
  const { stdout } = await run(drift, { cwd });
  expect(await run([...drift, '-o', 'drift.txt'], { cwd })).toMatchObject({ code: 2, stdout: '' });
  expect(await readFile(join(cwd, 'drift.txt'), 'utf8')).toBe(stdout);
  const paged = [...drift, '-o', 'drift.html', '--also', 'text=also.txt'];
  expect(await run(paged, { cwd })).toMatchObject({ code: 2, stdout: '' });
  const page = await readFile(join(cwd, 'drift.html'), 'utf8');
  expect(inPage(page).command).toBe('drift');
  expect(await readFile(join(cwd, 'also.txt'), 'utf8')).toBe(stdout);
  await writeFile(join(cwd, 'drift.html'), 'mine');
  const { code, stderr } = await run(paged, { cwd });
  expect([code, stderr.split('\n')[0]]).toEqual([1, 'error: drift.html already exists.']);
  expect(await readFile(join(cwd, 'drift.html'), 'utf8')).toBe('mine');
  expect((await run([...paged, '--overwrite'], { cwd })).code).toBe(2);
  expect(await readFile(join(cwd, 'drift.html'), 'utf8')).toMatch(/^<!doctype html>/);
});

test.each(['report', 'drift'])('%s -o writes no colors into a file', async (command) => {
  const cwd = await example();
  const colored = { cwd, env: { FORCE_COLOR: '1' } };
  const shown = await run([command, '--sandbox', '-q'], colored);
  await run([command, '--sandbox', '-q', '-o', 'result.txt'], colored);
  const text = await readFile(join(cwd, 'result.txt'), 'utf8');
  expect([shown.stdout.includes('\u001B['), text.includes('\u001B[')]).toEqual([true, false]);
});

test('--also writes the page beside the plan, and replaces no page of another kind', async () => {
  const cwd = await example();
  const also = ['plan', '--sandbox', '-q', '--also', 'html=plan.html', ...day];
  const plain = await run(['plan', '--sandbox', '-q', ...day], { cwd });
  expect(await run(also, { cwd })).toEqual(plain);
  expect(inPage(await readFile(join(cwd, 'plan.html'), 'utf8')).command).toBe('plan');
  expect((await run(also, { cwd })).code).toBe(0);
  await writeFile(join(cwd, 'plan.html'), '<!doctype html>\n<html lang="en">mine</html>\n');
  const { code, stderr } = await run(also, { cwd });
  expect([code, stderr.split('\n')[0]]).toEqual([
    1,
    'error: --also would replace plan.html, which is not a result of an earlier run.',
  ]);
});

test('a plan saved under the name of a page is refused, with what to write', async () => {
  const cwd = await example();
  const { code, stderr } = await run(['plan', '--sandbox', '-q', '-o', 'plan.html'], { cwd });
  expect([code, stderr]).toEqual([
    64,
    'error: --out saves the plan for apply, and plan.html is the name of a page.\n  For a page: --also html=plan.html\n',
  ]);
});

test('SAML mappings are part of the map, and one that points nowhere is a finding', async () => {
  const cwd = await scratch();
  const gone = 'U3BhY2U6OTk5OmFiY2Q=';
  const mapping = `{attributes: {groups: ml}, organization: {name: P, role: member}, spaces: [{organization: P, space: ${gone}, role: member}]}`;
  const seed = [
    'users: {jane@x.org: {name: Jane, role: admin}, raj@x.org: {name: Raj, role: admin}}',
    'organizations: {P: {members: {jane@x.org: admin, raj@x.org: admin}, spaces: {open: {}}}}',
    `saml: [{domains: [x.org], mappings: [${mapping}]}]`,
  ];
  await writeFile(join(cwd, 'seed.yaml'), `${seed.join('\n')}\n`);
  const { stdout } = await run(['report', '--sandbox=seed.yaml', '-q', '--json', ...day], { cwd });
  expect(complaints(stdout)).toEqual([]);
  const { saml, places, findings } = parsed(stdout);
  expect(saml).toEqual([
    {
      domains: ['x.org'],
      syncs_roles: false,
      mappings: [
        {
          group: 'groups = ml',
          grants: [
            {
              place: places.findIndex(({ name }) => name === 'P'),
              text: 'member in organization P',
            },
            { text: `member in space ${gone}, which does not exist` },
          ],
        },
      ],
    },
  ]);
  expect(findings.map(({ code, text, command }) => [code, text, command])).toEqual([
    [
      'dead-mapping',
      `The mapping for groups = ml refers to the space ${gone}, which does not exist.`,
      'ax-access saml check --sandbox=seed.yaml',
    ],
  ]);
});
