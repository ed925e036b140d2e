import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { folderWith, addAndRemove } from './account.ts';
import { ctrlC, ctrlD, enter, inShell, onTerminal } from './pty.ts';

test('what is typed arrives, and what stands on the screen is seen', async () => {
  const shell = await inShell('echo "Who?"; read -r who; echo "It is $who."; exit 3');
  await shell.shows('Who?');
  expect(shell.cursor()).toEqual({ row: 1, column: 0 });
  shell.type(`jane${enter}`);
  await shell.shows(/^It is jane\.$/m);
  expect(await shell.ended).toBe(3);
  expect(shell.rows().slice(0, 4)).toEqual(['Who?', 'jane', 'It is jane.', '']);
});

test('what is drawn over is not seen, and what is wrapped is one line', async () => {
  const shell = await inShell(String.raw`printf 'hidden\r\033[Kshown %074d\n' 7`);
  expect(await shell.ended).toBe(0);
  expect(shell.screen()).toBe(`shown ${'7'.padStart(74, '0')}`);
  expect(shell.bytes()).toContain('hidden');
});

test('what left the screen is still known', async () => {
  const shell = await inShell('seq 1 100');
  await shell.ended;
  expect(shell.rows()).toHaveLength(24);
  expect(shell.screen()).not.toMatch(/^77$/m);
  expect(shell.history()).toMatch(/^1\n2\n[^]*\n100$/);
});

test('nothing of what was written is lost, however late it is read', async () => {
  // A machine so busy that every clock has run down when its turn comes.
  vi.stubGlobal('setTimeout', (work: () => void) => setImmediate(work));
  onTestFinished(() => void vi.unstubAllGlobals());
  const shell = await inShell('seq 1 2000');
  execFileSync('/bin/sh', ['-c', 'while kill -0 $0 2>&-; do :; done', `${shell.pid}`]);
  await shell.ended;
  expect(shell.history()).toMatch(/^1\n2\n[^]*\n2000$/);
});

test('to wait for what never comes ends with the command', async () => {
  const shell = await inShell('read -r line; echo all');
  const waiting = shell.shows('nothing of the kind');
  shell.type(ctrlD);
  await expect(waiting).rejects.toThrow(
    'It ended with 0, and never showed nothing of the kind:\nall',
  );
});

test('Ctrl-C ends what runs', async () => {
  const shell = await inShell('echo ready; exec cat');
  await shell.shows('ready');
  shell.type(ctrlC);
  expect(await shell.ended).toBe(130);
});

/** Without the first line, which names the seed, or the account that the first run has made of it. */
const below = (screen: string): readonly string[] => screen.split('\n').slice(1);

test('the command finds a terminal of 80 columns there, by its name in a shell, too', async () => {
  const cwd = await folderWith(addAndRemove);
  const coloured = '\u001b[1m';
  const plan = await onTerminal(['plan', '--sandbox=seed.yaml'], { cwd });
  expect(await plan.ended).toBe(0);
  expect(plan.bytes()).toContain(coloured);
  const shell = await inShell('ax-access plan --sandbox=seed.yaml', { cwd });
  expect(await shell.ended).toBe(0);
  expect(below(shell.screen())).toEqual(below(plan.screen()));
});
