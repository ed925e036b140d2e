import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { openSandbox, parseSeed, serve } from '../../src/sandbox/index.ts';
import { enter, inShell } from '../cli/pty.ts';
import { run, scratch } from '../cli/run.ts';
import { blocksOf, commandLine, guides } from '../docs/pages.ts';
import { idsFrom } from '../drift/drifting.ts';
import type { Ask } from '../drift/drifting.ts';
import { printedIn } from './printed.ts';

/**
 * The tasks of an administrator's week, each in as few commands as a person needs who has the package alone: a command
 * from the help, then what is printed as next. Together they take no more than the commands of the guides.
 */

const seed = `
account: {name: Acme}
users:
  jane@example.com: {name: Jane Doe, role: admin}
  omar@example.com: {name: Omar Haddad, role: admin}
  raj@example.com: {name: Raj Patel, role: member}
  mei@example.com: {name: Mei Lin, role: member}
  tom@example.com: {name: Tom Roy, role: member}
roles:
  Viewer: {permissions: [PROJECT_READ]}
organizations:
  Platform:
    members: {raj@example.com: member, mei@example.com: member, tom@example.com: member}
    spaces:
      alpha:
        private: true
        members: {raj@example.com: member, mei@example.com: member, tom@example.com: member}
        projects: {fraud: {}}
`;

const without = /\s+# .*$/;

async function commandsOfGuides(): Promise<number> {
  const pages = (await readdir(guides)).map((name) => readFile(join(guides, name), 'utf8'));
  return (await Promise.all(pages))
    .flatMap(blocksOf)
    .filter(({ info }) => info === 'console')
    .flatMap(({ content }) => [...content.matchAll(commandLine)]).length;
}

/** Requests of an admin who works in Arize itself. */
const asking =
  (url: string, key: string): Ask =>
  async (method, path, body) => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer.json();
  };

test('every task of a week takes the command from the help, and what is printed as next', async () => {
  const sandbox = openSandbox({ seed: parseSeed(parse(seed), 'the seed') });
  const served = await serve(sandbox);
  await using _ = { [Symbol.asyncDispose]: () => served.close() };
  const key = sandbox.keys()[0]?.key ?? '';
  const cwd = await scratch();
  const env = {
    ARIZE_API_KEY: key,
    ARIZE_BASE_URL: served.url,
    ARIZE_GRAPHQL_ENDPOINT: served.graphqlUrl,
    HOME: cwd,
  };
  const file = join(cwd, 'access.yaml');
  let typed = 0;

  /** Types a command; a question is answered with the name of the account. */
  async function ax(command: string, code = 0): Promise<string> {
    typed += 1;
    const line = command.replace(without, '');
    // Only what applies can ask.
    const isAsked = /\bapply\b/.test(line);
    const words = line.split(' ').slice(1);
    const pty = isAsked ? await inShell(line, { cwd, env }) : undefined;
    await pty?.answers(/to continue:$/m, `Acme${enter}`);
    const ran = pty === undefined ? await run(words, { cwd, env }) : undefined;
    const ended = pty === undefined ? ran?.code : await pty.ended;
    const text = pty?.history() ?? `${ran?.stdout ?? ''}${ran?.stderr ?? ''}`;
    if (ended !== code || text.includes('BLOCKED'))
      throw new Error(`$ ${line} [${ended}]\n${text}`);
    return text;
  }

  /** The last command of those printed as next: the one that does everything. */
  const goOn = async (text: string): Promise<string> => {
    const next = printedIn(text).next.at(-1);
    if (next === undefined) throw new Error(`Nothing comes next.\n${text}`);
    return ax(next);
  };

  const edit = async (from: string, to: string): Promise<void> => {
    const text = await readFile(file, 'utf8');
    expect(text).toContain(from);
    await writeFile(file, text.replace(from, to));
  };

  const taken: Record<string, number> = {};
  async function task(name: string, work: () => Promise<void>): Promise<void> {
    const before = typed;
    await work();
    taken[name] = typed - before;
  }

  await task('a file of the account', async () => {
    const text = await ax('ax-access init');
    expect(await goOn(text)).toContain('No changes');
  });
  await task('invite two', async () => {
    await edit(
      '  jane@example.com: {',
      `  nora@example.com: {name: Nora New, role: member, invite: email_link}
  ben@example.com: {name: Ben Best, role: member, invite: email_link}
  jane@example.com: {`,
    );
    expect(await goOn(await ax('ax-access plan'))).toContain('Applied: 2 done.');
  });
  await task('onboard a team with a space, a role and a key', async () => {
    await edit(
      'roles:\n  Viewer:',
      `teams:
  search: [nora@example.com, ben@example.com]
roles:
  Search Engineer: {permissions: [PROJECT_READ, PROJECT_SPAN_READ]}
  Viewer:`,
    );
    await edit('    members:\n      ', '    members:\n      search: member\n      ');
    await edit(
      '    spaces:\n',
      `    spaces:
      search:
        private: true
        members: {search: Search Engineer}
        service_keys:
          traces: {role: member, expires: 90d, rotate_before: 14d, deliver: {file: traces.key}}
`,
    );
    expect(await goOn(await ax('ax-access plan'))).toContain('Applied: 7 done.');
    expect(await readFile(join(cwd, 'traces.key'), 'utf8')).toMatch(/^ak-/);
  });
  await task('restrict a project', async () => {
    await edit(
      '        members:\n          mei@example.com',
      `        projects:
          fraud: {restricted: true, bindings: {raj@example.com: Viewer}}
        members:
          mei@example.com`,
    );
    expect(await goOn(await ax('ax-access plan'))).toContain('Applied: 2 done.');
  });
  await task('who can', async () => {
    expect(await ax('ax-access who-can fraud')).toContain('raj@example.com  Viewer');
  });
  await task('why not', async () => {
    const text = await ax('ax-access explain mei@example.com fraud');
    expect(text).toContain('has no access to project fraud');
    expect(text).toContain('mei@example.com: Viewer');
  });
  await task('what can', async () => {
    expect(await ax('ax-access access mei@example.com')).toContain('space alpha');
  });
  await task('offboard', async () => {
    expect(await goOn(await ax('ax-access users offboard tom@example.com'))).toContain(
      'Wrote access.yaml.',
    );
    expect(await readFile(file, 'utf8')).toContain('- {user: tom@example.com}');
  });
  await task('rotate', async () => {
    const first = await readFile(join(cwd, 'traces.key'), 'utf8');
    await goOn(await ax('ax-access keys rotate traces'));
    expect(await readFile(join(cwd, 'traces.key'), 'utf8')).not.toBe(first);
    expect(await goOn(await ax('ax-access keys revoke traces --older'))).toContain('1 done.');
  });
  await task('ids for SAML', async () => {
    expect(await ax('ax-access saml export')).toContain('name: Search Engineer');
  });
  await task('drift, and adopt', async () => {
    const ask = asking(served.url, key);
    const ids = await idsFrom(ask);
    await ask('POST', `/v2/spaces/${ids.of('spaces', 'search')}/users`, {
      user_id: ids.of('users', 'mei@example.com'),
      role: { type: 'PREDEFINED', name: 'MEMBER' },
    });
    const found = await ax('ax-access drift', 2);
    const adopting = printedIn(found).next.find((each) => each.includes('--adopt')) ?? '';
    expect(await ax(adopting)).toContain('Adopted 1 finding');
  });
  await task('undo', async () => {
    await edit('          raj@example.com: member', '          raj@example.com: admin');
    const applied = await ax('ax-access apply');
    const [undo = ''] = printedIn(applied).undo;
    expect(await goOn(await ax(undo))).toContain('Applied: 1 done.');
    await edit('          raj@example.com: admin', '          raj@example.com: member');
  });
  await task('a saved plan', async () => {
    await edit('          raj@example.com: member', '          raj@example.com: read-only');
    const saved = await ax('ax-access plan --out plan.json');
    expect(await goOn(saved)).toContain('Applied: 1 done.');
  });
  await task('rehearse on a copy', async () => {
    await edit('          raj@example.com: read-only', '          raj@example.com: member');
    const planned = await goOn(await ax('ax-access import --as-seed -o copy.yaml'));
    const before = sandbox.counts().writes;
    expect(await goOn(planned)).toMatch(/Applied: \d+ done\./);
    expect(sandbox.counts().writes).toBe(before);
  });

  expect(taken).toEqual({
    'a file of the account': 2,
    'invite two': 2,
    'onboard a team with a space, a role and a key': 2,
    'restrict a project': 2,
    'who can': 1,
    'why not': 1,
    'what can': 1,
    offboard: 2,
    rotate: 4,
    'ids for SAML': 1,
    'drift, and adopt': 2,
    undo: 3,
    'a saved plan': 2,
    'rehearse on a copy': 3,
  });
  expect(typed).toBeLessThanOrEqual(await commandsOfGuides());
});
