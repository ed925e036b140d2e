import { rm } from 'node:fs/promises';
import { stateFile, tellingFaults } from '../account.ts';
import { exitCode } from '../exitCode.ts';
import { sandboxJournal } from '../ownFolder.ts';
import { defineCommand } from '../command.ts';

/** `sandbox reset`: deletes the sandbox account of this folder. */
export const sandboxReset = defineCommand({
  text: 'Deletes .ax-access/sandbox.json. The next run with --sandbox starts with a new account.',
  flags: {},
  takes: [],
  formats: [],
  examples: [['sandbox reset', 'start over']],
  async run({ terminal }) {
    const { resetSandbox } = await import('../../sandbox/index.ts');
    const isGone = await tellingFaults(() => resetSandbox(stateFile));
    // Journals of the old account say nothing about the next one.
    await rm(sandboxJournal, { recursive: true, force: true });
    terminal.say(
      isGone
        ? `Deleted ${stateFile}. The next run with --sandbox starts with a new account.\n`
        : `Nothing to reset: ${stateFile} does not exist.\n`,
    );
    return exitCode.done;
  },
});
