import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { openSandbox, parseSeed, serve } from '../../src/sandbox/index.ts';
import { enter, inShell } from '../cli/pty.ts';
import { run, scratch } from '../cli/run.ts';
import { idsFrom } from '../drift/drifting.ts';
import { printedIn } from './printed.ts';

/**
 * A week of an administrator: one account, one folder, one thing after the other on a terminal. Every command that is
 * printed as the next step, or as the way to undo a run, is typed as it is printed, and every question is answered. No
 * guard may block any of it, and nothing may end with an error.
 */

const seed = `
account: {name: Acme}
users:
  jane@example.com: {name: Jane Doe, role: admin}
  omar@example.com: {name: Omar Haddad, role: admin}
  raj@example.com: {name: Raj Patel, role: member}
  mei@example.com: {name: Mei Lin, role: member}
  tom@example.com: {name: Tom Roy, role: member}
  lena@example.com: {name: Lena Berg, role: member}
roles:
  Writer: {permissions: [PROJECT_READ, PROMPT_READ, PROMPT_UPDATE]}
organizations:
  Platform:
    members: {raj@example.com: member, mei@example.com: member, tom@example.com: member, lena@example.com: member}
    spaces:
      alpha:
        private: true
        members: {raj@example.com: admin, mei@example.com: member, lena@example.com: member}
        projects: {fraud: {}, churn: {}}
      beta:
        private: true
        members: {raj@example.com: member, mei@example.com: member, tom@example.com: member}
`;

interface Shown {
  readonly code: number;
  readonly text: string;
}

/** Lena is no member of alpha any more, and holds a role there. */
const withRole = (text: string): string =>
  text
    .replace('          lena@example.com: member\n', '')
    .replace(
      '        bindings: {}\n        projects',
      '        bindings: {lena@example.com: Writer}\n        projects',
    );

/** What asks nothing, and needs no shell to be understood, is run without a terminal: there are dozens of them. */
const onlyReads = /^ax-access (?:plan|drift|doctor|import)(?: (?!--apply|--adopt)[\w./=-]+)*$/;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('a week of work raises no alarm and leads into no dead end', async () => {
  const sandbox = openSandbox({ seed: parseSeed(parse(seed), 'the seed') });
  const served = await serve(sandbox);
  await using _ = { [Symbol.asyncDispose]: () => served.close() };
  const [key] = sandbox.keys();
  if (key === undefined) throw new Error('The sandbox has no key.');
  const cwd = await scratch();
  const env = {
    ARIZE_API_KEY: key.key,
    ARIZE_BASE_URL: served.url,
    ARIZE_GRAPHQL_ENDPOINT: served.graphqlUrl,
    HOME: cwd,
  };
  const file = join(cwd, 'access.yaml');
  let asked = 0;

  async function typed(command: string): Promise<Shown> {
    const pty = await inShell(command, { cwd, env });
    await pty.answers(/to continue:$/m, `Acme${enter}`);
    return { code: await pty.ended, text: pty.history() };
  }

  async function printedBy(command: string): Promise<Shown> {
    const { code, stdout, stderr } = await run(command.split(' ').slice(1), { cwd, env });
    return { code, text: `${stdout}${stderr}` };
  }

  /** Types a command, and the account's name where that is asked for. */
  async function type(command: string, codes: readonly number[] = [0]): Promise<Shown> {
    expect(command).not.toContain('--yes');
    const { code, text } = await (onlyReads.test(command) ? printedBy(command) : typed(command));
    if (/to continue: Acme/.test(text)) asked += 1;
    const seen = `$ ${command} [${code}]\n${text}`;
    if (!codes.includes(code) || /BLOCKED|blocked even/.test(text)) throw new Error(seen);
    return { code, text };
  }

  /** What a run is undone by, and that undone: the account is as after the run. */
  async function undoAndRedo(undo: readonly string[]): Promise<void> {
    for (const command of undo) {
      const back = await type(command);
      expect(back.text).not.toContain('No changes');
      const undone = await all(printedIn(back.text).next);
      const redo = undone.flatMap(({ text }) => printedIn(text).undo);
      expect(redo.length).toBeGreaterThan(0);
      // The other way round: the last run first.
      for (const again of redo.toReversed()) {
        const plan = await type(again);
        expect(plan.text).not.toContain('No changes');
        await all(printedIn(plan.text).next);
      }
    }
  }

  async function all(commands: readonly string[]): Promise<readonly Shown[]> {
    const shown: Shown[] = [];
    for (const command of commands) shown.push(await type(command));
    return shown;
  }

  /** Edits the file, plans, does what is printed as next, undoes that and does it again, until nothing is left. */
  async function changeTo(edited: string, more = { undo: true }): Promise<void> {
    expect(edited).not.toBe(await readFile(file, 'utf8'));
    await writeFile(file, edited);
    const planned = await type('ax-access plan');
    const { next } = printedIn(planned.text);
    expect(next.length).toBeGreaterThan(0);
    for (const command of next) {
      const { text: ran } = await type(command);
      if (more.undo) await undoAndRedo(printedIn(ran).undo);
    }
    await isInSync();
  }

  const change = async (from: string, to: string, more = { undo: true }): Promise<void> =>
    changeTo((await readFile(file, 'utf8')).replace(from, to), more);

  async function isInSync(): Promise<void> {
    const left = await type('ax-access plan --detailed-exitcode');
    expect(left.text).toContain('No changes');
  }

  /** Something that somebody does in Arize itself. */
  async function inArize(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(new URL(path, served.url), {
      method,
      headers: { authorization: `Bearer ${key?.key ?? ''}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  const ids = await idsFrom(inArize);

  // Monday: the account becomes a file, and an admin of a space a member.
  await type('ax-access doctor');
  await type('ax-access import -o access.yaml');
  await isInSync();
  await change('          raj@example.com: admin', '          raj@example.com: member');

  // Tuesday: somebody leaves a space, a project is closed to all but two, and a role is cut.
  await change('          tom@example.com: member\n', '');
  await change(
    '        bindings: {}\n      beta:',
    `        bindings: {}
        projects:
          fraud:
            restricted: true
            bindings: {raj@example.com: Writer, mei@example.com: Writer}
      beta:`,
  );
  await change('      - PROMPT_UPDATE\n', '');

  // Wednesday: somebody is added in Arize itself, and a space gets another name there.
  const beta = ids.of('spaces', 'beta');
  await inArize('POST', `/v2/spaces/${beta}/users`, {
    user_id: ids.of('users', 'lena@example.com'),
    role: { type: 'PREDEFINED', name: 'MEMBER' },
  });
  const added = await type('ax-access drift', [2]);
  const [repair = ''] = printedIn(added.text).next;
  await type(repair);
  await isInSync();
  await inArize('PATCH', `/v2/spaces/${beta}`, { name: 'lighthouse' });
  const renamed = await type('ax-access drift', [2]);
  expect(oneLine(renamed.text)).toContain('space beta renamed in Arize to lighthouse');
  await all(printedIn(renamed.text).next);
  await isInSync();

  // Thursday: a role instead of membership, and a key that is made and leaks.
  await changeTo(withRole(await readFile(file, 'utf8')));
  await change(
    '      alpha:\n',
    `      alpha:
        service_keys:
          traces: {role: member, deliver: {file: secrets/traces.key}}
`,
    { undo: false },
  );
  const leaked = await type('ax-access keys revoke traces');
  await all(printedIn(leaked.text).next);
  // The file still asks for one, so the next run makes another.
  const another = await type('ax-access plan');
  await all(printedIn(another.text).next);
  await isInSync();

  // Friday: somebody leaves the company, and another is blocked in Arize.
  const leaving = await type('ax-access users offboard tom@example.com');
  await all(printedIn(leaving.text).next);
  await isInSync();
  await inArize('DELETE', `/v2/users/${ids.of('users', 'lena@example.com')}`);
  const blocked = await type('ax-access drift', [2]);
  await all(printedIn(blocked.text).next);
  await change('          mei@example.com: member', '          mei@example.com: read-only');
  expect((await type('ax-access drift')).text).toContain('No drift');
  expect(asked).toBeGreaterThan(5);
});
